import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { recordAt, recordsAt, textAt } from '../../../src/model/json/json-object.ts';
import { waitingRow } from '../../../src/model/litmus/row.ts';
import { createStatusWriter } from '../../../src/runner/publish/status-writer.ts';
import { createEngineDoor } from '../../../src/runner/run/engine-cache.ts';
import { decoded, engineOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';

interface Patch {
  readonly metadata: { readonly resourceVersion: string; readonly annotations: Readonly<Record<string, string>> };
  readonly status: { readonly experiments: readonly object[] };
}

const patchOf = (body: Readonly<Record<string, unknown>>): Patch => ({
  metadata: {
    resourceVersion: textAt(body.metadata, 'resourceVersion') ?? '',
    annotations: recordAt(body.metadata, 'annotations') as Patch['metadata']['annotations'],
  },
  status: { experiments: recordsAt(body.status, 'experiments') },
});

/** Lets every promise that can settle do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A writer over one engine on a clock that is driven by hand; `answers`: what the next patches fail with. */
export const world = () => {
  const clock = manualClock(start);
  const patches: Patch[] = [];
  const answers: ClusterError[] = [];
  const refused: string[] = [];
  const stop = new AbortController();
  let there = engineOf({});
  let version = 1;
  let hold: Promise<void> | undefined;
  const state = { value: 'v0', size: 10, isTaken: false, moreComes: false, isDropped: false };
  const retries: string[] = [];

  const cluster: Pick<Cluster, 'get' | 'patch'> = {
    get: async () => E.right(there),
    patch: async (_kind, _ref, body) => {
      if (hold) await hold;
      const patch = patchOf(body);
      patches.push(patch);
      const failure = answers.shift();
      if (failure) return E.left(failure);
      if (patch.metadata.resourceVersion !== there.metadata.resourceVersion)
        return E.left({ is: 'Conflict' as const, message: 'changed' });
      version += 1;
      there = engineOf({
        resourceVersion: String(version),
        annotations: patch.metadata.annotations,
        rows: state.isDropped ? [] : patch.status.experiments,
      });
      return E.right(there);
    },
  };
  const engine = createEngineDoor(cluster, decoded(there), clock.now);
  const rows = () => [waitingRow({ name: state.value, engine: 'engine', at: start })];
  const writer = createStatusWriter({
    ...{ cluster: cluster, engine, clock, rows, signal: stop.signal },
    compose: async () => ({ rows: rows(), checkpoint: 'x'.repeat(state.size) }),
    moreComes: () => state.moreComes,
    isTaken: () => state.isTaken,
    onRetry: ({ error }) => retries.push(error.message),
    onRefused: (message) => refused.push(message),
  });
  return {
    ...{ clock, patches, answers, refused, retries, stop, state, engine, writer },
    /** Somebody else writes the engine. */
    changeEngine: (change: { readonly state?: string }): void => {
      version += 1;
      there = engineOf({ resourceVersion: String(version), ...change });
    },
    replaceEngine: (engine_: KubeObject): void => {
      there = engine_;
    },
    holdPatches: (): (() => void) => {
      let release = () => {};
      hold = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        hold = undefined;
        release();
      };
    },
  };
};

export const passTime = async (
  { clock }: { readonly clock: ReturnType<typeof manualClock> },
  ms: number,
): Promise<void> => {
  clock.goTo(clock.now() + ms);
  await settle();
};
