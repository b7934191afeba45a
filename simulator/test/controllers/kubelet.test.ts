import { expect, test } from 'vitest';
import { at, jobObject, type TestCluster, testCluster } from '../cluster-fixture.ts';

const waiting = (cluster: TestCluster, container = 0): unknown =>
  at(cluster.pods()[0], 'status', 'containerStatuses', container, 'state', 'waiting', 'reason');

const podObject = (name: string, spec: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'litmus' },
  spec: { restartPolicy: 'Never', ...spec },
});

test.each([
  ['an image that does not exist', { image: 'example/does-not-exist:1' }, 'ErrImagePull'],
  [
    'an image that is never pulled',
    { image: 'example/does-not-exist:1', imagePullPolicy: 'Never' },
    'ErrImageNeverPull',
  ],
  ['an image name that is no name', { image: 'UPPER CASE' }, 'InvalidImageName'],
  [
    'a variable from a Secret that is missing',
    { image: 'busybox:1', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'gone', key: 'a' } } }] },
    'CreateContainerConfigError',
  ],
])('%s keeps the container waiting with its reason', (_, container, reason) => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('stuck', {}, { containers: [{ name: 'stuck', ...container }] }));
  cluster.clock.advance(100);
  expect(waiting(cluster)).toBe(reason);
  expect(at(cluster.pods()[0], 'status', 'phase')).toBe('Pending');
});

test('a failed pull turns into ImagePullBackOff and is tried again later', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('stuck', {}, { containers: [{ name: 'stuck', image: 'x/does-not-exist:1' }] }));
  cluster.clock.advance(2_000);
  expect(waiting(cluster)).toBe('ImagePullBackOff');
  cluster.clock.advance(8_100);
  expect(waiting(cluster)).toBe('ErrImagePull');
});

test('a missing ConfigMap keeps the pod in ContainerCreating with a FailedMount event, until it appears', () => {
  const cluster = testCluster();
  const volumes = [{ name: 'settings', configMap: { name: 'settings' } }];
  const volumeMounts = [{ name: 'settings', mountPath: '/settings' }];
  const containers = [{ name: 'reader', image: 'busybox:1', command: ['true'], volumeMounts }];
  cluster.create('jobs', jobObject('reader', {}, { volumes, containers }));
  cluster.clock.advance(5_000);
  expect(waiting(cluster)).toBe('ContainerCreating');
  expect(cluster.messages('FailedMount')).toEqual([
    'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found',
  ]);
  cluster.create('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'litmus' },
  });
  cluster.clock.advance(100);
  expect(at(cluster.pods()[0], 'status', 'phase')).toBe('Succeeded');
});

test('a volume that no container mounts does not keep the pod from starting', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('careless', {}, { volumes: [{ name: 'v', secret: { secretName: 'gone' } }] }));
  cluster.clock.advance(500);
  expect(at(cluster.pods()[0], 'status', 'phase')).toBe('Running');
});

test('a pod is running as long as one of its containers is', () => {
  const cluster = testCluster();
  const containers = [
    { name: 'main', image: 'busybox:1', command: ['sleep', '1'] },
    { name: 'proxy', image: 'istio/proxyv2:1' },
  ];
  cluster.create('jobs', jobObject('main', {}, { containers }));
  cluster.clock.advance(5_000);
  const pod = cluster.pods()[0];
  expect(at(pod, 'status', 'phase')).toBe('Running');
  expect(at(pod, 'status', 'containerStatuses', 0, 'state', 'terminated', 'exitCode')).toBe(0);
  expect(at(pod, 'status', 'containerStatuses', 1, 'ready')).toBe(true);
});

