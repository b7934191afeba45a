import * as E from 'fp-ts/Either';
import type { ClusterError } from '../cluster/error.ts';
import type { Cluster, KubeObject } from '../cluster/port.ts';
import { recordsAt, textAt } from '../model/manifest.ts';
import { isBeyondReach } from '../model/pod-reach.ts';
import { runnerName } from '../model/row.ts';
import { type Clock, sleep } from './clock.ts';
import type { Log } from './log.ts';

const hasEnded = (job: KubeObject): boolean =>
  recordsAt(job.status, 'conditions').some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );

/** A pod that may still inject and that no Job owns, so that no Job's deletion ends it: a helper. */
const isHelper = ({ metadata, status }: KubeObject, engine: Pick<KubeObject, 'metadata'>): boolean =>
  metadata.name !== runnerName(engine.metadata.name) &&
  metadata.ownerReferences?.some(({ kind }) => kind === 'Job') !== true &&
  !['Succeeded', 'Failed'].includes(textAt(status, 'phase') ?? '');

const lookAgainMs = 500;
const boundMs = 120_000;

interface Means {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Before a new run begins, or where there will be none: Jobs of earlier runs of this engine that are still at work would
 * inject beside it, and their helper pods too. They are deleted, and waited for; those that have ended are left to the
 * retain policy under which they ended.
 */
export const removeEarlierRuns = async (
  { cluster, clock, log }: Means,
  engine: Pick<KubeObject, 'metadata'>,
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
    const labels = `chaosUID=${engine.metadata.uid}`;
    const [listed, pods] = await Promise.all([
      cluster.list('Job', namespace, { labels }),
      cluster.list('Pod', namespace, { labels }),
    ]);
    if (E.isLeft(listed)) return listed;
    if (E.isLeft(pods)) return pods;
    const helpers = pods.right.items.filter((pod) => isHelper(pod, engine));
    for (const helper of helpers) {
      const removed = await removeHelper({ cluster, clock, log }, namespace, helper);
      if (E.isLeft(removed) && removed.left._tag !== 'NotFound' && removed.left._tag !== 'Conflict') return removed;
    }
    if (helpers.length === 0 && !listed.right.items.some(({ metadata }) => gone.has(metadata.uid)))
      return E.right(undefined);
    await sleep(clock, lookAgainMs);
  }
  return E.left({
    _tag: 'Unavailable',
    message: 'Jobs of an earlier run of this engine, or their pods, do not go away.',
  });
};

const removeHelper = async (
  { cluster, clock, log }: Means,
  namespace: string,
  helper: KubeObject,
): Promise<E.Either<ClusterError, void>> => {
  const { name, uid, deletionTimestamp } = helper.metadata;
  const force = isBeyondReach(helper, clock.now());
  if (deletionTimestamp !== undefined && !force) return E.right(undefined);
  if (force)
    log.warn(
      { pod: name },
      'forced the removal of a pod whose node is gone: whether its fault was reverted is unknown',
    );
  const options = { ...(uid === undefined ? {} : { uid }), ...(force ? { gracePeriodSeconds: 0 } : {}) };
  return cluster.remove('Pod', { namespace, name }, options);
};
