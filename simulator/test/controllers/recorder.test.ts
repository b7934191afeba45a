import { expect, test } from 'vitest';
import { experimentJob, experimentObject, testCluster } from '../cluster-fixture.ts';

const hour = 3_600_000;

/** Runs one Job from its creation to its end, and deletes it. */
const runJob = (cluster: ReturnType<typeof testCluster>, name: string): void => {
  cluster.create('jobs', experimentJob(name));
  cluster.clock.advance(60_000);
  cluster.store.remove('jobs', 'litmus', name, { propagation: 'Background' });
  cluster.clock.advance(60_000);
};

test('events go an hour after their last change, so that a cluster that runs for days does not fill up', () => {
  const cluster = testCluster();
  cluster.create('chaosexperiments', experimentObject());
  runJob(cluster, 'first');
  const after = cluster.events().length;
  expect(after).toBeGreaterThan(0);
  for (let i = 0; i < 100; i += 1) runJob(cluster, `job-${i}`);
  expect(cluster.events().length).toBeLessThanOrEqual(31 * after);
  expect(cluster.messages('SuccessfulCreate').some((message) => message.includes('first'))).toBe(false);
});

test('an event of a client goes as well, one that is repeated stays', () => {
  const cluster = testCluster();
  const event = (name: string) =>
    cluster.create('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'litmus' },
      involvedObject: { kind: 'ChaosEngine', name: 'engine', uid: 'u' },
      reason: name,
      count: 1,
    });
  event('once');
  event('repeated');
  cluster.clock.advance(hour / 2);
  cluster.store.update('events', 'litmus', 'repeated', (now) => ({ ...now, count: 2 }));
  cluster.clock.advance(hour / 2);
  event('new');
  expect(cluster.events().sort()).toEqual(['new', 'repeated']);
});
