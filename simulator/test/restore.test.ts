import { expect, test } from 'vitest';
import { createIds, seededRandom } from '../ids.ts';
import type { ClusterState } from '../state.ts';
import { at, experimentJob, experimentObject, jobObject, type TestCluster, testCluster } from './cluster-fixture.ts';

/** Another simulator that goes on where this one stands, by nothing but what can be written down. */
const restored = (cluster: TestCluster): TestCluster => {
  const state = JSON.parse(JSON.stringify(cluster.state())) as ClusterState;
  const next = testCluster({ ids: createIds(seededRandom(2)) });
  next.clock.advance(state.time - next.clock.now());
  next.restore(state);
  return next;
};

const phase = (cluster: TestCluster) => at(cluster.pods()[0], 'status', 'phase');
const main = (cluster: TestCluster) => at(cluster.pods()[0], 'status', 'containerStatuses', 0, 'state');
const verdict = (cluster: TestCluster) => at(cluster.result(), 'status', 'experimentStatus', 'verdict');
const names = (cluster: TestCluster) => cluster.pods().map(({ metadata }) => `${metadata.name} ${metadata.uid}`);

const running = (job = jobObject('sleeper')): TestCluster => {
  const cluster = testCluster();
  cluster.create('jobs', job);
  cluster.clock.advance(500);
  expect(phase(cluster)).toBe('Running');
  return cluster;
};

test('a cluster that was restored has every object as it was, and writes on behind the last revision', () => {
  const cluster = running();
  const next = restored(cluster);
  for (const resource of ['jobs', 'pods', 'events'] as const)
    expect(next.store.list(resource)).toEqual(cluster.store.list(resource));
  const made = next.create('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'litmus' },
  });
  expect(Number(made.metadata.resourceVersion)).toBeGreaterThan(cluster.store.revision());
});

test('a cluster that was restored goes on with the pod that runs, and its Job ends', () => {
  const cluster = running();
  const next = restored(cluster);
  next.clock.advance(100);
  expect(main(next)).toEqual(main(cluster));
  next.clock.advance(5_000);
  expect(names(next)).toEqual(names(cluster));
  expect(phase(next)).toBe('Succeeded');
  expect(at(next.job('sleeper'), 'status', 'succeeded')).toBe(1);
});

test('a cluster that was restored lets a pod end whose containers have ended', () => {
  const cluster = running();
  const hasEnded = () => at(main(cluster), 'terminated') !== undefined;
  expect(cluster.clock.advanceUntil(hasEnded, 5_000)).toBe(true);
  expect(phase(cluster)).toBe('Running');
  const next = restored(cluster);
  next.clock.advance(5_000);
  expect([phase(next), main(next)]).toEqual(['Succeeded', main(cluster)]);
});

test('a cluster that was restored starts a pod that had not started', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('sleeper'));
  expect(cluster.clock.advanceUntil(() => phase(cluster) === 'Pending', 500)).toBe(true);
  const next = restored(cluster);
  next.clock.advance(500);
  expect(phase(next)).toBe('Running');
  expect(names(next)).toEqual(names(cluster));
});

test('a cluster that was restored gives what was told to end the rest of its grace', () => {
  const cluster = running(
    jobObject('stubborn', {}, { containers: [{ name: 'c', image: 'busybox:1', command: ['sleep', '100'] }] }),
  );
  cluster.store.remove('jobs', 'litmus', 'stubborn', { propagation: 'Background' });
  cluster.clock.advance(1_000);
  const next = restored(cluster);
  next.clock.advance(5_000);
  expect(names(next)).toEqual(names(cluster));
  next.clock.advance(60_000);
  expect(names(next)).toEqual([]);
});

test('a cluster that was restored knows which attempt an experiment is at', () => {
  const cluster = testCluster();
  cluster.create('chaosexperiments', experimentObject({ duration: '1s', verdict: 'Fail,Error,Pass' }));
  cluster.create('jobs', experimentJob('pod-delete-1'));
  cluster.clock.advance(5_000);
  expect(verdict(cluster)).toBe('Fail');
  cluster.store.remove('jobs', 'litmus', 'pod-delete-1', { propagation: 'Background' });
  cluster.clock.advance(5_000);
  cluster.create('jobs', experimentJob('pod-delete-2'));
  cluster.clock.advance(500);
  expect(verdict(cluster)).toBe('Awaited');
  const next = restored(cluster);
  next.clock.advance(5_000);
  expect(verdict(next)).toBe('Error');
  expect([...next.launches().values()]).toEqual([2]);
});

test('a cluster that was restored goes on with the helpers that there are', () => {
  const cluster = testCluster();
  cluster.create('chaosexperiments', experimentObject({ duration: '10s', helpers: '2', targets: 'pod/a pod/b' }));
  cluster.create('jobs', experimentJob('pod-delete-1'));
  cluster.clock.advance(2_000);
  const next = restored(cluster);
  next.clock.advance(2_000);
  expect(names(next)).toEqual(names(cluster));
  expect(next.injected().map(({ target }) => target)).toEqual(cluster.injected().map(({ target }) => target));
  next.clock.advance(15_000);
  expect(verdict(next)).toBe('Pass');
  expect(next.injected()).toEqual([]);
});

test('a cluster that was restored makes what it has already no second time', () => {
  const cluster = running();
  const revision = cluster.store.revision();
  cluster.restore(cluster.state());
  expect(cluster.store.revision()).toBe(revision);
  expect(cluster.pods()).toHaveLength(1);
});
