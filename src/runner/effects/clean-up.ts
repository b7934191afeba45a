import * as E from 'fp-ts/Either';
import type { AttemptParams, JobIdentity } from '../../../machines/experiment-types.ts';
import type { ClusterError } from '../../cluster/error.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels } from '../../job/identity.ts';
import { isMainPod } from '../../model/pod.ts';
import { isBeyondReach } from '../../model/pod-reach.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../loop.ts';
import type { RunContext } from '../run-context.ts';

export interface CleanUp extends AttemptParams {
  readonly job: JobIdentity;
  readonly experiment: string;
  readonly launchedAt: number;
  readonly removeJob: boolean;
  readonly removeHelpers: boolean;
}

/** Between two looks at what is still there, in milliseconds. */
const lookAgainMs = 500;
/** Pods get their grace, which the engine may set to minutes; what is still there after this long is named instead. */
const boundMs = 15 * 60_000;

/**
 * Deletes the Job of a step in the foreground, and its helper pods, which have no owner and would go on injecting. After
 * anything but a clean end waits until the pods are gone, each with its own termination grace; only a pod whose node is
 * gone is forced.
 */
export const cleanUp = async (
  run: RunContext,
  what: CleanUp,
  signal: AbortSignal,
): Promise<ToExperiment | undefined> => {
  const { namespace } = run.identity;
  const deleted: string[] = [];
  const call = { signal, patienceMs: Number.POSITIVE_INFINITY };
  let isRefused = false;
  if (what.removeJob) {
    const { name, uid } = what.job;
    const options = { propagation: 'Foreground' as const, ...(uid === undefined ? {} : { uid }) };
    const removed = await run.cluster.remove('Job', { namespace, name }, options, call);
    if (E.isRight(removed)) deleted.push(`job/${name}`);
    else if (removed.left._tag === 'Cancelled') return undefined;
    else if (removed.left._tag !== 'NotFound' && removed.left._tag !== 'Conflict') {
      isRefused = true;
      run.log.error({ job: name, cause: removed.left.message }, 'the Job could not be deleted');
    }
  }
  // Pods of a Job that stays do not go: waiting for them would never end.
  const waits = !isRefused;
  const remaining = what.removeHelpers ? await removePods(run, what, { deleted, waits }, signal) : [];
  return signal.aborted && remaining.length > 0 && run.waitsForRemoval()
    ? undefined
    : { type: 'CLEANED', deleted, remaining };
};

/** Deletes helpers, waits for all pods of the step where that is ours to do, and returns what is still there. */
const removePods = async (
  run: RunContext,
  what: CleanUp,
  { deleted, waits }: { readonly deleted: string[]; readonly waits: boolean },
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const until = run.clock.now() + boundMs;
  const told = new Set<string>();
  for (;;) {
    const listed = await podsOf(run, what, signal);
    if (E.isLeft(listed)) {
      const { _tag, message } = listed.left;
      if (_tag === 'Cancelled') return [];
      const mayChange = _tag !== 'Forbidden' && _tag !== 'Invalid' && run.clock.now() <= until;
      if (!mayChange || !waits || !run.waitsForRemoval()) {
        run.log.error({ job: what.job.name, cause: message }, 'the pods of a step could not be listed');
        return [`the pods of ${what.job.name}, which could not be listed`];
      }
      await sleep(run.clock, lookAgainMs, signal);
      continue;
    }
    const pods = listed.right;
    for (const pod of pods) {
      const { name, deletionTimestamp, uid } = pod.metadata;
      const beyondReach = isBeyondReach(pod, run.clock.now());
      const isOwned = isMainPod(pod, what.job.name);
      const key = `${name}${beyondReach ? '!' : ''}`;
      if (told.has(key) || (!beyondReach && (isOwned || deletionTimestamp !== undefined))) continue;
      told.add(key);
      const options = { ...(uid === undefined ? {} : { uid }), ...(beyondReach ? { gracePeriodSeconds: 0 } : {}) };
      const removed = await run.cluster.remove('Pod', { namespace: run.identity.namespace, name }, options, {
        signal,
        patienceMs: Number.POSITIVE_INFINITY,
      });
      if (E.isRight(removed))
        deleted.push(beyondReach ? `pod/${name} (forced: its node is gone, revert unknown)` : `pod/${name}`);
    }
    const left = pods.map(({ metadata }) => `pod/${metadata.name}`);
    if (pods.length === 0 || !waits || !run.waitsForRemoval()) return left;
    if (run.clock.now() > until) {
      run.log.error({ job: what.job.name, left }, 'pods of a step do not go away; the run goes on without waiting');
      return left;
    }
    await sleep(run.clock, lookAgainMs, signal);
    if (signal.aborted) return left;
  }
};

const hasEnded = (pod: KubeObject): boolean => {
  const phase = (pod as { readonly status?: { readonly phase?: string } }).status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
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
  const mine = listed.right.items.filter((pod) => {
    const { labels: found = {}, creationTimestamp } = pod.metadata;
    const job = found[identityLabels.job];
    if (job !== undefined) return job === what.job.name && (what.removeJob || !isMainPod(pod, job));
    const isOldHelper = found.app?.startsWith(`${what.experiment}-helper`) === true;
    return isOldHelper && Date.parse(creationTimestamp ?? '') >= what.launchedAt - 1_000 && !hasEnded(pod);
  });
  return E.right(mine);
};
