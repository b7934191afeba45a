import { expect, test } from 'vitest';
import { at, jobObject, testCluster } from '../cluster-fixture.ts';

test('a Job makes a pod that runs on a node and completes it', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('sleeper'));
  cluster.clock.advance(500);
  const [pod] = cluster.pods();
  expect(at(pod, 'status', 'phase')).toBe('Running');
  expect(pod?.metadata.labels).toMatchObject({
    'job-name': 'sleeper',
    'controller-uid': cluster.job('sleeper')?.metadata.uid,
  });
  expect(at(cluster.job('sleeper'), 'status', 'active')).toBe(1);
  cluster.clock.advance(1000);
  expect(at(cluster.pods()[0], 'status', 'phase')).toBe('Succeeded');
  expect(at(cluster.pods()[0], 'status', 'containerStatuses', 0, 'state', 'terminated')).toMatchObject({
    exitCode: 0,
    reason: 'Completed',
  });
  expect(at(cluster.job('sleeper'), 'status')).toMatchObject({
    succeeded: 1,
    conditions: [{ type: 'Complete', status: 'True' }],
  });
  expect(cluster.events()).toEqual(
    expect.arrayContaining(['SuccessfulCreate', 'Scheduled', 'Pulled', 'Created', 'Started', 'Completed']),
  );
});

test('with backoffLimit 0 a failed pod fails the Job and is not replaced', () => {
  const cluster = testCluster();
  cluster.create(
    'jobs',
    jobObject('bad', {}, { containers: [{ name: 'bad', image: 'busybox:1', command: ['false'] }] }),
  );
  cluster.clock.advance(60_000);
  expect(cluster.pods()).toHaveLength(1);
  expect(at(cluster.job('bad'), 'status')).toMatchObject({
    failed: 1,
    conditions: [{ type: 'Failed', reason: 'BackoffLimitExceeded' }],
  });
});

test('with backoffLimit 2 a failing pod is replaced twice, with growing waits', () => {
  const cluster = testCluster();
  const containers = [{ name: 'bad', image: 'busybox:1', command: ['false'] }];
  cluster.create('jobs', jobObject('bad', { backoffLimit: 2 }, { containers }));
  cluster.clock.advance(5_000);
  expect(cluster.pods()).toHaveLength(1);
  cluster.clock.advance(10_000);
  expect(cluster.pods()).toHaveLength(2);
  cluster.clock.advance(20_000);
  expect(cluster.pods()).toHaveLength(3);
  expect(at(cluster.job('bad'), 'status', 'conditions', 0, 'reason')).toBe('BackoffLimitExceeded');
});

test('a Job whose main pod is deleted makes another one although its backoffLimit is 0', () => {
  const cluster = testCluster();
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

test('activeDeadlineSeconds fails the Job and removes its pod', () => {
  const cluster = testCluster();
  const containers = [{ name: 'slow', image: 'busybox:1', command: ['sleep', '100'] }];
  cluster.create(
    'jobs',
    jobObject('slow', { activeDeadlineSeconds: 3 }, { containers, terminationGracePeriodSeconds: 1 }),
  );
  cluster.clock.advance(10_000);
  expect(cluster.pods()).toHaveLength(0);
  expect(at(cluster.job('slow'), 'status', 'conditions', 0, 'reason')).toBe('DeadlineExceeded');
});

test('ttlSecondsAfterFinished removes the Job with its pods', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('brief', { ttlSecondsAfterFinished: 5 }));
  cluster.clock.advance(3_000);
  expect(cluster.job('brief')).toBeDefined();
  cluster.clock.advance(5_000);
  expect(cluster.job('brief')).toBeUndefined();
  expect(cluster.pods()).toHaveLength(0);
});

test('a Job whose service account does not exist never gets a pod, and says so in its events', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('lonely', {}, { serviceAccountName: 'nobody' }));
  cluster.clock.advance(60_000);
  expect(cluster.pods()).toHaveLength(0);
  expect(cluster.messages('FailedCreate')).toEqual([
    'Error creating: pods "lonely-" is forbidden: error looking up service account litmus/nobody: serviceaccount "nobody" not found',
  ]);
});

test('a Job gets its pod when the missing service account appears', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('patient', {}, { serviceAccountName: 'late' }));
  cluster.clock.advance(5_000);
  cluster.create('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'late', namespace: 'litmus' },
  });
  cluster.clock.advance(30_000);
  expect(at(cluster.job('patient'), 'status', 'succeeded')).toBe(1);
});

test('a thousand Jobs at once all complete', () => {
  const cluster = testCluster();
  for (let i = 0; i < 1000; i += 1) cluster.create('jobs', jobObject(`job-${i}`));
  cluster.clock.advance(2_000);
  expect(cluster.store.list('jobs', 'litmus').filter((job) => at(job, 'status', 'succeeded') === 1)).toHaveLength(1000);
});
