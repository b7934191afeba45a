import type { KubeObject, Selector } from '../../cluster/port.ts';
import { type Change, reflect } from '../../cluster/reflector.ts';
import { runSelector } from '../../job/identity.ts';
import type { Kind } from '../../model/kube/kinds.ts';
import type { Run } from '../run/run-context.ts';

export type WatchMeans = Pick<Run, 'cluster' | 'identity' | 'engine' | 'clock' | 'random' | 'signal'>;

/** One kind's side of a watch: everything that there is, then each change. */
interface Watcher {
  readonly onSync: (objects: readonly KubeObject[]) => void;
  readonly onChange: (change: Change) => void;
  /** What is kept of an object; undefined: nothing. */
  readonly pick?: (object: KubeObject) => KubeObject | undefined;
}

export interface RunWatchers {
  /** Pods, Jobs and the engine have all been listed once: from now on polling is needless. */
  readonly onSynced: () => void;
  /** Nothing is heard for a moment; what is missed is told later. */
  readonly onInterruption: () => void;
  readonly pods: Watcher;
  readonly jobs: Watcher;
}

/**
 * Follows the pods, the Jobs and the engine of a run by watch. Resolves when one of the three is refused, after ending the
 * other two, or when the run's signal fires.
 */
export const watchRun = async (run: WatchMeans, watchers: RunWatchers): Promise<void> => {
  const { cluster, clock, random, identity } = run;
  const { namespace, engineName } = identity;
  const ours = new AbortController();
  const signal = AbortSignal.any([ours.signal, run.signal]);
  const mine: Selector = { labels: runSelector(identity.runId) };
  const synced = new Set<Kind>();

  // A server that lags behind tells of an engine as it was, or of an earlier one of its name: a read is believed then.
  const isOurs = ({ metadata }: KubeObject): boolean => metadata.uid === identity.engineUid;
  const isOld = ({ metadata }: KubeObject): boolean =>
    Number(metadata.resourceVersion) < Number(run.engine.current().metadata.resourceVersion);
  const ask = (): void => void run.engine.read({ signal, patienceMs: Number.POSITIVE_INFINITY });

  const mirror = async (kind: Kind, selector: Selector, { onSync, onChange, pick }: Watcher): Promise<void> => {
    await reflect({
      cluster,
      kind,
      namespace,
      selector,
      clock,
      random,
      signal,
      onSync: (objects) => {
        onSync(objects);
        if (synced.has(kind)) return;
        synced.add(kind);
        if (synced.size === 3) watchers.onSynced();
      },
      onChange,
      ...(pick === undefined ? {} : { pick }),
      onInterruption: watchers.onInterruption,
    });
    ours.abort();
  };

  await Promise.all([
    mirror('Pod', mine, watchers.pods),
    mirror('Job', mine, watchers.jobs),
    mirror(
      'ChaosEngine',
      { fields: `metadata.name=${engineName}` },
      {
        onSync: ([engine]) => (engine && isOurs(engine) && !isOld(engine) ? run.engine.saw(engine) : ask()),
        onChange: ({ type, object }) => {
          if (!isOurs(object)) ask();
          else if (type === 'DELETED') run.engine.sawNothing();
          else if (!isOld(object)) run.engine.saw(object);
        },
      },
    ),
  ]);
};
