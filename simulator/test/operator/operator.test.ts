import { expect, test } from 'vitest';
import { at } from '../cluster-fixture.ts';
import { engineObject, operatorCluster, row } from './operator-fixture.ts';

test('a new engine gets the finalizer and a runner pod with the operator’s labels and environment', () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  expect(cluster.engine()?.metadata.finalizers).toEqual(['chaosengine.litmuschaos.io/finalizer']);
  expect(at(cluster.engine(), 'status')).toEqual({ engineStatus: 'initialized', experiments: null });
  expect(cluster.runnerPod()?.metadata.labels).toMatchObject({ app: 'engine', chaosUID: cluster.uid });
  expect(cluster.runners[0]?.env).toEqual({
    CHAOSENGINE: 'engine',
    TARGETS: 'deployment:litmus:[app=nginx]',
    EXPERIMENT_LIST: 'pod-delete',
    CHAOS_SVC_ACC: 'litmus',
    AUXILIARY_APPINFO: '',
    CLIENT_UUID: '',
    CHAOS_NAMESPACE: 'litmus',
  });
  expect(cluster.runners[0]?.token).toBe('litmus:litmus');
});

test('the runner that ends with 0 completes the engine, which keeps its finalizer', async () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  await cluster.runners[0]?.exit(0);
  cluster.clock.advance(1_000);
  expect(at(cluster.engine(), 'spec', 'engineState')).toBe('stop');
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('completed');
  expect(cluster.engine()?.metadata.finalizers).toHaveLength(1);
  expect(cluster.runnerPod()).toBeDefined();
});

test('with jobCleanUpPolicy delete the operator removes the runner pod of a completed engine', async () => {
  const cluster = operatorCluster({ spec: { jobCleanUpPolicy: 'delete' } });
  cluster.clock.advance(1_000);
  await cluster.runners[0]?.exit(0);
  cluster.clock.advance(1_000);
  expect(cluster.runnerPod()).toBeUndefined();
});

test('a runner that fails is restarted in the same pod', async () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  const { uid } = cluster.runnerPod()?.metadata ?? {};
  await cluster.runners[0]?.exit(1);
  cluster.clock.advance(1_000);
  expect(cluster.runners).toHaveLength(2);
  expect(cluster.runnerPod()?.metadata.uid).toBe(uid);
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('initialized');
});

test('a runner pod that is gone while the engine is active is made again', async () => {
  const cluster = operatorCluster({ endsOnSigterm: 143 });
  cluster.clock.advance(1_000);
  cluster.store.remove('pods', 'litmus', 'engine-runner');
  cluster.clock.advance(100);
  expect(cluster.runners[0]?.signals).toEqual(['SIGTERM']);
  await cluster.runners[0]?.exit(143);
  cluster.clock.advance(1_000);
  expect(cluster.runners).toHaveLength(2);
});

test('a runner pod that stays as Failed is never replaced', () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  cluster.store.update('pods', 'litmus', 'engine-runner', (pod) => ({
    ...pod,
    status: { phase: 'Failed', reason: 'Evicted' },
  }));
  cluster.clock.advance(300_000);
  expect(cluster.runners).toHaveLength(1);
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('initialized');
});

test('the runner of an engine that takes 0 as its answer while its pod is deleted still completes the engine', async () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  cluster.store.update('pods', 'litmus', 'engine-runner', (pod) => ({
    ...pod,
    metadata: { ...pod.metadata, finalizers: ['example.org/hold'] },
  }));
  cluster.store.remove('pods', 'litmus', 'engine-runner');
  cluster.clock.advance(100);
  await cluster.runners[0]?.exit(0);
  cluster.clock.advance(100);
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('completed');
});

