import * as E from 'fp-ts/Either';
import { expect, test } from 'vitest';
import { decodeResult } from '../../../src/model/litmus/result.ts';
import { at, experimentJob, experimentObject, type TestCluster, testCluster } from '../cluster-fixture.ts';

const grace = (seconds: number) => ({ name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: String(seconds) });

/** An experiment with helpers whose grace is a minute unless said otherwise. */
const started = (
  annotations: Record<string, string>,
  env: readonly { name: string; value: string }[] = [grace(60)],
): TestCluster => {
  const cluster = testCluster();
  cluster.create('chaosexperiments', experimentObject({ helpers: '1', duration: '1h', ...annotations }));
  cluster.create('jobs', experimentJob('pod-delete-1', 'pod-delete', env));
  cluster.clock.advance(500);
  return cluster;
};

const helpersOf = (cluster: TestCluster) =>
  cluster.pods().filter(({ metadata }) => metadata.name.startsWith('pod-delete-helper-'));
const mainOf = (cluster: TestCluster) => cluster.pods().find(({ metadata }) => metadata.labels?.['job-name']);
const deleteAll = (cluster: TestCluster, options = {}): void => {
  for (const { metadata } of helpersOf(cluster)) cluster.store.remove('pods', 'litmus', metadata.name, options);
};
const stopMain = (cluster: TestCluster): void => {
  cluster.store.remove('jobs', 'litmus', 'pod-delete-1', { propagation: 'Background' });
};
/** The marks of the targets, of the history and the annotations together, as whoever reads the result sees them. */
const marks = (cluster: TestCluster): Readonly<Record<string, string>> => {
  const read = decodeResult(cluster.result());
  if (E.isLeft(read)) throw new Error(read.left.map(({ message }) => message).join());
  return Object.fromEntries(read.right.targets.map(({ kind, name, chaosStatus }) => [`${kind}/${name}`, chaosStatus]));
};
const inPlace = (cluster: TestCluster) => cluster.injected().map(({ target, forEver }) => [target, forEver]);
const verdict = (cluster: TestCluster) => at(cluster.result(), 'status', 'experimentStatus', 'verdict');

test('helpers divide the targets, and each marks its own', () => {
  const cluster = started({ helpers: '2', targets: 'pod/a pod/b pod/c' });
  const injectors = cluster.injected().map(({ target, injector }) => [injector, target]);
  const [first, second] = helpersOf(cluster).map(({ metadata }) => metadata.name);
  expect(new Set(injectors.map(([, target]) => target))).toEqual(new Set(['pod/a', 'pod/b', 'pod/c']));
  expect(new Set(injectors.map(([injector]) => injector))).toEqual(new Set([first, second]));
  expect(marks(cluster)).toEqual({ 'pod/a': 'injected', 'pod/b': 'injected', 'pod/c': 'injected' });
});

