import * as E from 'fp-ts/Either';
import type { ClusterError } from '../cluster/error.ts';
import type { Cluster, KubeObject } from '../cluster/port.ts';
import type { ChaosEngine } from '../model/engine.ts';
import { recordsAt } from '../model/manifest.ts';
import { type Clock, sleep } from './clock.ts';
import type { Log } from './log.ts';

const hasEnded = (job: KubeObject): boolean =>
  recordsAt(job.status, 'conditions').some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );

const lookAgainMs = 500;
const boundMs = 120_000;

/**
 * Before a new run begins: Jobs of earlier runs of this engine that are still at work would inject beside it. They are
 * deleted, and waited for; those that have ended are left to the retain policy under which they ended.
 */
export const removeEarlierRuns = async (
  { cluster, clock, log }: { readonly cluster: Cluster; readonly clock: Clock; readonly log: Log },
  engine: ChaosEngine,
  jobs: readonly KubeObject[],
): Promise<E.Either<ClusterError, void>> => {
  const namespace = engine.metadata.namespace ?? '';
  const alive = jobs.filter((job) => !hasEnded(job));
  if (alive.length === 0) return E.right(undefined);
  log.info(
    { jobs: alive.map(({ metadata }) => metadata.name) },
    'removing Jobs of an earlier run before a new one begins',
  );
  for (const { metadata } of alive) {
    const removed = await cluster.remove('Job', { namespace, name: metadata.name }, { propagation: 'Foreground' });
    if (E.isLeft(removed) && removed.left._tag !== 'NotFound') return removed;
  }
  const gone = new Set(alive.map(({ metadata }) => metadata.uid));
  const until = clock.now() + boundMs;
  while (clock.now() < until) {
    const listed = await cluster.list('Job', namespace, { labels: `chaosUID=${engine.metadata.uid}` });
    if (E.isLeft(listed)) return listed;
    if (!listed.right.items.some(({ metadata }) => gone.has(metadata.uid))) return E.right(undefined);
    await sleep(clock, lookAgainMs);
  }
  return E.left({ _tag: 'Unavailable', message: 'Jobs of an earlier run of this engine do not go away.' });
};