test('the environment is resolved in order, from fields, Secrets and other variables', () => {
  const cluster = testCluster();
  cluster.create('secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace: 'litmus' },
    data: { token: Buffer.from('s3cret').toString('base64') },
  });
  const env = [
    { name: 'FIRST', value: 'one' },
    { name: 'SECOND', value: '$(FIRST)-two $$(FIRST) $(LATER)' },
    { name: 'LATER', value: 'x' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
    { name: 'WHERE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
  ];
  const command = ['sh', '-c', 'echo "$SECOND"; echo $TOKEN $WHERE'];
  cluster.create('jobs', jobObject('env', {}, { containers: [{ name: 'env', image: 'busybox:1', env, command }] }));
  cluster.clock.advance(500);
  expect(cluster.lines.map((line) => line.split(': ')[1])).toEqual(['one-two $(FIRST) $(LATER)', 's3cret litmus']);
});

test('OnFailure restarts the container in place: at once, then with a back-off', () => {
  const cluster = testCluster();
  const command = ['sh', '-c', 'sleep 1; exit 3'];
  cluster.create(
    'pods',
    podObject('again', { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'b:1', command }] }),
  );
  cluster.clock.advance(1_500);
  const status = () => at(cluster.pods()[0], 'status', 'containerStatuses', 0);
  expect(status()).toMatchObject({
    restartCount: 1,
    state: { running: {} },
    lastState: { terminated: { exitCode: 3 } },
  });
  cluster.clock.advance(2_000);
  expect(status()).toMatchObject({ restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } });
  expect(at(cluster.pods()[0], 'status', 'phase')).toBe('Running');
  cluster.clock.advance(9_000);
  expect(status()).toMatchObject({ restartCount: 2 });
});

test('a pod that ignores SIGTERM is killed when its grace period is over', () => {
  const cluster = testCluster();
  cluster.create(
    'pods',
    podObject('deaf', {
      terminationGracePeriodSeconds: 7,
      containers: [{ name: 'c', image: 'b:1', command: ['sleep', '900'] }],
    }),
  );
  cluster.clock.advance(100);
  cluster.store.remove('pods', 'litmus', 'deaf');
  cluster.clock.advance(6_500);
  expect(cluster.pods()[0]?.metadata.deletionTimestamp).toBeDefined();
  cluster.clock.advance(1_000);
  expect(cluster.pods()).toHaveLength(0);
});

test('a pod whose program ends on SIGTERM goes at once', () => {
  const cluster = testCluster();
  cluster.create('pods', podObject('polite', { containers: [{ name: 'c', image: 'nginx:1' }] }));
  cluster.clock.advance(100);
  cluster.store.remove('pods', 'litmus', 'polite');
  cluster.clock.advance(10);
  expect(cluster.pods()).toHaveLength(0);
});

test('a pod that never started is gone as soon as it is deleted', () => {
  const cluster = testCluster();
  cluster.create('pods', podObject('stuck', { containers: [{ name: 'c', image: 'x/does-not-exist:1' }] }));
  cluster.clock.advance(500);
  cluster.store.remove('pods', 'litmus', 'stuck');
  cluster.clock.advance(10);
  expect(cluster.pods()).toHaveLength(0);
});

const runnerPod = (grace: number) =>
  podObject('runner', {
    terminationGracePeriodSeconds: grace,
    containers: [{ name: 'chaos-runner', image: 'runner:1' }],
  });

/** A cluster whose runner ignores SIGTERM, and the signals that it has got. */
const signalled = (grace: number) => {
  const signals: string[] = [];
  const start = () => ({ exited: new Promise<number>(() => {}), signal: (name: string) => signals.push(name) });
  const cluster = testCluster({ runner: { start, tokenFor: () => '' } });
  cluster.create('pods', runnerPod(grace));
  cluster.clock.advance(100);
  cluster.store.remove('pods', 'litmus', 'runner', { gracePeriodSeconds: 0 });
  return { cluster, signals };
};

test.each([
  [0, 2],
  [20, 20],
])('what runs in a pod that is removed by force has its grace of %s, at least 2, seconds', (grace, seconds) => {
  const { cluster, signals } = signalled(grace);
  expect(cluster.pods()).toHaveLength(0);
  cluster.clock.advance(seconds * 1000 - 100);
  expect(signals).toEqual(['SIGTERM']);
  cluster.clock.advance(200);
  expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
});

test('what still runs in a pod that is gone is killed when the cluster ends', () => {
  const { cluster, signals } = signalled(20);
  cluster.close();
  expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
});
