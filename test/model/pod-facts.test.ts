import { describe, expect, test } from 'vitest';
import type { JsonRecord, Manifest } from '../../src/model/manifest.ts';
import { podsByJob } from '../../src/model/pod.ts';
import { observe } from '../../src/model/pod-facts.ts';

const jobName = 'pod-delete-abc';

const job: Manifest = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: jobName, uid: 'job-uid' },
  spec: {},
  status: {},
};

const podOf = (
  status: JsonRecord = {},
  metadata: JsonRecord = {},
  containers: readonly string[] = [jobName],
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'main', uid: 'pod-uid', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec: { containers: containers.map((name) => ({ name })) },
  status: { phase: 'Pending', ...status },
});

const container = (state: JsonRecord, name = jobName): JsonRecord => ({ name, state });
const waiting = (reason: string, message = 'because'): JsonRecord => container({ waiting: { reason, message } });
const running = container({ running: { startedAt: '2026-01-01T00:00:05Z' } });
const terminated = (fields: JsonRecord = {}): JsonRecord =>
  container({
    terminated: {
      exitCode: 0,
      reason: 'Completed',
      startedAt: '2026-01-01T00:00:05Z',
      finishedAt: '2026-01-01T00:01:00Z',
      ...fields,
    },
  });
const withMain = (status: JsonRecord, rest: JsonRecord = {}, metadata: JsonRecord = {}): Manifest =>
  podOf({ containerStatuses: [status], ...rest }, metadata);

const seen = (...pods: readonly Manifest[]) => observe({ jobName, job, pods });

describe('a Job without a pod', () => {
  test('has none yet', () => {
    expect(seen()).toEqual({ is: 'NoPod', helpers: [] });
  });

  test('was refused one by quota, admission or a missing service account, as its events say', () => {
    const event = (second: number, reason: string, message: string, uid = 'job-uid'): Manifest => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: message },
      involvedObject: { uid, name: jobName },
      reason,
      message,
      lastTimestamp: `2026-01-01T00:00:0${second}Z`,
    });
    const events = [
      event(2, 'FailedCreate', 'no service account'),
      event(3, 'SuccessfulCreate', 'x'),
      event(1, 'FailedCreate', 'exceeded quota: q'),
      event(4, 'FailedCreate', 'of another Job', 'other'),
    ];
    expect(observe({ jobName, job, pods: [], events })).toEqual({
      is: 'NoPod',
      refused: { reason: 'FailedCreate', message: 'no service account' },
      helpers: [],
    });
  });

  test.each([
    ['Internal error occurred: failed calling webhook "x": connection refused', 'held'],
    ['etcdserver: request timed out', 'held'],
    ['pods "p" is forbidden: exceeded quota: q', 'refused'],
    ['pods "p" is forbidden: error looking up service account n/sa: serviceaccount "sa" not found', 'refused'],
    ['admission webhook "policy" denied the request: no privileged pods', 'refused'],
  ])('tells a refusal from a failure that passes: %s', (message, kind) => {
    const event: Manifest = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e' },
      involvedObject: { name: jobName },
      reason: 'FailedCreate',
      message,
    };
    expect(observe({ jobName, job, pods: [], events: [event] })).toMatchObject({
      is: 'NoPod',
      [kind]: { reason: 'FailedCreate', message },
    });
  });

  test('has failed or finished, and the pod is gone', () => {
    const ended = (type: string): Manifest => ({
      ...job,
      status: { conditions: [{ type, status: 'True', reason: 'BackoffLimitExceeded', message: 'm' }] },
    });
    expect(observe({ jobName, job: ended('Failed'), pods: [] })).toMatchObject({
      is: 'JobEnded',
      succeeded: false,
      message: 'm',
    });
    expect(observe({ jobName, job: ended('Complete'), pods: [] })).toMatchObject({ is: 'JobEnded', succeeded: true });
  });
});

