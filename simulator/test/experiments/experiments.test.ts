import { expect, test } from 'vitest';
import type { ClusterOptions } from '../../cluster.ts';
import { records } from '../../controllers/views.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { at, experimentJob, experimentObject, type TestCluster, testCluster } from '../cluster-fixture.ts';

const started = (
  annotations: Record<string, string> = {},
  env: { name: string; value: string }[] = [],
  options: Partial<ClusterOptions> = {},
): TestCluster => {
  const cluster = testCluster(options);
  cluster.create('chaosexperiments', experimentObject(annotations));
  cluster.create('jobs', experimentJob('pod-delete-1', 'pod-delete', env));
  return cluster;
};
const verdict = (cluster: TestCluster, name?: string): unknown =>
  at(cluster.result(name), 'status', 'experimentStatus', 'verdict');
const mainPod = (cluster: TestCluster) =>
  cluster.pods().find(({ metadata }) => metadata.labels?.['job-name'] === 'pod-delete-1');
const phase = (cluster: TestCluster): unknown => at(mainPod(cluster), 'status', 'phase');

test('an experiment awaits its verdict, then writes it and ends well', () => {
  const cluster = started({ duration: '2s' });
  cluster.clock.advance(1_000);
  expect(cluster.result()).toMatchObject({
    spec: { engine: 'engine', experiment: 'pod-delete' },
    status: { experimentStatus: { phase: 'Running', verdict: 'Awaited' } },
  });
  cluster.clock.advance(1_500);
  expect(at(cluster.result(), 'status')).toMatchObject({
    experimentStatus: { phase: 'Completed', verdict: 'Pass', probeSuccessPercentage: '100' },
    history: { passedRuns: 1 },
  });
  expect(phase(cluster)).toBe('Succeeded');
});

test('the verdicts of successive launches come from a sequence whose last value stays', () => {
  const cluster = started({ verdict: 'Error,Fail,Pass' });
  const seen: unknown[] = [];
  for (const name of ['pod-delete-2', 'pod-delete-3', 'pod-delete-4', undefined]) {
    cluster.clock.advance(1_000);
    seen.push(verdict(cluster));
    if (name) cluster.create('jobs', experimentJob(name));
  }
  expect(seen).toEqual(['Error', 'Fail', 'Pass', 'Pass']);
  expect([...cluster.launches()]).toEqual([['litmus/engine/pod-delete/', 4]]);
});

test('a failed experiment exits with its code and names the reason in the result', () => {
  const cluster = started({ verdict: 'Error', 'exit-code': '1' });
  cluster.clock.advance(1_000);
  expect(phase(cluster)).toBe('Failed');
  expect(at(cluster.result(), 'status', 'experimentStatus')).toMatchObject({
    phase: 'Error',
    errorOutput: { errorCode: 'GENERIC_ERROR' },
  });
});

test.each([
  ['none', undefined],
  ['awaited', 'Awaited'],
] as const)('with the result %s the experiment ends without a verdict', (result, expected) => {
  const cluster = started({ result });
  cluster.clock.advance(60_000);
  expect(phase(cluster)).toBe('Succeeded');
  expect(verdict(cluster)).toBe(expected);
});

test('a slow result is written after the container has ended', () => {
  const cluster = started({ result: 'slow:3s' });
  cluster.clock.advance(1_000);
  expect([phase(cluster), verdict(cluster)]).toEqual(['Succeeded', 'Awaited']);
  cluster.clock.advance(3_000);
  expect(verdict(cluster)).toBe('Pass');
});

test('a stale result of an earlier run is there before the experiment, and stays untouched', () => {
  const cluster = testCluster();
  cluster.create('chaosexperiments', experimentObject({ result: 'stale:Stopped' }));
  cluster.create('chaosengines', {
    apiVersion: 'litmuschaos.io/v1alpha1',
    kind: 'ChaosEngine',
    metadata: { name: 'engine', namespace: 'litmus' },
    spec: { experiments: [{ name: 'pod-delete' }] },
  });
  const before = cluster.result();
  expect(verdict(cluster)).toBe('Stopped');
  cluster.create('jobs', experimentJob('pod-delete-1'));
  cluster.clock.advance(5_000);
  expect(phase(cluster)).toBe('Succeeded');
  expect(cluster.result()).toEqual(before);
});

