import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Call, Cluster } from '../../../src/cluster/port.ts';
import type { Retry } from '../../../src/cluster/retry.ts';
import { steadfast } from '../../../src/runner/run/steadfast.ts';
import { start } from '../fixtures.ts';
import { noRequests } from '../means.ts';

const ref = { namespace: 'litmus', name: 'a' };
const withdrawn: ClusterError = { is: 'Withdrawn', message: 'no longer permitted' };
const endless = { patienceMs: Number.POSITIVE_INFINITY };

const there = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
const retried: Retry = { request: 'get pods', attempt: 1, elapsedMs: 0, waitMs: 0, error: withdrawn };

/** A door whose calls fail with these, one after the other, and then succeed; each takes as long as it may, at most a minute. */
const scene = (enduranceMs: number, ...failures: readonly ClusterError[]) => {
  const rest = [...failures];
  const calls: Call[] = [];
  const exhausted: string[] = [];
  const retries: string[] = [];
  let now = start;
  const clock = {
    now: () => now,
    elapsed: () => now,
    setTimer: (due: number, callback: () => void) => {
      queueMicrotask(() => {
        now = due;
        callback();
      });
      return () => undefined;
    },
  };
  const inner: Cluster = {
    ...noRequests,
    get: async (_kind, _ref, call = {}) => {
      calls.push(call);
      call.onRetry?.(retried);
      const failure = rest.shift();
      if (failure !== undefined) now += Math.min(call.patienceMs ?? 0, 60_000);
      return failure === undefined ? E.right(there) : E.left(failure);
    },
  };
  const cluster = steadfast(inner, {
    ...{ clock, enduranceMs },
    onRetry: ({ error }) => retries.push(error.is),
    onExhausted: ({ message }) => exhausted.push(message),
  });
  return { cluster, calls, exhausted, retries, elapsed: () => now - start };
};

describe('a run that endures', () => {
  it('makes a call again that is to be tried for ever, whatever the door takes its failure for', async () => {
    const { cluster, calls } = scene(Number.POSITIVE_INFINITY, withdrawn, { is: 'Malformed', message: '<html>' });
    expect(await cluster.get('Pod', ref, endless)).toEqual(E.right(there));
    expect(calls).toHaveLength(3);
  });

  it('takes an answer for an answer', async () => {
    const denied: ClusterError = { is: 'Forbidden', message: 'never', rule: 'get pods' };
    const { cluster, calls } = scene(Number.POSITIVE_INFINITY, denied);
    expect(await cluster.get('Pod', ref, endless)).toEqual(E.left(denied));
    expect(calls).toHaveLength(1);
  });

  it('ends the process when that has gone on for too long, and answers nothing that could be believed', async () => {
    const { cluster, exhausted, elapsed } = scene(15 * 60_000, ...Array.from({ length: 30 }, () => withdrawn));
    expect(await cluster.get('Pod', ref, endless)).toMatchObject({ left: { is: 'Cancelled' } });
    expect(exhausted).toEqual(['no longer permitted']);
    expect(elapsed()).toBeGreaterThan(14 * 60_000);
    expect(elapsed()).toBeLessThanOrEqual(15 * 60_000);
  });

  it('leaves calls alone that have a patience of their own', async () => {
    const { cluster, calls, exhausted } = scene(1, withdrawn);
    expect(await cluster.get('Pod', ref, { patienceMs: 10 })).toEqual(E.left(withdrawn));
    expect([calls[0]?.patienceMs, exhausted]).toEqual([10, []]);
  });

  it('is told of what is tried again, but not of what nobody waits for', async () => {
    const { cluster, retries } = scene(1);
    await cluster.get('Pod', ref, { leisurely: true });
    expect(retries).toEqual([]);
    await cluster.get('Pod', ref);
    expect(retries).toEqual(['Withdrawn']);
  });
});