test('a typed write drops fields of spec and status that the operator does not know', () => {
  const cluster = operatorCluster({ spec: { monitoring: true, annotationCheck: 'true', batch: {} } });
  cluster.clock.advance(1_000);
  const spec = at(cluster.engine(), 'spec') as object;
  expect(Object.keys(spec)).not.toEqual(expect.arrayContaining(['monitoring']));
  expect(spec).not.toHaveProperty('annotationCheck');
  expect(spec).not.toHaveProperty('batch');
});

test('an operator before 1.13.3 keeps monitoring', () => {
  const cluster = operatorCluster({ spec: { monitoring: true }, operator: { generation: '1.11' } });
  cluster.clock.advance(1_000);
  expect(at(cluster.engine(), 'spec', 'monitoring')).toBe(true);
});

test('an operator before 3.0 keeps annotationCheck, and passes it to the runner', () => {
  const cluster = operatorCluster({
    spec: { monitoring: true, annotationCheck: 'true' },
    operator: { generation: '1.13.5' },
  });
  cluster.clock.advance(1_000);
  expect(at(cluster.engine(), 'spec')).toMatchObject({ annotationCheck: 'true' });
  expect(at(cluster.engine(), 'spec')).not.toHaveProperty('monitoring');
  expect(cluster.runners[0]?.env).toMatchObject({ ANNOTATION_CHECK: 'true' });
});

test('an abort deletes Jobs and pods, waits for the last pod, and writes the rows that it read before', () => {
  const cluster = operatorCluster({ endsOnSigterm: 0, annotations: { duration: '1h', 'stop-time': '3s' } });
  cluster.clock.advance(1_000);
  cluster.launch('pod-delete-1');
  cluster.clock.advance(1_000);
  cluster.setEngine({}, { experiments: [row('Running', { extra: 1 })] });
  cluster.clock.advance(10);
  cluster.setEngine({ engineState: 'stop' });
  cluster.clock.advance(500);
  expect(cluster.job('pod-delete-1')).toBeUndefined();
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('initialized');
  cluster.setEngine({}, { experiments: [row('Completed', { verdict: 'Pass' })] });
  cluster.clock.advance(40_000);
  expect(at(cluster.engine(), 'status')).toMatchObject({
    engineStatus: 'stopped',
    experiments: [{ status: 'Forcefully Aborted', verdict: 'Stopped' }],
  });
  expect(at(cluster.engine(), 'status', 'experiments', 0)).not.toHaveProperty('extra');
  expect(cluster.engine()?.metadata.finalizers).toBeUndefined();
  expect(cluster.pods()).toHaveLength(0);
});

test('an abort without any pod of the engine deletes no Jobs', () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  cluster.store.remove('pods', 'litmus', 'engine-runner', { gracePeriodSeconds: 0 });
  cluster.setEngine({ engineState: 'stop' });
  cluster.create('jobs', {
    ...cluster.launch('x'),
    metadata: { name: 'podless', namespace: 'litmus', labels: { chaosUID: cluster.uid } },
    spec: { suspend: true, template: {} },
  });
  cluster.store.remove('jobs', 'litmus', 'x', { propagation: 'Background' });
  cluster.clock.advance(5_000);
  expect(cluster.job('podless')).toBeDefined();
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('stopped');
});

test('a pod that something recreates keeps an engine from being deleted', () => {
  const cluster = operatorCluster({ endsOnSigterm: 0 });
  cluster.clock.advance(1_000);
  cluster.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'stubborn',
      namespace: 'litmus',
      labels: { chaosUID: cluster.uid },
      finalizers: ['example.org/hold'],
    },
    spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
  });
  cluster.store.remove('chaosengines', 'litmus', 'engine', { propagation: 'Background' });
  cluster.clock.advance(400_000);
  expect(cluster.engine()?.metadata.deletionTimestamp).toBeDefined();
  cluster.store.purge('pods', 'litmus', 'stubborn');
  cluster.clock.advance(200_000);
  expect(cluster.engine()).toBeUndefined();
});

