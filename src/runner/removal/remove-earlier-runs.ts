import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isDeletionVoid } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { jobHasEnded } from '../../model/kube/job-manager.ts';
import { isHelperPod, podHasEnded, removalOf } from '../../model/kube/pod-removal.ts';
import { engineSelector } from '../../model/litmus/engine-label.ts';
import { keptBy } from '../../model/litmus/finalizers.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import { runnerName } from '../../model/litmus/row.ts';
import { checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { sleep } from '../clock.ts';
import type { Run } from '../run/run-context.ts';
import { serverTime } from '../server-time.ts';

const lookAgainMs = 500;
/** Beyond the grace of a helper, in milliseconds. */
const boundMs = 60_000;

type Means = Pick<Run, 'cluster' | 'clock' | 'log'>;

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
  const graceSeconds = helperGraceSeconds(engine);
  const until = clock.elapsed() + graceSeconds * 1_000 + boundMs;
  const work = { cluster, clock, log, namespace, labels: engineSelector(uid ?? '') };
  let left: readonly KubeObject[] = [];
  let jobsToRemove = alive;
  const going = new Set(alive.map(({ metadata }) => metadata.uid));
  while (clock.elapsed() < until) {
    // Neither waits for the other: a helper injects, whatever becomes of Jobs.
    const [still, helpers] = await Promise.all([
      removeJobs(work, jobsToRemove, going),
      removeHelpers(work, runnerName(name), graceSeconds),
    ]);
    if (E.isLeft(still)) return still;
    if (E.isLeft(helpers)) return helpers;
    jobsToRemove = still.right.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    left = [...still.right, ...helpers.right];
    if (left.length === 0) return E.right(undefined);
    await sleep(clock, lookAgainMs);
  }
  return E.left({
    is: 'Unavailable',
    message: `Of an earlier run of this engine there is something that does not go away: ${left.map(staying).join(' ')}`,
  });
};

const staying = ({ kind, metadata }: KubeObject): string =>
  `${kind.toLowerCase()}/${metadata.name}.${keptBy(metadata)}`;

interface Work extends Means {
  readonly namespace: string;
  /** Select what carries the uid of the engine. */
  readonly labels: string;
}

type Answer = Promise<E.Either<ClusterError, readonly KubeObject[]>>;

/** What failed first, once all of it has been answered. */
const firstFault = (answers: readonly E.Either<ClusterError, unknown>[]): E.Either<ClusterError, void> =>
  answers.find((answer): answer is E.Left<ClusterError> => E.isLeft(answer) && !isDeletionVoid(answer.left)) ??
  E.right(undefined);

/** Tells Jobs to go. Resolves with those of them, by uid, that are still there. */
const removeJobs = async (
  { cluster, namespace, labels }: Work,
  jobs: readonly KubeObject[],
  going: ReadonlySet<string | undefined>,
): Answer => {
  if (going.size === 0) return E.right([]);
  const answers = jobs.map(({ metadata: { name, uid } }) => {
    const options = { propagation: 'Foreground' as const, ...(uid === undefined ? {} : { uid }) };
    return cluster.remove('Job', { namespace, name }, options);
  });
  const fault = firstFault(await Promise.all(answers));
  if (E.isLeft(fault)) return fault;
  const listed = await cluster.list('Job', namespace, { labels });
  if (E.isLeft(listed)) return listed;
  return E.right(listed.right.items.filter(({ metadata }) => going.has(metadata.uid)));
};

/** Tells helper pods to go. Resolves with those that were there. */
const removeHelpers = async (work: Work, runner: string, graceSeconds: number): Answer => {
  const { cluster, namespace, labels } = work;
  const pods = await cluster.list('Pod', namespace, { labels });
  if (E.isLeft(pods)) return pods;
  const helpers = pods.right.items.filter(
    (pod) => pod.metadata.name !== runner && isHelperPod(pod) && !podHasEnded(pod),
  );
  const answers = helpers.map((helper) => removeHelper(work, helper, graceSeconds));
  const fault = firstFault(await Promise.all(answers));
  return E.isLeft(fault) ? fault : E.right(helpers);
};

const removeHelper = async (
  { cluster, clock, log, namespace }: Work,
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