describe('a Job that is gone', () => {
  test('was deleted by somebody else', () => {
    expect(observe({ jobName, pods: [] })).toEqual({ is: 'NoJob', deleting: false, started: false, helpers: [] });
    expect(observe({ jobName, pods: [withMain(running, { phase: 'Running' })] })).toMatchObject({
      is: 'NoJob',
      pod: 'main',
      started: true,
    });
  });

  test('is on its way out', () => {
    const deleting = { ...job, metadata: { ...job.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' } };
    expect(observe({ jobName, job: deleting, pods: [withMain(waiting('ContainerCreating'))] })).toMatchObject({
      is: 'NoJob',
      deleting: true,
      started: false,
    });
  });

  test('does not hide that its experiment had ended before', () => {
    expect(observe({ jobName, pods: [withMain(terminated())] })).toMatchObject({ is: 'Ended', exitCode: 0 });
  });
});

describe('a pod that has not started', () => {
  test('waits for nothing but time', () => {
    expect(seen(podOf())).toEqual({ is: 'Starting', pod: 'main', since: '2026-01-01T00:00:00Z', helpers: [] });
    expect(seen(withMain(waiting('ContainerCreating', '')))).toMatchObject({
      is: 'Starting',
      waiting: { reason: 'ContainerCreating', immediate: false },
    });
  });

  test.each(['InvalidImageName', 'ErrImageNeverPull'])('with %s never will', (reason) => {
    expect(seen(withMain(waiting(reason)))).toMatchObject({
      is: 'Starting',
      waiting: { reason, message: 'because', immediate: true },
    });
  });

  test.each(['ErrImagePull', 'ImagePullBackOff', 'CreateContainerConfigError', 'CreateContainerError'])(
    'with %s has the start time-out',
    (reason) => {
      expect(seen(withMain(waiting(reason)))).toMatchObject({ is: 'Starting', waiting: { reason, immediate: false } });
    },
  );

  test('is unschedulable, in the words of the scheduler', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' },
    ];
    expect(seen(podOf({ conditions }))).toMatchObject({
      is: 'Starting',
      waiting: { reason: 'Unschedulable', message: '0/3 nodes are available', immediate: false },
    });
  });

  test('cannot mount a volume, as its events say', () => {
    const event: Manifest = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e' },
      involvedObject: { uid: 'pod-uid', name: 'main' },
      reason: 'FailedMount',
      message: 'secret "s" not found',
    };
    const pods = [withMain(waiting('ContainerCreating', ''))];
    expect(observe({ jobName, job, pods, events: [event] })).toMatchObject({
      is: 'Starting',
      waiting: { reason: 'FailedMount', message: 'secret "s" not found' },
    });
  });

  test('is held up by an init container that somebody injected', () => {
    const initContainerStatuses = [container({ waiting: { reason: 'ImagePullBackOff', message: 'm' } }, 'mesh-init')];
    expect(seen(podOf({ initContainerStatuses, containerStatuses: [waiting('PodInitializing', '')] }))).toMatchObject({
      waiting: { reason: 'ImagePullBackOff', message: 'init container mesh-init: m' },
    });
  });

  test('has failed without its main container having been tried', () => {
    expect(seen(withMain(waiting('PodInitializing'), { phase: 'Failed', message: 'init failed' }))).toMatchObject({
      is: 'PodFailed',
      started: false,
      message: 'init failed',
    });
  });
});

describe('a main container', () => {
  test('is running', () => {
    expect(seen(withMain(running, { phase: 'Running' }))).toEqual({
      is: 'Started',
      pod: 'main',
      startedAt: '2026-01-01T00:00:05Z',
      helpers: [],
    });
  });

  test('has ended, whatever sidecars do, own or injected', () => {
    const sidecar = container({ running: { startedAt: '2026-01-01T00:00:04Z' } }, 'istio-proxy');
    const pod = podOf(
      { phase: 'Running', containerStatuses: [sidecar, terminated({ exitCode: 1, reason: 'Error' })] },
      {},
      ['istio-proxy', jobName],
    );
    expect(seen(pod)).toMatchObject({ is: 'Ended', started: true, exitCode: 1, reason: 'Error' });
  });

  test('has failed within its first second', () => {
    const at = '2026-01-01T00:00:05Z';
    expect(
      seen(withMain(terminated({ exitCode: 1, startedAt: at, finishedAt: at }), { phase: 'Failed' })),
    ).toMatchObject({
      is: 'Ended',
      started: true,
      exitCode: 1,
    });
  });

  test('was killed for its memory', () => {
    expect(seen(withMain(terminated({ exitCode: 137, reason: 'OOMKilled' }), { phase: 'Failed' }))).toMatchObject({
      is: 'Ended',
      started: true,
      reason: 'OOMKilled',
    });
  });

  test.each([
    { reason: 'StartError', exitCode: 128, startedAt: '1970-01-01T00:00:00Z' },
    { reason: 'ContainerCannotRun', exitCode: 127 },
  ])('has ended with $reason without ever having run', (fields) => {
    const fact = seen(withMain(terminated(fields), { phase: 'Failed' }));
    expect(fact).toMatchObject({ is: 'Ended', started: false });
    expect(fact).not.toHaveProperty('startedAt');
  });

  test('has ended though the kubelet no longer says how', () => {
    expect(seen(podOf({ phase: 'Succeeded' }))).toMatchObject({ is: 'Ended', exitCode: 0 });
  });
});

