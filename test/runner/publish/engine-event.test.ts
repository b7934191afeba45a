import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EngineEvent,
  eventCounts,
  eventObject,
  publishEvent,
  shortMessage,
} from '../../../src/runner/publish/engine-event.ts';
import { left, right } from '../../cluster-port/adapter-fixture.ts';
import { memoryCluster } from '../../cluster-port/memory-cluster.ts';

const created: EngineEvent = {
  engine: { name: 'engine', namespace: 'litmus', uid: 'u-1' },
  experiment: 'pod-delete',
  reason: 'ExperimentJobCreate',
  warning: false,
  message: 'Experiment Job pod-delete-abc for Chaos Experiment: pod-delete',
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
};

const name = 'ExperimentJobCreatepod-deleteu-1';

describe('an event of the engine', () => {
  test('has the name, the source and the object that Litmus gives it', () => {
    expect(eventObject(created)).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'litmus' },
      involvedObject: {
        apiVersion: 'litmuschaos.io/v1alpha1',
        kind: 'ChaosEngine',
        name: 'engine',
        namespace: 'litmus',
        uid: 'u-1',
      },
      reason: 'ExperimentJobCreate',
      message: 'Experiment Job pod-delete-abc for Chaos Experiment: pod-delete',
      type: 'Normal',
      source: { component: 'engine-runner' },
      firstTimestamp: '2026-01-02T03:04:05Z',
      lastTimestamp: '2026-01-02T03:04:05Z',
      count: 1,
    });
  });

  test('takes one request when it is new', async () => {
    const cluster = memoryCluster();
    right(await publishEvent(cluster, created));
    expect(cluster.calls).toEqual([`create Event/${name}`]);
  });

  test('that repeats raises the count and brings time, message and type up to date', async () => {
    const cluster = memoryCluster();
    right(await publishEvent(cluster, created));
    right(await publishEvent(cluster, { ...created, message: 'again', warning: true, at: created.at + 60_000 }));
    expect(cluster.objects.get(`Event/${name}`)).toMatchObject({
      count: 2,
      message: 'again',
      type: 'Warning',
      firstTimestamp: '2026-01-02T03:04:05Z',
      lastTimestamp: '2026-01-02T03:05:05Z',
    });
  });

  test('that repeats what was written last takes one request', async () => {
    const cluster = memoryCluster();
    const counts = eventCounts();
    right(await publishEvent(cluster, created, undefined, counts));
    right(await publishEvent(cluster, { ...created, times: 3 }, undefined, counts));
    right(await publishEvent(cluster, created, undefined, counts));
    expect(cluster.calls.map((call) => call.split(' ')[0])).toEqual(['create', 'patch', 'patch']);
    expect(cluster.objects.get(`Event/${name}`)).toMatchObject({ count: 5 });
  });

  test('that was written last and that the server has removed since is new again', async () => {
    const cluster = memoryCluster();
    const counts = eventCounts();
    right(await publishEvent(cluster, created, undefined, counts));
    cluster.objects.clear();
    right(await publishEvent(cluster, created, undefined, counts));
    expect(cluster.calls.map((call) => call.split(' ')[0])).toEqual(['create', 'patch', 'create']);
    expect(cluster.objects.get(`Event/${name}`)).toMatchObject({ count: 1 });
  });

  test('that tells of several has their number, and the times of the first and the last', () => {
    expect(eventObject({ ...created, since: created.at - 60_000, times: 4 })).toMatchObject({
      count: 4,
      firstTimestamp: '2026-01-02T03:03:05Z',
      lastTimestamp: '2026-01-02T03:04:05Z',
    });
  });

  test('that is there only because our own first attempt arrived is not counted twice', async () => {
    const cluster = memoryCluster();
    right(await publishEvent(cluster, created));
    right(await publishEvent(cluster, created));
    expect(cluster.objects.get(`Event/${name}`)).toMatchObject({ count: 1 });
  });

  test('that disappears between two steps is made again', async () => {
    const cluster = memoryCluster();
    cluster.failures.push({ verb: 'create', error: { is: 'AlreadyExists', message: 'exists' } });
    right(await publishEvent(cluster, created));
    expect(cluster.calls.map((call) => call.split(' ')[0])).toEqual(['create', 'get', 'create']);
  });

  test('that may not be written is an error for the caller to report', async () => {
    const cluster = memoryCluster();
    cluster.failures.push({ verb: 'create', error: { is: 'Forbidden', message: 'no', rule: 'create events' } });
    expect(left(await publishEvent(cluster, created)).is).toBe('Forbidden');
  });

  test('has a message of at most 1,024 bytes, and never half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1_500, size: 'max' }), (text) => {
        const short = shortMessage(text);
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(1_024);
        // What was no replacement character must not have become one.
        if (!text.includes('\uFFFD')) expect(short).not.toContain('\uFFFD');
        if (Buffer.byteLength(text) <= 1_024) expect(short).toBe(text);
        else expect(text.startsWith(short.slice(0, -1)) && short.endsWith('…')).toBe(true);
      }),
    );
  });
});
