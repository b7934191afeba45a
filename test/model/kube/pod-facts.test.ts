import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../src/model/json/json-object.ts';
import { observe } from '../../../src/model/kube/pod-facts.ts';
import { container, job, jobName, podOf, running, seen, terminated, waiting, withMain } from '../pod-fixture.ts';

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
    ['pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=5, limited: pods=5', 'held'],
    ['pods "p" is forbidden: status unknown for quota: q, resources: pods', 'held'],
    ['pods "p" is forbidden: failed quota: q: must specify limits.cpu for: c', 'refused'],
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
