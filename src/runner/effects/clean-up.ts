import * as E from 'fp-ts/Either';
import type { AttemptParams, JobIdentity } from '../../../machines/experiment-types.ts';
import { type ClusterError, meaningOf } from '../../cluster/error.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels } from '../../job/identity.ts';
import { helperGraceSeconds } from '../../model/helper-grace.ts';
import { isMainPod } from '../../model/pod.ts';
import { asForced, podHasEnded, removalOf } from '../../model/pod-removal.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../loop.ts';
import type { RunContext } from '../run-context.ts';
import { serverTime } from '../server-time.ts';
import { lastLines } from './collect-log.ts';
import { marksOf } from './marks-of.ts';

export interface CleanUp extends AttemptParams {
  readonly job: JobIdentity;
  readonly experiment: string;
  readonly launchedAt: number;
  readonly removeJob: boolean;
  readonly removeHelpers: boolean;
  /** The pod of which the last lines are copied meanwhile. */
  readonly tailOf?: string;
}

/** Between two looks at what is still there, in milliseconds. */
const lookAgainMs = 500;
/** Pods get their grace, which the engine may set to minutes; what is still there after this long is named instead. */
const boundMs = 15 * 60_000;
/** A deletion that the server refuses is asked for again for so long, in milliseconds. */
const insistMs = 60_000;

/** The server dates what it stores to the second, and its answers too. */
const datedWithinMs = 2_000;

/** What a removal has come to. Objects are named like `job/x` and `pod/y`. */
interface Removed {
  /** The server has accepted their deletion: they may be there yet, and inject. */
  readonly deletionAccepted: Set<string>;
  /** Seen before, and not there any more when it was looked last. */
  readonly gone: Set<string>;
  /** Still there when it was looked last. */
  remaining: readonly string[];
}

/**
 * Deletes the Job of a step in the foreground, again until the server shows that it is on its way, and its helper pods, which
 * have no owner and would go on injecting. After anything but a clean end looks on until no pod of the step is there, because
 * an experiment that was told to end still creates helpers for seconds: they are deleted as they appear. Each helper gets the
 * time that its revert takes, any other pod its own termination grace; only a pod whose node is gone is forced. At last asks
 * which targets are still marked as injected.
 */
export const cleanUp = async (
  run: RunContext,
  what: CleanUp,
  signal: AbortSignal,
): Promise<ToExperiment | undefined> => {
  const removed: Removed = { deletionAccepted: new Set(), gone: new Set(), remaining: [] };
  // Asked for before the deletion, which does not wait for it: a pod may be gone with its log at once.
  const tail =
    what.tailOf === undefined ? undefined : lastLines(run, { ...what, job: what.job.name }, what.tailOf, signal);
  const job = what.removeJob ? await deleteJob(run, what, removed, signal) : 'Going';
  if (job === 'Cancelled') return undefined;
  // Pods of a Job that stays do not go: waiting for them would never end.
  if (what.removeHelpers) await removePods(run, what, removed, job === 'Going', signal);
  if (job === 'Stays' && run.waitsForRemoval()) {
    const later = await insist(run, what, removed, signal);
    if (later === 'Going' && what.removeHelpers) await removePods(run, what, removed, true, signal);
  }
  if (signal.aborted && removed.remaining.length > 0 && run.waitsForRemoval()) return undefined;
  // A run that does not wait looks at the marks once, when all of its steps have been told to end.
  const looks = what.removeHelpers && run.waitsForRemoval();
  const marks = looks ? await marksOf(run, what, what.job.name, signal) : {};
  const text = await tail;
  return {
    type: 'CLEANED',
    deletionAccepted: [...removed.deletionAccepted],
    gone: [...removed.gone],
    remaining: removed.remaining,
    ...marks,
    ...(text === undefined ? {} : { tail: text }),
  };
};

/** `Going`: it is gone, or a read shows that it is on its way. `Stays`: the server refuses to delete it. */
type JobRemoval = 'Going' | 'Stays' | 'Cancelled';

/** Tells the Job of a step to go, and again until the server has shown that it is gone or on its way. */
const deleteJob = async (
  run: RunContext,
  what: CleanUp,
  removed: Removed,
  signal: AbortSignal,
): Promise<JobRemoval> => {
  const { name, uid } = what.job;
  const shown = `job/${name}`;
  const ref = { namespace: run.identity.namespace, name };
  const options = { propagation: 'Foreground' as const, ...(uid === undefined ? {} : { uid }) };
  const call = { signal, patienceMs: Number.POSITIVE_INFINITY };
  const isOther = ({ metadata }: KubeObject): boolean => uid !== undefined && metadata.uid !== uid;
  while (!signal.aborted) {
    const answer = await run.cluster.remove('Job', ref, options, call);
    if (E.isRight(answer)) {
      removed.deletionAccepted.add(shown);
      if (answer.right?.metadata.deletionTimestamp !== undefined) return 'Going';
    } else if (meaningOf(answer.left) === 'cancelled') return 'Cancelled';
    else if (meaningOf(answer.left) === 'absent') return 'Going';
    else if (isFinal(answer.left)) return stays(run, what, removed, answer.left);
    // That a deletion was accepted is the server's word; that it did so, only a read shows.
    const found = await run.cluster.get('Job', ref, call);
    if (E.isRight(found) && (isOther(found.right) || found.right.metadata.deletionTimestamp !== undefined))
      return 'Going';
    if (E.isLeft(found) && meaningOf(found.left) === 'absent') return 'Going';
    // Where nobody may look, the server's word has to do.
    if (E.isLeft(found) && isFinal(found.left) && removed.deletionAccepted.has(shown)) return 'Going';
    await sleep(run.clock, lookAgainMs, signal);
  }
  return 'Cancelled';
};