test.each([
  ['none', undefined],
  ['name', { name: 'engine-pod-delete' }],
  ['pod', { 'job-name': 'pod-delete-1', chaosUID: 'engine-uid' }],
  ['pod+chaosUID', { 'job-name': 'pod-delete-1', chaosUID: 'engine-uid' }],
])('the labels of a result written as "%s"', (mode, labels) => {
  const cluster = started({ 'result-labels': mode });
  cluster.clock.advance(1_000);
  if (labels) expect(cluster.result()?.metadata.labels).toMatchObject(labels);
  else expect(cluster.result()?.metadata.labels).toBeUndefined();
});

test('INSTANCE_ID is part of the name of the result', () => {
  const cluster = started({}, [{ name: 'INSTANCE_ID', value: 'blue' }]);
  cluster.clock.advance(1_000);
  expect(verdict(cluster, 'engine-pod-delete-blue')).toBe('Pass');
});

test('SIGTERM reverts the targets and leaves a Stopped result that carries only the chaosUID', () => {
  const cluster = started({ duration: '1h', targets: 'deployment/nginx', 'stop-time': '2s' });
  cluster.clock.advance(1_000);
  expect(cluster.result()?.metadata.annotations).toEqual({ 'deployment/nginx': 'injected' });
  cluster.store.remove('jobs', 'litmus', 'pod-delete-1', { propagation: 'Background' });
  cluster.clock.advance(1_000);
  expect(mainPod(cluster)).toBeDefined();
  cluster.clock.advance(1_500);
  expect(mainPod(cluster)).toBeUndefined();
  expect(verdict(cluster)).toBe('Stopped');
  expect(cluster.result()?.metadata.labels).toEqual({ chaosUID: 'engine-uid' });
  expect(at(cluster.result(), 'status', 'history', 'targets')).toEqual([
    { kind: 'deployment', name: 'nginx', chaosStatus: 'reverted' },
  ]);
});

test('an experiment that is killed leaves its target marked as injected', () => {
  const cluster = started({ duration: '1h', targets: 'pod/a pod/b', 'on-sigterm': 'ignored' });
  cluster.clock.advance(1_000);
  cluster.store.remove('jobs', 'litmus', 'pod-delete-1', { propagation: 'Background' });
  cluster.clock.advance(31_000);
  expect(mainPod(cluster)).toBeUndefined();
  expect(cluster.result()?.metadata.annotations).toEqual({ 'pod/a': 'injected', 'pod/b': 'injected' });
  expect(verdict(cluster)).toBe('Awaited');
});

test('targets that are not reverted say so in the history', () => {
  const cluster = started({ targets: 'pod/a', reverts: 'no' });
  cluster.clock.advance(1_000);
  expect(at(cluster.result(), 'status', 'history', 'targets', 0, 'chaosStatus')).toBe('injected');
});

test.each([
  ['ImagePullBackOff', 'ImagePullBackOff'],
  ['InvalidImageName', 'InvalidImageName'],
  ['ErrImageNeverPull', 'ErrImageNeverPull'],
  ['CreateContainerConfigError', 'CreateContainerConfigError'],
  ['FailedMount', 'ContainerCreating'],
])('an experiment that fails to start with %s waits with that reason', (fault, reason) => {
  const cluster = started({ 'fails-to-start': fault });
  cluster.clock.advance(3_000);
  expect(at(mainPod(cluster), 'status', 'containerStatuses', 0, 'state', 'waiting', 'reason')).toBe(reason);
});

test('an image that cannot be pulled for a while is pulled in the end', () => {
  const cluster = started({ 'fails-to-start': 'ImagePullBackOff:15s' });
  cluster.clock.advance(12_000);
  expect(phase(cluster)).toBe('Pending');
  cluster.clock.advance(20_000);
  expect(phase(cluster)).toBe('Succeeded');
});

