import { expect, test } from 'vitest';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { at, jobObject, testCluster } from '../cluster-fixture.ts';

const oldCluster = () => testCluster({ kubernetes: kubernetesOf('1.20') });
const failing = { containers: [{ name: 'bad', image: 'busybox:1', command: ['false'] }] };

test('a Job completes with its pod, without anything in between', () => {
  const cluster = oldCluster();
  cluster.create('jobs', jobObject('sleeper'));
  cluster.clock.advance(1_500);
  expect(at(cluster.job('sleeper'), 'status')).toMatchObject({
    succeeded: 1,
    conditions: [{ type: 'Complete', status: 'True' }],
  });
  const { labels, finalizers } = cluster.pods()[0]?.metadata ?? {};
  expect(Object.keys(labels ?? {})).toEqual(['controller-uid', 'job-name']);
  expect(finalizers).toBeUndefined();
});

test('with backoffLimit 0 a failed pod fails the Job at once', () => {
  const cluster = oldCluster();
  cluster.create('jobs', jobObject('bad', {}, failing));
  cluster.clock.advance(100);
  expect(at(cluster.job('bad'), 'status')).toMatchObject({
    failed: 1,
    conditions: [{ type: 'Failed', reason: 'BackoffLimitExceeded' }],
  });
});

test('with backoffLimit 2 a failing pod is replaced twice, with growing waits', () => {
  const cluster = oldCluster();
  cluster.create('jobs', jobObject('bad', { backoffLimit: 2 }, failing));
  cluster.clock.advance(5_000);
  expect(cluster.pods()).toHaveLength(1);
  cluster.clock.advance(10_000);
  expect(cluster.pods()).toHaveLength(2);
  cluster.clock.advance(20_000);
  expect(cluster.pods()).toHaveLength(3);
  expect(at(cluster.job('bad'), 'status', 'conditions', 0, 'reason')).toBe('BackoffLimitExceeded');
});

test('a Job whose main pod is deleted makes another one although its backoffLimit is 0', () => {
  const cluster = oldCluster();
  cluster.create('jobs', jobObject('sleeper', {}, { terminationGracePeriodSeconds: 5 }));
  cluster.clock.advance(200);
  const first = cluster.pods()[0]?.metadata.name ?? '';
  cluster.store.remove('pods', 'litmus', first);
  cluster.clock.advance(100);
  expect(cluster.pods()).toHaveLength(2);
  cluster.clock.advance(10_000);
  expect(cluster.pods().map(({ metadata }) => metadata.name)).not.toContain(first);
  expect(at(cluster.job('sleeper'), 'status', 'succeeded')).toBe(1);
});

test('activeDeadlineSeconds fails the Job at once and removes its pod', () => {
  const cluster = oldCluster();
  const containers = [{ name: 'slow', image: 'busybox:1', command: ['sleep', '100'] }];
  const pod = { containers, terminationGracePeriodSeconds: 1 };
  cluster.create('jobs', jobObject('slow', { activeDeadlineSeconds: 3 }, pod));
  cluster.clock.advance(10_000);
  expect(cluster.pods()).toHaveLength(0);
  expect(at(cluster.job('slow'), 'status', 'conditions')).toMatchObject([
    { type: 'Failed', reason: 'DeadlineExceeded' },
  ]);
});

test('ttlSecondsAfterFinished means nothing', () => {
  const cluster = oldCluster();
  cluster.create('jobs', jobObject('brief', { ttlSecondsAfterFinished: 5 }));
  cluster.clock.advance(60_000);
  expect(cluster.job('brief')).toBeDefined();
});
