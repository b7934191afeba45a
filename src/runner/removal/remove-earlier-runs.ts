import * as E from 'fp-ts/Either';
import { type ClusterError, meaningOf } from '../../cluster/error.ts';
import type { Cluster, KubeObject } from '../../cluster/port.ts';
import { jobHasEnded } from '../../model/kube/job-manager.ts';
import { isHelperPod, podHasEnded, removalOf } from '../../model/kube/pod-removal.ts';
import { keptBy } from '../../model/litmus/finalizers.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import { runnerName } from '../../model/litmus/row.ts';
import { checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import { serverTime } from '../server-time.ts';

const lookAgainMs = 500;
/** Beyond the grace of a helper, in milliseconds. */
const boundMs = 60_000;

interface Means {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
}

/** What may be at work of earlier runs that could not be removed, in words. */
export const leftOfEarlierRuns = (jobs: readonly KubeObject[]): readonly string[] => {
  const alive = jobs.filter((job) => !jobHasEnded(job));
  return alive.length === 0
    ? ['whether helper pods of an earlier run are at work is not known']
    : alive.map(({ metadata }) => `job/${metadata.name} was there when it was looked last`);
};

/**
 * Before a new run begins, or where there will be none: Jobs of earlier runs of this engine that are still at work would
 * inject beside it, and their helper pods too, with a Job or without. They are deleted, and waited for; those that have ended
 * are left to the retain policy under which they ended. An engine that never ran costs no request.
 */
export const removeEarlierRuns = async (
  { cluster, clock, log }: Means,
  engine: Pick<KubeObject, 'metadata'>,
  jobs: readonly KubeObject[],
): Promise<E.Either<ClusterError, void>> => {
  const { namespace = '', name, uid, annotations } = engine.metadata;
  const alive = jobs.filter((job) => !jobHasEnded(job));
  if (alive.length === 0 && jobs.length === 0 && annotations?.[checkpointAnnotation] === undefined)
    return E.right(undefined);
  if (alive.length > 0)
    log.info(
      { jobs: alive.map(({ metadata }) => metadata.name) },
      'removing Jobs of an earlier run before a new one begins',
    );
  const removed = await removeJobs(cluster, namespace, alive);
  if (E.isLeft(removed)) return removed;
  const going = new Set(alive.map(({ metadata }) => metadata.uid));
  const graceSeconds = helperGraceSeconds(engine);
  const until = clock.elapsed() + graceSeconds * 1_000 + boundMs;
  let left: readonly KubeObject[] = [];
  while (clock.elapsed() < until) {
    const labels = `chaosUID=${uid}`;
    const [listed, pods] = await Promise.all([
      going.size === 0 ? undefined : cluster.list('Job', namespace, { labels }),
      cluster.list('Pod', namespace, { labels }),
    ]);
    if (listed !== undefined && E.isLeft(listed)) return listed;
    if (E.isLeft(pods)) return pods;
    const helpers = pods.right.items.filter(
      (pod) => pod.metadata.name !== runnerName(name) && isHelperPod(pod) && !podHasEnded(pod),
    );
    const still = (listed?.right.items ?? []).filter(({ metadata }) => going.has(metadata.uid));
    const again = await removeJobs(
      cluster,
      namespace,
      still.filter(({ metadata }) => metadata.deletionTimestamp === undefined),
    );
    if (E.isLeft(again)) return again;
    for (const helper of helpers) {
      const removed = await removeHelper({ cluster, clock, log }, namespace, helper, graceSeconds);
      if (E.isLeft(removed) && !isDone(removed.left)) return removed;
    }
    left = [...still, ...helpers];
    if (left.length === 0) return E.right(undefined);
    await sleep(clock, lookAgainMs);
  }
  return E.left({
    _tag: 'Unavailable',
    message: `Of an earlier run of this engine there is something that does not go away: ${left.map(staying).join(' ')}`,
  });
};

const staying = ({ kind, metadata }: KubeObject): string =>
  `${kind.toLowerCase()}/${metadata.name}.${keptBy(metadata)}`;

/** What is to be deleted is not there any more, or is another one of its name. */
const isDone = (error: ClusterError): boolean => {
  const meaning = meaningOf(error);
  return meaning === 'absent' || meaning === 'overtaken';
};

const removeJobs = async (
  cluster: Cluster,
  namespace: string,
  jobs: readonly KubeObject[],
): Promise<E.Either<ClusterError, void>> => {
  for (const { metadata } of jobs) {
    const { name, uid } = metadata;
    const options = { propagation: 'Foreground' as const, ...(uid === undefined ? {} : { uid }) };
    const removed = await cluster.remove('Job', { namespace, name }, options);
    if (E.isLeft(removed) && !isDone(removed.left)) return removed;
  }
  return E.right(undefined);
};

const removeHelper = async (
  { cluster, clock, log }: Means,
  namespace: string,
  helper: KubeObject,
  graceSeconds: number,
): Promise<E.Either<ClusterError, unknown>> => {
  const { name } = helper.metadata;
  const removal = removalOf(helper, serverTime({ cluster, clock }), graceSeconds);
  if (removal === undefined) return E.right(undefined);
  if (removal.isForced)
    log.warn(
      { pod: name },
      'forced the removal of a pod whose node is gone: whether its fault was reverted is unknown',
    );
  return cluster.remove('Pod', { namespace, name }, removal.options);
};