test('an unschedulable experiment is scheduled when its time has come', () => {
  const cluster = started({ 'fails-to-start': 'Unschedulable:5s' });
  cluster.clock.advance(4_000);
  expect(at(mainPod(cluster), 'status', 'conditions', 0, 'reason')).toBe('Unschedulable');
  cluster.clock.advance(3_000);
  expect(phase(cluster)).toBe('Succeeded');
});

test('a Job that is refused its pod says so in an event', () => {
  const cluster = started({ 'fails-to-start': 'FailedCreate' });
  cluster.clock.advance(1_000);
  expect(cluster.pods()).toHaveLength(0);
  expect(cluster.messages('FailedCreate')[0]).toContain('must specify limits.cpu');
});

test('a Job whose pod a full quota refuses gets it when there is room', () => {
  const cluster = started({ 'fails-to-start': 'QuotaExceeded:5s' });
  cluster.clock.advance(4_000);
  expect(cluster.pods()).toHaveLength(0);
  expect(cluster.messages('FailedCreate')[0]).toContain('exceeded quota: simulated');
  cluster.clock.advance(60_000);
  expect(phase(cluster)).toBe('Succeeded');
});

test('the first launch is evicted and the second is not', () => {
  const cluster = started({ duration: '2s', 'evict-after': '1s,-' });
  cluster.clock.advance(1_500);
  expect(at(mainPod(cluster), 'status')).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  expect(verdict(cluster)).toBe('Awaited');
  cluster.create('jobs', experimentJob('pod-delete-2'));
  cluster.clock.advance(5_000);
  expect(verdict(cluster)).toBe('Pass');
});

test('a main container that is out of memory ends with OOMKilled', () => {
  const cluster = started({ duration: '5s', 'oom-after': '1s' });
  cluster.clock.advance(2_000);
  expect(at(mainPod(cluster), 'status', 'containerStatuses', 0, 'state', 'terminated')).toMatchObject({
    exitCode: 137,
    reason: 'OOMKilled',
  });
});

test('a main pod that is deleted is not made again by its Job, which fails', () => {
  const cluster = started({ duration: '3s', 'delete-pod-after': '1s' });
  cluster.clock.advance(20_000);
  expect(at(cluster.job('pod-delete-1'), 'status', 'failed')).toBe(1);
  expect(cluster.messages('SuccessfulCreate')).toHaveLength(1);
});

test('before Kubernetes 1.25 a main pod that is deleted is made again by its Job, and that one is left alone', () => {
  const old = { kubernetes: kubernetesOf('1.20') };
  const cluster = started({ duration: '3s', 'delete-pod-after': '1s' }, [], old);
  cluster.clock.advance(20_000);
  expect(at(cluster.job('pod-delete-1'), 'status', 'succeeded')).toBe(1);
  expect(cluster.messages('SuccessfulCreate')).toHaveLength(2);
});

test('an experiment whose node is lost stays in Terminating', () => {
  const cluster = started({ duration: '1m', 'lose-node-after': '1s' });
  cluster.clock.advance(10_000);
  expect(mainPod(cluster)?.metadata.deletionTimestamp).toBeDefined();
  cluster.clock.advance(120_000);
  expect(phase(cluster)).toBe('Running');
});

const ended = (cluster: TestCluster) =>
  records(at(mainPod(cluster), 'status', 'containerStatuses')).find(({ name }) => name === 'pod-delete-1');

test('an injected sidecar keeps the pod running when the experiment has ended', () => {
  const cluster = started({ sidecar: 'injected' });
  cluster.clock.advance(60_000);
  expect(at(mainPod(cluster), 'spec', 'containers', 1, 'name')).toBe('istio-proxy');
  expect(phase(cluster)).toBe('Running');
  expect(at(ended(cluster), 'state', 'terminated', 'exitCode')).toBe(0);
});

test('a native sidecar starts before the experiment and ends after it, with its pod', () => {
  const cluster = started({ sidecar: 'native' });
  cluster.clock.advance(60_000);
  expect(at(mainPod(cluster), 'spec', 'initContainers', 0)).toMatchObject({
    name: 'istio-proxy',
    restartPolicy: 'Always',
  });
  expect(phase(cluster)).toBe('Succeeded');
  expect(at(cluster.job('pod-delete-1'), 'status', 'succeeded')).toBe(1);
});

