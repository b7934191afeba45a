import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isUnanswered } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels } from '../../job/identity.ts';
import { isMainPod } from '../../model/kube/pod.ts';
import { podHasEnded } from '../../model/kube/pod-removal.ts';
import { engineSelector } from '../../model/litmus/engine-label.ts';
import { sleep } from '../clock.ts';
import { serverTime } from '../server-time.ts';
import { type JobRemoval, lookAgainMs } from './remove-job.ts';
import { removePod } from './remove-pod.ts';
import type { Removal, RemovalMeans } from './step-removal.ts';

/** Between two looks while the deletion of the Job has no end, in milliseconds. */
const besideJobMs = 2_000;
/** Pods get their grace, which the engine may set to minutes; what is still there after this long is named instead. */
const boundMs = 15 * 60_000;

/** The server dates what it stores to the second, and its answers too. */
const datedWithinMs = 2_000;

/**
 * Deletes helpers, and waits for all pods of the step where that is ours to do. `going`: what comes of the deletion of the Job,
 * at first and at last. Neither is waited for where it takes long, but only a look that began after it proves anything; pods
 * of a Job that stays do not go, so nobody waits for them.
 */
export const removePods = async (
  run: RemovalMeans,
  removal: Removal,
  { first, last }: { readonly first: Promise<JobRemoval>; readonly last: Promise<JobRemoval> },
): Promise<void> => {
  const { signal } = run;
  let job: JobRemoval | undefined;
  let until = Number.POSITIVE_INFINITY;
  const answered = new AbortController();
  const settled = new AbortController();
  void first.then(() => answered.abort());
  const ended = last.then((how) => {
    job = how;
    until = run.clock.elapsed() + boundMs;
    settled.abort();
  });
  const beside = AbortSignal.any([signal, settled.signal]);
  await sleep(run.clock, lookAgainMs, AbortSignal.any([signal, answered.signal]));
  for (;;) {
    const before = job;
    if (before === 'Cancelled') return;
    const waits = before === 'Going' && run.waitsForRemoval();
    const listed = await podsOf(run, removal);
    if (E.isLeft(listed)) {
      const { message } = listed.left;
      const mayChange = isUnanswered(listed.left) && run.clock.elapsed() <= until;
      if (!mayChange || (before !== undefined && (!waits || !run.waitsForRemoval()))) {
        run.log.error({ job: removal.job.name, cause: message }, 'the pods of a step could not be listed');
        removal.pods = [`the pods of ${removal.job.name}, which could not be listed`];
        return ended;
      }
    } else {
      await take(run, removal, listed.right);
      if (!run.waitsForRemoval() && job !== undefined) return;
      if (before !== undefined && (listed.right.length === 0 || !waits)) return;
      if (run.clock.elapsed() > until) {
        run.log.error(
          { job: removal.job.name, left: removal.pods },
          'pods of a step do not go away; the run goes on without waiting',
        );
        return;
      }
    }
    if (job === undefined) await sleep(run.clock, besideJobMs, beside);
    else if (before !== undefined) await sleep(run.clock, lookAgainMs, signal);
    if (signal.aborted) return;
  }
};

/** Takes in what is there now, and tells it to go. */
const take = async (run: RemovalMeans, removal: Removal, pods: readonly KubeObject[]): Promise<void> => {
  const now = pods.map(({ metadata }) => `pod/${metadata.name}`);
  for (const seen of removal.pods.filter((one) => !now.includes(one))) removal.gone.add(seen);
  removal.pods = now;
  // One deletion that is not answered must keep no other helper from being told.
  await Promise.all(pods.map((pod) => removePod(run, removal, pod)));
};

/**
 * The pods of one step that may still do something: those that carry its Job's label, and helpers of litmus-go before 2.8,
 * which carry only the engine's uid and `app=<experiment>-helper-…`.
 */
const podsOf = async (
  run: RemovalMeans,
  { job, experiment, removeJob, launchedAt = Number.NEGATIVE_INFINITY }: Removal,
): Promise<E.Either<ClusterError, readonly KubeObject[]>> => {
  const { namespace, engineUid } = run.identity;
  const call = { signal: run.signal, patienceMs: Number.POSITIVE_INFINITY, urgent: true };
  const listed = await run.cluster.list('Pod', namespace, { labels: engineSelector(engineUid) }, call);
  if (E.isLeft(listed)) return listed;
  // The server has dated the pods, and either it or our clock the launch: no helper of this launch may be missed.
  const since = launchedAt + Math.min(0, serverTime(run) - run.clock.now()) - datedWithinMs;
  const mine = listed.right.items.filter((pod) => {
    const { labels: found = {}, creationTimestamp } = pod.metadata;
    const owner = found[identityLabels.job];
    if (owner !== undefined) return owner === job.name && (removeJob || !isMainPod(pod, owner));
    const isOldHelper = experiment !== undefined && found.app?.startsWith(`${experiment}-helper`) === true;
    return isOldHelper && Date.parse(creationTimestamp ?? '') >= since && !podHasEnded(pod);
  });
  return E.right(mine);
};