const isFinal = (error: ClusterError): boolean => {
  const meaning = meaningOf(error);
  return meaning === 'denied' || meaning === 'refused';
};

const stays = (run: RunContext, { job: { name } }: CleanUp, removed: Removed, error: ClusterError): JobRemoval => {
  if (removed.remaining.length === 0)
    run.log.error({ job: name, cause: error.message }, 'the Job could not be deleted');
  removed.remaining = [...new Set([`job/${name}`, ...removed.remaining])];
  return 'Stays';
};

/** Asks again for a Job to be deleted that the server refuses to delete: a webhook may only be slow to learn. */
const insist = async (run: RunContext, what: CleanUp, removed: Removed, signal: AbortSignal): Promise<JobRemoval> => {
  const until = run.clock.elapsed() + insistMs;
  for (;;) {
    await sleep(run.clock, lookAgainMs, signal);
    const job = await deleteJob(run, what, removed, signal);
    if (job === 'Going') removed.remaining = removed.remaining.filter((one) => one !== `job/${what.job.name}`);
    if (job !== 'Stays' || run.clock.elapsed() > until || !run.waitsForRemoval()) return job;
  }
};

/** Deletes helpers, and waits for all pods of the step where that is ours to do. */
const removePods = async (
  run: RunContext,
  what: CleanUp,
  removed: Removed,
  waits: boolean,
  signal: AbortSignal,
): Promise<void> => {
  const until = run.clock.elapsed() + boundMs;
  const complained = new Set<string>();
  const stays = removed.remaining.filter((one) => one.startsWith('job/'));
  for (;;) {
    const listed = await podsOf(run, what, signal);
    if (E.isLeft(listed)) {
      const { message } = listed.left;
      const mayChange = meaningOf(listed.left) === 'passing' && run.clock.elapsed() <= until;
      if (!mayChange || !waits || !run.waitsForRemoval()) {
        run.log.error({ job: what.job.name, cause: message }, 'the pods of a step could not be listed');
        removed.remaining = [...stays, `the pods of ${what.job.name}, which could not be listed`];
        return;
      }
      await sleep(run.clock, lookAgainMs, signal);
      continue;
    }
    const pods = listed.right;
    const now = pods.map(({ metadata }) => `pod/${metadata.name}`);
    for (const seen of removed.remaining.filter((one) => !stays.includes(one) && !now.includes(one)))
      removed.gone.add(seen);
    removed.remaining = [...stays, ...now];
    for (const pod of pods) await removePod(run, what, pod, removed, complained, signal);
    if (pods.length === 0 || !waits || !run.waitsForRemoval()) return;
    if (run.clock.elapsed() > until) {
      run.log.error(
        { job: what.job.name, left: removed.remaining },
        'pods of a step do not go away; the run goes on without waiting',
      );
      return;
    }
    await sleep(run.clock, lookAgainMs, signal);
    if (signal.aborted) return;
  }
};

/**
 * Tells one pod to go, and again as long as it does not look like it: the main pod goes with its Job, unless its node is gone.
 */
const removePod = async (
  run: RunContext,
  what: CleanUp,
  pod: KubeObject,
  removed: Removed,
  complained: Set<string>,
  signal: AbortSignal,
): Promise<void> => {
  const { name } = pod.metadata;
  const removal = removalOf(pod, serverTime(run), helperGraceSeconds(run.engine.current()));
  if (removal === undefined || (!removal.isForced && isMainPod(pod, what.job.name))) return;
  const ref = { namespace: run.identity.namespace, name };
  const call = { signal, patienceMs: Number.POSITIVE_INFINITY };
  const answer = await run.cluster.remove('Pod', ref, removal.options, call);
  if (E.isRight(answer)) removed.deletionAccepted.add(removal.isForced ? asForced(`pod/${name}`) : `pod/${name}`);
  else if (answer.left._tag !== 'NotFound' && answer.left._tag !== 'Cancelled' && !complained.has(name)) {
    complained.add(name);
    run.log.error({ pod: name, cause: answer.left.message }, 'a pod of a step could not be deleted; it is tried again');
  }
};

/**
 * The pods of one step that may still do something: those that carry its Job's label, and helpers of litmus-go before 2.8,
 * which carry only the engine's uid and `app=<experiment>-helper-…`.
 */
const podsOf = async (
  run: RunContext,
  what: CleanUp,
  signal: AbortSignal,
): Promise<E.Either<ClusterError, readonly KubeObject[]>> => {
  const { namespace, engineUid } = run.identity;
  const labels = `chaosUID=${engineUid}`;
  const listed = await run.cluster.list('Pod', namespace, { labels }, { signal, patienceMs: Number.POSITIVE_INFINITY });
  if (E.isLeft(listed)) return listed;
  // The server has dated the pods, and either it or our clock the launch: no helper of this launch may be missed.
  const launchedAt = what.launchedAt + Math.min(0, serverTime(run) - run.clock.now());
  const mine = listed.right.items.filter((pod) => {
    const { labels: found = {}, creationTimestamp } = pod.metadata;
    const job = found[identityLabels.job];
    if (job !== undefined) return job === what.job.name && (what.removeJob || !isMainPod(pod, job));
    const isOldHelper = found.app?.startsWith(`${what.experiment}-helper`) === true;
    return isOldHelper && Date.parse(creationTimestamp ?? '') >= launchedAt - datedWithinMs && !podHasEnded(pod);
  });
  return E.right(mine);
};
