import { describe, expect, test } from 'vitest';
import { container, jobName, podOf, running, seen, terminated, waiting, withMain } from './pod-fixture.ts';

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
