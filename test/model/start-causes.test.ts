import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/model/json/json-object.ts';
import { observe } from '../../src/model/kube/pod-facts.ts';
import { keptBy } from '../../src/model/litmus/finalizers.ts';
import { job, jobName, podOf, running, waiting, withMain } from './pod-fixture.ts';

const suspendedJob = (labels = {}): Manifest => ({
  ...job,
  metadata: { ...job.metadata, labels },
  spec: { suspend: true },
});

describe('a Job that is suspended', () => {
  test('has no pod for that reason, whatever its events say', () => {
    const event = { ...podOf(), involvedObject: { uid: 'job-uid' }, reason: 'FailedCreate', message: 'denied' };
    expect(observe({ jobName, job: suspendedJob(), pods: [], events: [event] })).toMatchObject({
      is: 'NoPod',
      suspended: true,
      held: { reason: 'Suspended', message: expect.stringContaining('spec.suspend') },
    });
  });

  test('waits in the queue that it names', () => {
    expect(observe({ jobName, job: suspendedJob({ 'kueue.x-k8s.io/queue-name': 'q' }), pods: [] })).toMatchObject({
      held: { message: expect.stringContaining('until the queue q lets it start') },
    });
  });

  test('is why its pod is being deleted', () => {
    const going = withMain(running, { phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:02:00Z' });
    expect(observe({ jobName, job: suspendedJob(), pods: [going] })).toMatchObject({ is: 'Suspended', started: true });
    expect(observe({ jobName, job, pods: [going] })).toMatchObject({ is: 'PodDeleted', started: true });
  });
});

describe('a node that is not ready', () => {
  const onNode = (pod: Manifest): Manifest => ({ ...pod, spec: { ...(pod.spec as object), nodeName: 'worker-1' } });
  const start = (pod: Manifest, isLate: boolean, events: readonly Manifest[] = []) =>
    observe({ jobName, job, pods: [onNode(pod)], events, isLate });

  test('is named where its kubelet has not taken the pod up for long', () => {
    expect(start(podOf(), true)).toMatchObject({
      waiting: { reason: 'NodeNotReady', message: expect.stringContaining('worker-1'), immediate: false },
    });
  });

  test.each([
    ['a start that is not late', podOf(), false],
    ['a pod that its kubelet has dated', podOf({ startTime: '2026-01-01T00:00:01Z' }), true],
    ['a container of which the kubelet has told', withMain(waiting('ContainerCreating')), true],
  ])('is not suspected behind %s', (_, pod, isLate) => {
    const { waiting: reason } = start(pod, isLate) as { readonly waiting?: { readonly reason: string } };
    expect(reason?.reason).not.toBe('NodeNotReady');
  });

  test('is named where an event says so', () => {
    const event = {
      ...podOf(),
      involvedObject: { uid: 'pod-uid' },
      reason: 'NodeNotReady',
      message: 'Node is not ready',
    };
    expect(start(podOf(), false, [event])).toMatchObject({
      waiting: { reason: 'NodeNotReady', message: 'node worker-1: Node is not ready' },
    });
  });
});

describe('what keeps an object that is being deleted', () => {
  test('is nothing where there is no finalizer', () => {
    expect(keptBy({})).toBe('');
  });

  test('is named, and that of the operator with what it waits for', () => {
    expect(keptBy({ finalizers: ['example.org/hold'] })).toBe(
      ' It is kept by the finalizer example.org/hold: whoever put it there has to take it away.',
    );
    expect(keptBy({ finalizers: ['chaosengine.litmuschaos.io/finalizer', 'example.org/hold'] })).toMatch(
      /^ It is kept by the finalizers chaosengine\.litmuschaos\.io\/finalizer, example\.org\/hold, .*is the operator at work\?$/,
    );
  });
});