test('the grace period of the engine applies to the pods of an abort, the runner’s too', () => {
  const cluster = operatorCluster({ spec: { terminationGracePeriodSeconds: 3 } });
  cluster.clock.advance(1_000);
  cluster.setEngine({ engineState: 'stop' });
  cluster.clock.advance(2_500);
  expect(cluster.runners[0]?.signals).toEqual(['SIGTERM']);
  cluster.clock.advance(1_000);
  expect(cluster.runners[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
  expect(cluster.runnerPod()).toBeUndefined();
});

test('an operator before 1.13.5 does not wait for the pods of an abort', () => {
  const cluster = operatorCluster({ operator: { generation: '1.9.1' } });
  cluster.clock.advance(1_000);
  cluster.setEngine({ engineState: 'stop' });
  cluster.clock.advance(100);
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('stopped');
  expect(cluster.runnerPod()).toBeDefined();
});

test('a restart after an abort clears the rows and keeps uid and annotations', () => {
  const cluster = operatorCluster({ endsOnSigterm: 0 });
  cluster.store.update('chaosengines', 'litmus', 'engine', (now) => ({
    ...now,
    metadata: { ...now.metadata, annotations: { keep: 'me' } },
  }));
  cluster.clock.advance(1_000);
  cluster.setEngine({}, { experiments: [row('Running')] });
  cluster.setEngine({ engineState: 'stop' });
  cluster.clock.advance(60_000);
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('stopped');
  cluster.setEngine({ engineState: 'active' });
  cluster.clock.advance(1_000);
  expect(cluster.engine()?.metadata).toMatchObject({ uid: cluster.uid, annotations: { keep: 'me' } });
  expect(at(cluster.engine(), 'status')).toEqual({ engineStatus: 'initialized', experiments: null });
  expect(cluster.runners).toHaveLength(2);
});

test('a restart after completion removes what was retained and starts again', async () => {
  const cluster = operatorCluster();
  cluster.clock.advance(1_000);
  cluster.launch('pod-delete-1');
  await cluster.runners[0]?.exit(0);
  cluster.clock.advance(1_000);
  cluster.setEngine({ engineState: 'active' }, { experiments: [row('Completed')] });
  cluster.clock.advance(1_000);
  expect(cluster.job('pod-delete-1')).toBeUndefined();
  expect(at(cluster.engine(), 'status', 'engineStatus')).toBe('initialized');
  expect(at(cluster.engine(), 'status', 'experiments') ?? null).toBeNull();
  expect(cluster.runners).toHaveLength(2);
});

test('an engine whose first experiment is missing gets its runner when that appears', () => {
  const cluster = operatorCluster();
  cluster.create('chaosengines', engineObject({ experiments: [{ name: 'later' }] }, { name: 'second' }));
  cluster.clock.advance(1_000);
  expect(cluster.store.get('pods', 'litmus', 'second-runner')).toBeUndefined();
  expect(cluster.messages('ChaosResourcesOperationFailed')).toContain('(chaos start) Unable to get chaos resources');
  cluster.create('chaosexperiments', {
    apiVersion: 'litmuschaos.io/v1alpha1',
    kind: 'ChaosExperiment',
    metadata: { name: 'later', namespace: 'litmus' },
  });
  cluster.clock.advance(60_000);
  expect(cluster.store.get('pods', 'litmus', 'second-runner')).toBeDefined();
});

test('marks that an experiment left in its result move into the history when the engine is aborted', () => {
  const cluster = operatorCluster({
    endsOnSigterm: 0,
    annotations: { duration: '1h', targets: 'pod/a', 'on-sigterm': 'ignored' },
  });
  cluster.clock.advance(1_000);
  cluster.launch('pod-delete-1');
  cluster.clock.advance(1_000);
  cluster.setEngine({ engineState: 'stop' });
  cluster.clock.advance(60_000);
  expect(at(cluster.result(), 'status', 'history', 'targets')).toEqual([
    { name: 'a', kind: 'pod', chaosStatus: 'injected' },
  ]);
  expect(cluster.result()?.metadata.annotations).toEqual({});
});
