import type { Kind, KubeObject, Selector } from '../cluster/port.ts';
import { reflect } from '../cluster/reflector.ts';
import { runSelector } from '../job/identity.ts';
import { sleep } from './clock.ts';
import type { RunContext } from './run-context.ts';

export interface RunWatchers {
  /** Pods, Jobs and the engine have all been listed once: from now on polling is needless. */
  readonly onSynced: () => void;
  readonly onPods: (pods: readonly KubeObject[]) => void;
  /** By name. */
  readonly onJobs: (jobs: ReadonlyMap<string, KubeObject>) => void;
}

/**
 * Follows the pods, the Jobs and the engine of a run by watch. Resolves when one of the three is refused, after ending the
 * other two, or when the run's signal fires.
 */
export const watchRun = async (run: RunContext, watchers: RunWatchers): Promise<void> => {
  const { cluster, clock, random, identity } = run;
  const { namespace, engineName } = identity;
  const ours = new AbortController();
  const signal = AbortSignal.any([ours.signal, run.signal]);
  const mine: Selector = { labels: runSelector(identity.runId) };
  const synced = new Set<Kind>();

  const mirror = async (
    kind: Kind,
    selector: Selector,
    onObjects: (objects: ReadonlyMap<string, KubeObject>) => void,
  ) => {
    const objects = new Map<string, KubeObject>();
    await reflect({
      cluster,
      kind,
      namespace,
      selector,
      clock: { now: clock.now, sleep: (ms, stop) => sleep(clock, ms, stop) },
      random,
      signal,
      onSync: (all) => {
        objects.clear();
        for (const object of all) objects.set(object.metadata.name, object);
        synced.add(kind);
        if (synced.size === 3) watchers.onSynced();
        onObjects(objects);
      },
      onChange: ({ type, object }) => {
        if (type === 'DELETED') objects.delete(object.metadata.name);
        else objects.set(object.metadata.name, object);
        onObjects(objects);
      },
    });
    ours.abort();
  };

  await Promise.all([
    mirror('Pod', mine, (pods) => watchers.onPods([...pods.values()])),
    mirror('Job', mine, watchers.onJobs),
    mirror('ChaosEngine', { fields: `metadata.name=${engineName}` }, (engines) => {
      const engine = engines.get(engineName);
      if (engine) run.engine.saw(engine);
      else run.engine.sawNothing();
    }),
  ]);
};