test('helpers with an exit code of their own inject nothing, fail and make the experiment fail', () => {
  const cluster = started({ 'helper-exit-code': '3', targets: 'pod/a' });
  cluster.clock.advance(2_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(helpersOf(cluster).map((pod) => at(pod, 'status', 'phase'))).toEqual(['Failed']);
  expect(verdict(cluster)).toBe('Error');
});

test('helpers revert when the fault has lasted, and only then the experiment ends', () => {
  const cluster = started({ duration: '10s', 'helper-revert': '4s', targets: 'pod/a pod/b' });
  cluster.clock.advance(12_000);
  expect(inPlace(cluster)).toEqual([['pod/b', false]]);
  expect(verdict(cluster)).toBe('Awaited');
  cluster.clock.advance(3_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(verdict(cluster)).toBe('Pass');
  expect(at(cluster.result(), 'status', 'history', 'targets')).toMatchObject([
    { name: 'a', chaosStatus: 'reverted' },
    { name: 'b', chaosStatus: 'reverted' },
  ]);
  expect(helpersOf(cluster).map((pod) => at(pod, 'status', 'phase'))).toEqual(['Succeeded']);
});

test('a helper whose grace is longer than its revert leaves nothing and says so', () => {
  const cluster = started({ 'helper-revert': '5s', targets: 'pod/a' });
  deleteAll(cluster);
  cluster.clock.advance(4_000);
  expect(inPlace(cluster)).toEqual([['pod/a', false]]);
  expect(helpersOf(cluster)).toHaveLength(1);
  cluster.clock.advance(2_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(helpersOf(cluster)).toHaveLength(0);
  expect(marks(cluster)).toEqual({ 'pod/a': 'reverted' });
});

test('a helper whose grace is shorter than its revert leaves for ever what it had not reverted', () => {
  const cluster = started({ 'helper-revert': '6s', targets: 'pod/a pod/b pod/c' }, [grace(3)]);
  deleteAll(cluster);
  cluster.clock.advance(10_000);
  expect(inPlace(cluster)).toEqual([
    ['pod/b', true],
    ['pod/c', true],
  ]);
  expect(marks(cluster)).toEqual({ 'pod/a': 'reverted', 'pod/b': 'injected', 'pod/c': 'injected' });
});

test.each([['without a grace in the environment', []] as const, ['with a grace of 0', [grace(0)]] as const])(
  'a helper %s has two seconds after its pod is gone, and none of its marks is taken any more',
  (_, env) => {
    const cluster = started({ 'helper-revert': '3s', targets: 'pod/a pod/b' }, env);
    deleteAll(cluster);
    expect(helpersOf(cluster)).toHaveLength(0);
    cluster.clock.advance(1_900);
    expect(inPlace(cluster)).toEqual([['pod/b', false]]);
    cluster.clock.advance(5_000);
    expect(inPlace(cluster)).toEqual([['pod/b', true]]);
    expect(marks(cluster)).toEqual({ 'pod/a': 'injected', 'pod/b': 'injected' });
  },
);

test('an explicit grace helps a helper that was born with none, and a deletion that wants none in particular leaves it', () => {
  const cluster = started({ 'helper-revert': '5s', targets: 'pod/a' }, [grace(0)]);
  deleteAll(cluster, { gracePeriodSeconds: 60 });
  cluster.clock.advance(1_000);
  deleteAll(cluster);
  cluster.clock.advance(5_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(marks(cluster)).toEqual({ 'pod/a': 'reverted' });
});

test('a helper whose pod is removed by force has the grace that it was born with, but no mark is taken', () => {
  const cluster = started({ 'helper-revert': '5s', targets: 'pod/a' });
  deleteAll(cluster, { gracePeriodSeconds: 0 });
  expect(helpersOf(cluster)).toHaveLength(0);
  cluster.clock.advance(6_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(marks(cluster)).toEqual({ 'pod/a': 'injected' });
});

test('a later deletion with a shorter grace does not cut the revert off: the runtime has been told the first one', () => {
  const cluster = started({ 'helper-revert': '10s', targets: 'pod/a' });
  deleteAll(cluster);
  cluster.clock.advance(1_000);
  deleteAll(cluster, { gracePeriodSeconds: 2 });
  cluster.clock.advance(10_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(marks(cluster)).toEqual({ 'pod/a': 'reverted' });
});

test('an experiment that is stopped leaves the revert and its mark to its helpers', () => {
  const cluster = started({ targets: 'pod/a', 'stop-time': '6s', 'stop-result': '4s' });
  stopMain(cluster);
  cluster.clock.advance(3_900);
  expect(verdict(cluster)).toBe('Awaited');
  cluster.clock.advance(200);
  expect(verdict(cluster)).toBe('Stopped');
  expect(mainOf(cluster)).toBeDefined();
  cluster.clock.advance(2_000);
  expect(mainOf(cluster)).toBeUndefined();
  expect(inPlace(cluster)).toEqual([['pod/a', false]]);
  deleteAll(cluster);
  cluster.clock.advance(100);
  expect(inPlace(cluster)).toEqual([]);
  expect(marks(cluster)).toEqual({ 'pod/a': 'reverted' });
});

test('a helper that is due within the stop time is born although its experiment was told to stop, and stays to its end', () => {
  const cluster = started({
    duration: '20s',
    targets: 'pod/a',
    'helper-birth': '3s',
    'stop-time': '6s',
    'stop-result': '4s',
  });
  stopMain(cluster);
  cluster.clock.advance(2_000);
  expect(helpersOf(cluster)).toHaveLength(0);
  cluster.clock.advance(6_000);
  expect(mainOf(cluster)).toBeUndefined();
  expect(inPlace(cluster)).toEqual([['pod/a', false]]);
  cluster.clock.advance(20_000);
  expect(inPlace(cluster)).toEqual([]);
  expect(helpersOf(cluster).map((pod) => at(pod, 'status', 'phase'))).toEqual(['Succeeded']);
});

test('a helper that is due later than the stop time is never born', () => {
  const cluster = started({ 'helper-birth': '8s', 'stop-time': '6s' });
  stopMain(cluster);
  cluster.clock.advance(60_000);
  expect(helpersOf(cluster)).toHaveLength(0);
  expect(cluster.lines.join('\n')).not.toContain('[Inject]');
});

test('an experiment whose own pod is gone can create no helper any more and writes no result', () => {
  const cluster = started({ 'helper-birth': '2s', 'stop-time': '6s' });
  const { name } = mainOf(cluster)?.metadata ?? { name: '' };
  cluster.store.remove('jobs', 'litmus', 'pod-delete-1', { propagation: 'Orphan' });
  cluster.store.remove('pods', 'litmus', name, { gracePeriodSeconds: 0 });
  cluster.clock.advance(20_000);
  expect(helpersOf(cluster)).toHaveLength(0);
  expect(verdict(cluster)).toBe('Awaited');
});

test('a helper that is deleted before it injects has nothing to revert', () => {
  const cluster = started({ 'helper-injects': '5s', 'helper-revert': '5s', targets: 'pod/a' });
  cluster.clock.advance(1_000);
  deleteAll(cluster);
  cluster.clock.advance(100);
  expect(helpersOf(cluster)).toHaveLength(0);
  expect(cluster.injected()).toEqual([]);
  expect(marks(cluster)).toEqual({});
});

test('an experiment whose helper somebody deletes ends with Error', () => {
  const cluster = started({ targets: 'pod/a' });
  deleteAll(cluster);
  cluster.clock.advance(100);
  expect(at(cluster.result(), 'status', 'experimentStatus')).toMatchObject({
    verdict: 'Error',
    errorOutput: { reason: 'helper pod failed' },
  });
});

test.each([
  ['no', '10s', [['pod/a', true]]],
  ['at-end', '10s', []],
] as const)('helpers whose fault reverts: %s, at their own end', (reverts, duration, left) => {
  const cluster = started({ duration, reverts, targets: 'pod/a' });
  cluster.clock.advance(20_000);
  expect(inPlace(cluster)).toEqual(left);
});

test.each(['no', 'at-end'])('helpers whose fault reverts: %s, leave it when they are told to stop', (reverts) => {
  const cluster = started({ reverts, targets: 'pod/a' });
  deleteAll(cluster);
  cluster.clock.advance(20_000);
  expect(inPlace(cluster)).toEqual([['pod/a', true]]);
  expect(marks(cluster)).toEqual({ 'pod/a': 'injected' });
});

test('helpers without targets inject something that has no name', () => {
  const cluster = started({ helpers: '2' });
  expect(cluster.injected()).toMatchObject([{ forEver: false }, { forEver: false }]);
  expect(inPlace(cluster).map(([target]) => target)).toEqual([undefined, undefined]);
});

test('an experiment without helpers that is killed leaves its fault for ever', () => {
  const cluster = started({ helpers: '0', targets: 'pod/a', 'on-sigterm': 'ignored' });
  expect(inPlace(cluster)).toEqual([['pod/a', false]]);
  stopMain(cluster);
  cluster.clock.advance(40_000);
  expect(inPlace(cluster)).toEqual([['pod/a', true]]);
});

test('at the pace of litmus an experiment is told to stop in its first seconds and dies at once, without a result', () => {
  const cluster = started({ pace: 'litmus' });
  cluster.clock.advance(3_000);
  stopMain(cluster);
  cluster.clock.advance(200);
  expect(mainOf(cluster)).toBeUndefined();
  expect(cluster.result()).toBeUndefined();
});

test('at the pace of litmus the helper is born after ten seconds and injects five later', () => {
  const cluster = started({ pace: 'litmus', targets: 'pod/a' });
  cluster.clock.advance(9_000);
  expect([verdict(cluster), helpersOf(cluster).length]).toEqual(['Awaited', 0]);
  cluster.clock.advance(1_500);
  expect([helpersOf(cluster).length, cluster.injected().length]).toEqual([1, 0]);
  cluster.clock.advance(5_000);
  expect(inPlace(cluster)).toEqual([['pod/a', false]]);
});

test.each([
  ['its image is being pulled', {}, 'example.org/missing:1'],
  ['it fits on no node', { nodeSelector: { disk: 'none' } }, 'litmuschaos/go-runner:helper'],
])('a helper that has not started goes at once when it is deleted, whatever its grace: %s', (_, spec, image) => {
  const cluster = testCluster();
  cluster.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'pod-delete-helper-x', namespace: 'litmus', labels: { app: 'pod-delete-helper-x' } },
    spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 60, containers: [{ name: 'c', image }], ...spec },
  });
  cluster.clock.advance(3_000);
  deleteAll(cluster);
  cluster.clock.advance(1_000);
  expect([helpersOf(cluster), cluster.injected()]).toEqual([[], []]);
});

test('helpers of a step whose main container has not started let go of it, and it of them', () => {
  const cluster = testCluster();
  cluster.create('chaosexperiments', experimentObject({ helpers: '1', duration: '1h', 'helper-birth': '5s' }));
  cluster.create('jobs', experimentJob('pod-delete-1', 'pod-delete', [grace(60)]));
  cluster.clock.advance(100);
  stopMain(cluster);
  cluster.clock.advance(60_000);
  expect([cluster.pods(), cluster.injected()]).toEqual([[], []]);
});