describe('a pod that somebody takes away', () => {
  const asked = { deletionTimestamp: '2026-01-01T00:01:00Z', deletionGracePeriodSeconds: 30 };

  test('is deleted while it runs, or before it did', () => {
    expect(seen(withMain(running, { phase: 'Running' }, asked))).toMatchObject({ is: 'PodDeleted', started: true });
    expect(seen(withMain(waiting('ContainerCreating'), {}, asked))).toMatchObject({ is: 'PodDeleted', started: false });
  });

  test('is deleted, and its container has obeyed', () => {
    expect(seen(withMain(terminated({ exitCode: 143, finishedAt: '2026-01-01T00:00:40Z' }), {}, asked))).toMatchObject({
      is: 'PodDeleted',
      started: true,
      exitCode: 143,
    });
  });

  test('is deleted after its container had ended by itself', () => {
    expect(seen(withMain(terminated({ finishedAt: '2026-01-01T00:00:20Z' }), {}, asked))).toMatchObject({
      is: 'Ended',
      exitCode: 0,
    });
  });

  test('has a second beside it', () => {
    const first = withMain(running, { phase: 'Running' }, { ...asked });
    const second = podOf({}, { name: 'again', creationTimestamp: '2026-01-01T00:00:31Z' });
    expect(seen(second, first)).toEqual({ is: 'SecondPod', pods: ['main', 'again'], started: true, helpers: [] });
  });

  test.each(['Evicted', 'Preempting', 'NodeShutdown', 'Terminated'])('is ended by the kubelet: %s', (reason) => {
    const status = { phase: 'Failed', reason, message: 'low on memory' };
    expect(seen(withMain(terminated({ exitCode: 137 }), status))).toMatchObject({
      is: 'Evicted',
      started: true,
      reason,
      message: 'low on memory',
    });
    expect(seen(podOf(status))).toMatchObject({ is: 'Evicted', started: false });
  });

  test('is evicted after its container had ended well', () => {
    expect(seen(withMain(terminated(), { phase: 'Failed', reason: 'Evicted' }))).toMatchObject({
      is: 'Ended',
      exitCode: 0,
    });
  });

  test.each([
    { reason: 'NodeLost', message: 'node is unresponsive' },
    { phase: 'Unknown' },
    { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'm' }] },
  ])('is lost with its node: %o', (status) => {
    expect(seen(withMain(running, { phase: 'Running', ...status }, asked))).toMatchObject({
      is: 'Lost',
      started: true,
    });
  });

  test('is evicted by the API', () => {
    const conditions = [
      { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'drain' },
    ];
    expect(seen(withMain(running, { phase: 'Running', conditions }, asked))).toMatchObject({
      is: 'Evicted',
      message: 'drain',
    });
  });
});

describe('helper pods', () => {
  const helper = (name: string): Manifest => podOf({ phase: 'Running' }, { name }, [name]);

  test('are named, sorted, and never taken for the main pod', () => {
    expect(seen(helper('z-helper'), withMain(running, { phase: 'Running' }), helper('a-helper'))).toMatchObject({
      is: 'Started',
      pod: 'main',
      helpers: ['a-helper', 'z-helper'],
    });
  });

  test('are still named when Job and main pod are gone', () => {
    expect(observe({ jobName, pods: [helper('h')] })).toEqual({
      is: 'NoJob',
      deleting: false,
      started: false,
      helpers: ['h'],
    });
  });

  test('belong to the Job that their label names', () => {
    const label = 'runner.litmuschaos.io/job';
    const of = (name: string, labels: Record<string, string>): Manifest => podOf({}, { name, labels });
    const groups = podsByJob(
      [of('a', { [label]: 'x' }), of('b', { [label]: 'y' }), of('c', {}), of('d', { [label]: 'x' })],
      label,
    );
    expect([...groups].map(([name, pods]) => [name, pods.map(({ metadata }) => metadata.name)])).toEqual([
      ['x', ['a', 'd']],
      ['y', ['b']],
    ]);
  });
});

test('an observation is plain JSON', () => {
  const facts = [
    seen(),
    seen(podOf()),
    seen(withMain(running)),
    seen(withMain(terminated())),
    observe({ jobName, pods: [] }),
  ];
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
});

test('nothing that a server may leave out makes an observation fail', () => {
  const bare = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: jobName }] } };
  expect(seen(bare)).toMatchObject({ is: 'Starting', pod: 'p' });
  expect(seen({ ...bare, spec: {}, status: { containerStatuses: 'odd' } })).toMatchObject({
    is: 'NoPod',
    helpers: ['p'],
  });
});