test('helpers carry the labels of the main pod, have no owner and outlive a deleted Job', () => {
  const cluster = started({ duration: '1h', helpers: '2' });
  cluster.clock.advance(1_000);
  const helpers = () => cluster.pods().filter(({ metadata }) => metadata.name.startsWith('pod-delete-helper-'));
  expect(helpers()).toHaveLength(2);
  expect(helpers()[0]?.metadata.labels).toMatchObject({
    chaosUID: 'engine-uid',
    app: expect.stringMatching(/^pod-delete-helper-/),
  });
  expect(helpers()[0]?.metadata.labels).not.toHaveProperty('job-name');
  expect(helpers()[0]?.metadata.ownerReferences).toBeUndefined();
  cluster.store.remove('jobs', 'litmus', 'pod-delete-1', { propagation: 'Background' });
  cluster.clock.advance(60_000);
  expect(helpers().map((pod) => at(pod, 'status', 'phase'))).toEqual(['Running', 'Running']);
});

test('helpers of the older generation carry only their own labels', () => {
  const cluster = started({ duration: '1h', helpers: '1', 'helper-labels': 'app' });
  cluster.clock.advance(1_000);
  const helper = cluster.pods().find(({ metadata }) => metadata.name.startsWith('pod-delete-helper-'));
  expect(Object.keys(helper?.metadata.labels ?? {}).sort()).toEqual([
    'app',
    'app.kubernetes.io/part-of',
    'chaosUID',
    'name',
  ]);
});

test('an experiment that ends cleanly deletes its helpers when the policy is delete', () => {
  const cluster = started({ helpers: '1' }, [{ name: 'JOB_CLEANUP_POLICY', value: 'delete' }]);
  cluster.clock.advance(2_000);
  expect(cluster.pods()).toHaveLength(1);
});

test('the log shows further lines with the values of variables', () => {
  const cluster = started({ logs: 'token is $(TOKEN)\nsecond' }, [{ name: 'TOKEN', value: 'canary' }]);
  cluster.clock.advance(1_000);
  expect(cluster.lines.join('\n')).toMatch(/token is canary\n.*second/);
});

test('an annotation that cannot be read is a warning event and leaves the default', () => {
  const cluster = started({ verdict: 'Maybe' });
  cluster.clock.advance(1_000);
  expect(cluster.messages('InvalidBehaviour')[0]).toMatch(
    /^simulator.litmuschaos.io\/verdict: "Maybe" is none of Pass, Fail/,
  );
  expect(verdict(cluster)).toBe('Pass');
});

test('an experiment runs only after the pull of its image, which may take a while', () => {
  const cluster = started({ 'pull-time': '20s' });
  cluster.clock.advance(19_000);
  expect(phase(cluster)).toBe('Pending');
  cluster.clock.advance(2_000);
  expect(phase(cluster)).toBe('Succeeded');
});

test.each([
  ['stopped', 'Stopped'],
  ['silent', 'Awaited'],
])('told to stop and %s, an experiment takes its time, leaves the result %s and ends with its code', (how, left) => {
  const cluster = started({ duration: '1h', 'on-sigterm': how, 'stop-time': '6s', 'sigterm-exit-code': '7' });
  cluster.clock.advance(1_000);
  const { name = '' } = mainPod(cluster)?.metadata ?? {};
  cluster.store.remove('pods', 'litmus', name, {});
  cluster.clock.advance(5_000);
  expect(at(ended(cluster), 'state', 'running')).toBeDefined();
  const seen: unknown[] = [];
  cluster.store.subscribe(({ object }) => {
    if (object.metadata.name === name)
      seen.push(at(records(at(object, 'status', 'containerStatuses'))[0], 'state', 'terminated', 'exitCode'));
  });
  cluster.clock.advance(2_000);
  expect(seen).toContain(7);
  expect(verdict(cluster)).toBe(left);
});
