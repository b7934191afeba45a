import { expect, test } from 'vitest';
import { at, jobObject, testCluster } from '../cluster-fixture.ts';

const sleeper = { name: 'c', image: 'busybox:1', command: ['sleep', '100'] };

test('a Job makes a pod that runs on a node and completes it', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('sleeper'));
  cluster.clock.advance(500);
  const [pod] = cluster.pods();
  expect(at(pod, 'status', 'phase')).toBe('Running');
  expect(pod?.metadata.labels).toMatchObject({
    'job-name': 'sleeper',
    'batch.kubernetes.io/job-name': 'sleeper',
    'controller-uid': cluster.job('sleeper')?.metadata.uid,
    'batch.kubernetes.io/controller-uid': cluster.job('sleeper')?.metadata.uid,
  });
  expect(at(cluster.job('sleeper'), 'status', 'active')).toBe(1);
  cluster.clock.advance(1000);
  expect(at(cluster.pods()[0], 'status', 'phase')).toBe('Succeeded');
  expect(at(cluster.pods()[0], 'status', 'containerStatuses', 0, 'state', 'terminated')).toMatchObject({
    exitCode: 0,
    reason: 'Completed',
  });
  expect(at(cluster.job('sleeper'), 'status')).toMatchObject({
    active: 1,
    ready: 1,
  });
  expect(cluster.pods()[0]?.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
  cluster.clock.advance(1000);
  expect(at(cluster.job('sleeper'), 'status')).toMatchObject({
    succeeded: 1,
    conditions: [
      { type: 'SuccessCriteriaMet', status: 'True' },
      { type: 'Complete', status: 'True' },
    ],
  });
  expect(cluster.pods()[0]?.metadata.finalizers).toBeUndefined();
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
    conditions: [
      { type: 'FailureTarget', reason: 'BackoffLimitExceeded' },
      { type: 'Failed', reason: 'BackoffLimitExceeded' },
    ],
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

test('a Job whose main pod is deleted makes no other one under backoffLimit 0, and fails when that is gone', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('sleeper', {}, { terminationGracePeriodSeconds: 5, containers: [sleeper] }));
  cluster.clock.advance(200);
  cluster.store.remove('pods', 'litmus', cluster.pods()[0]?.metadata.name ?? '');
  cluster.clock.advance(2_000);
  expect(at(cluster.job('sleeper'), 'status')).toMatchObject({
    failed: 1,
    terminating: 1,
    conditions: [{ type: 'FailureTarget' }],
  });
  cluster.clock.advance(10_000);
  expect(cluster.pods()).toEqual([]);
  expect(cluster.messages('SuccessfulCreate')).toHaveLength(1);
  expect(at(cluster.job('sleeper'), 'status', 'conditions', 1, 'type')).toBe('Failed');
});

test('the wait for the next pod doubles with each failure', () => {
  const cluster = testCluster();
  const command = ['sh', '-c', 'sleep 1; false'];
  const containers = [{ name: 'c', image: 'b:1', command }];
  cluster.create('jobs', jobObject('mixed', { backoffLimit: 9, completions: 2 }, { containers }));
  cluster.clock.advance(60_000);
  // One at once, the others 10 and 20 seconds after a failure; the next would wait 40.
  expect(cluster.messages('SuccessfulCreate')).toHaveLength(3);
});

test('a pod that is deleted waits for its Job to count it, also by force', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('sleeper', {}, { containers: [sleeper] }));
  cluster.clock.advance(200);
  cluster.store.remove('pods', 'litmus', cluster.pods()[0]?.metadata.name ?? '', { gracePeriodSeconds: 0 });
  cluster.clock.advance(500);
  expect(cluster.pods()[0]?.metadata).toMatchObject({ deletionGracePeriodSeconds: 0 });
  cluster.clock.advance(1_000);
  expect(cluster.pods()).toEqual([]);
});

test.each(['Background', 'Orphan'] as const)('a pod whose Job goes first is let go: %s', (propagation) => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('sleeper', {}, { containers: [sleeper] }));
  cluster.clock.advance(200);
  cluster.store.remove('jobs', 'litmus', 'sleeper', { propagation });
  cluster.clock.advance(100);
  expect(cluster.pods()[0]?.metadata.finalizers).toBeUndefined();
});

test('a Job whose containers are restarted in place fails by their restarts', () => {
  const cluster = testCluster();
  const containers = [{ name: 'c', image: 'b:1', command: ['false'] }];
  cluster.create('jobs', jobObject('restarting', { backoffLimit: 1 }, { restartPolicy: 'OnFailure', containers }));
  cluster.clock.advance(5_000);
  expect(at(cluster.job('restarting'), 'status', 'conditions', 0)).toMatchObject({
    type: 'FailureTarget',
    reason: 'BackoffLimitExceeded',
  });
});

test('activeDeadlineSeconds fails the Job and removes its pod', () => {
  const cluster = testCluster();
  const pod = { containers: [sleeper], terminationGracePeriodSeconds: 1 };
  cluster.create('jobs', jobObject('slow', { activeDeadlineSeconds: 3 }, pod));
  cluster.clock.advance(10_000);
  expect(cluster.pods()).toHaveLength(0);
  expect(at(cluster.job('slow'), 'status', 'conditions', 1)).toMatchObject({
    type: 'Failed',
    reason: 'DeadlineExceeded',
  });
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
  cluster.clock.advance(3_000);
  expect(cluster.store.list('jobs', 'litmus').filter((job) => at(job, 'status', 'succeeded') === 1)).toHaveLength(1000);
});
