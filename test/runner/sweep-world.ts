import * as E from 'fp-ts/Either';
import type { Cluster, DeleteOptions, KubeObject } from '../../src/cluster/port.ts';
import type { Clock } from '../../src/runner/clock.ts';
import type { Sweep } from '../../src/runner/removal/sweep.ts';

export const start = Date.parse('2026-01-01T00:00:00Z');

export interface Thing {
  readonly object: KubeObject;
  /** How long it takes to go once it is deleted, in milliseconds; absent: only force removes it. */
  readonly takesMs?: number;
  goneAt?: number;
  /** Once it is deleted: its deletionTimestamp. */
  graceEnds?: number;
}

export const thing = (kind: 'Job' | 'Pod', name: string, takesMs?: number, status: object = {}): Thing => ({
  object: {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'v1',
    kind,
    metadata: { name, uid: `uid-${name}`, labels: { chaosUID: 'engine-uid' } },
    status,
  },
  ...(takesMs === undefined ? {} : { takesMs }),
});

/** The pod of the Job `a`. */
export const ownedPod = (name: string, takesMs?: number): Thing => {
  const pod = thing('Pod', name, takesMs);
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'a', uid: 'uid-a' };
  return { ...pod, object: { ...pod.object, metadata: { ...pod.object.metadata, ownerReferences: [owner] } } };
};

/** A cluster whose objects go when their time has come, on a clock that jumps to the next timer. */
export const world = (all: readonly Thing[], results: readonly object[] = []) => {
  const things = [...all];
  let now = start;
  const deletions: { readonly name: string; readonly options: DeleteOptions }[] = [];
  const listed: number[] = [];
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    setTimer: (due, callback) => {
      queueMicrotask(() => {
        now = Math.max(now, due);
        callback();
      });
      return () => undefined;
    },
  };
  const there = (kind: string): readonly KubeObject[] =>
    things
      .filter(({ object, goneAt }) => object.kind === kind && (goneAt === undefined || goneAt > now))
      .map(({ object, graceEnds }) =>
        graceEnds === undefined
          ? object
          : { ...object, metadata: { ...object.metadata, deletionTimestamp: new Date(graceEnds).toISOString() } },
      );
  const cluster: Partial<Cluster> = {
    list: async (kind) => {
      if (kind === 'Pod') listed.push(now);
      const items = kind === 'ChaosResult' ? (results as readonly KubeObject[]) : there(kind);
      return E.right({ items, resourceVersion: '1' });
    },
    remove: async (_kind, { name }, options) => {
      deletions.push({ name, options });
      const found = things.find(({ object }) => object.metadata.name === name);
      if (found === undefined) return E.left({ is: 'NotFound', message: name });
      found.graceEnds ??= now + 30_000;
      if (options.gracePeriodSeconds === 0) found.goneAt = now;
      else if (found.takesMs !== undefined) found.goneAt ??= now + found.takesMs;
      return E.right(undefined);
    },
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
  const run: Sweep = {
    cluster: cluster as Cluster,
    clock,
    identity: { namespace: 'litmus', engineName: 'engine', engineUid: 'engine-uid' },
    signal: new AbortController().signal,
    helperGraceSeconds: 60,
    log: silent,
  };
  return { run, deletions, listed, things };
};
