import { expect, test } from 'vitest';
import { at, experimentJob, experimentObject, testCluster } from '../cluster-fixture.ts';

const withEngine = () => {
  const cluster = testCluster();
  cluster.create(
    'chaosexperiments',
    experimentObject({ duration: '5s', 'stop-engine-after': '1s', 'stop-engine-takes': '100ms' }),
  );
  cluster.create('chaosengines', {
    apiVersion: 'litmuschaos.io/v1alpha1',
    kind: 'ChaosEngine',
    metadata: { name: 'engine', namespace: 'litmus' },
    spec: { engineState: 'active', experiments: [{ name: 'pod-delete' }], unknownField: 1 },
    status: { engineStatus: 'initialized' },
  });
  cluster.create('jobs', experimentJob('pod-delete-1'));
  return cluster;
};

test('a failing probe with stopOnFailure stops the engine by a PUT that drops unknown fields', () => {
  const cluster = withEngine();
  cluster.clock.advance(3_000);
  expect(at(cluster.engine(), 'spec', 'engineState')).toBe('stop');
  expect(at(cluster.engine(), 'spec', 'unknownField')).toBeUndefined();
});

test('the stop is lost when somebody writes the engine between its GET and its PUT', () => {
  const cluster = withEngine();
  cluster.clock.advanceUntil(() => cluster.lines.length > 0, 1_000);
  cluster.clock.advance(1_050);
  cluster.store.update('chaosengines', 'litmus', 'engine', (now) => ({
    ...now,
    status: { engineStatus: 'initialized', experiments: [] },
  }));
  cluster.clock.advance(3_000);
  expect(at(cluster.engine(), 'spec', 'engineState')).toBe('active');
  expect(cluster.lines.join('\n')).toContain('could not be stopped');
});
