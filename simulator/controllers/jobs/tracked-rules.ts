/** The decisions of the Job controller of current versions, which counts every pod once by its finalizer. Pure. */
import { stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { isDeleting, isTerminal, number, records, statusOf } from '../views.ts';
import { isTracked } from './job-pods.ts';
import type { JobSpec } from './job-spec.ts';
import { type JobCondition, trueCondition } from './job-status.ts';
import { counts, failsJob } from './pod-failure-policy.ts';

export interface Tally {
  readonly active: readonly KubeObject[];
  readonly terminating: number;
  /** Pods that are not counted in the Job's status yet. */
  readonly newlySucceeded: readonly KubeObject[];
  readonly newlyFailed: readonly KubeObject[];
  /** In all, those not yet counted included; failures that the policy ignores are not. */
  readonly succeeded: number;
  readonly failed: number;
}

/** A pod that is being deleted is a failure at once, unless the Job replaces only what has ended. */
const isFailure = (spec: JobSpec, pod: KubeObject): boolean => {
  const { phase } = statusOf(pod);
  return phase === 'Failed' || (!spec.replacesFailedOnly && isDeleting(pod) && phase !== 'Succeeded');
};

export const isReady = (pod: KubeObject): boolean =>
  records(statusOf(pod).conditions).some(({ type, status }) => type === 'Ready' && status === 'True');

/** Sorts a Job's pods. */
export const tallyOf = (job: KubeObject, spec: JobSpec, pods: readonly KubeObject[]): Tally => {
  const fresh = pods.filter(isTracked);
  const newlySucceeded = fresh.filter((pod) => statusOf(pod).phase === 'Succeeded');
  const newlyFailed = fresh.filter((pod) => isFailure(spec, pod));
  const { succeeded, failed } = statusOf(job);
  return {
    active: pods.filter((pod) => !isTerminal(pod) && !isDeleting(pod)),
    terminating: pods.filter((pod) => !isTerminal(pod) && isDeleting(pod)).length,
    newlySucceeded,
    newlyFailed,
    succeeded: (number(succeeded) ?? 0) + newlySucceeded.length,
    failed: (number(failed) ?? 0) + newlyFailed.filter((pod) => counts(spec.failureRules, pod)).length,
  };
};

const restartsOf = (pods: readonly KubeObject[]): number =>
  pods
    .filter((pod) => !isTerminal(pod))
    .flatMap((pod) => [...records(statusOf(pod).initContainerStatuses), ...records(statusOf(pod).containerStatuses)])
    .reduce((sum, { restartCount }) => sum + (number(restartCount) ?? 0), 0);

const isPastLimit = (spec: JobSpec, { failed }: Tally, pods: readonly KubeObject[]): boolean =>
  failed > spec.backoffLimit || (spec.restarts && restartsOf(pods) >= Math.max(1, spec.backoffLimit));

/** Milliseconds until the Job is past its deadline, or undefined where it has none now. */
export const untilDeadline = (job: KubeObject, spec: JobSpec, now: number): number | undefined => {
  const started = Date.parse(stringOf(statusOf(job).startTime) ?? '');
  if (spec.activeDeadline === undefined || spec.suspended || Number.isNaN(started)) return undefined;
  return started + spec.activeDeadline * 1000 - now;
};

const failing = (reason: string, message: string): JobCondition => ({
  type: 'FailureTarget',
  status: 'True',
  reason,
  message,
});

export const successCriteriaMet: JobCondition = {
  type: 'SuccessCriteriaMet',
  status: 'True',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

/** The condition with which an interim one ends when the last pod is gone. */
export const finalOf = (interim: JobCondition): JobCondition => ({
  ...interim,
  type: interim.type === 'FailureTarget' ? 'Failed' : 'Complete',
});

/** The interim condition that was reached before, or is by a failure now; undefined while the Job goes on. */
export const verdictOf = (
  job: KubeObject,
  spec: JobSpec,
  tally: Tally,
  pods: readonly KubeObject[],
  now: number,
): JobCondition | undefined => {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const reached = trueCondition(job, type);
    if (!reached) continue;
    return { type, status: 'True', reason: stringOf(reached.reason) ?? '', message: stringOf(reached.message) ?? '' };
  }
  for (const pod of pods.filter((one) => isFailure(spec, one))) {
    const message = failsJob(spec.failureRules, pod);
    if (message !== undefined) return failing('PodFailurePolicy', message);
  }
  if (isPastLimit(spec, tally, pods)) {
    return failing('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if ((untilDeadline(job, spec, now) ?? 1) <= 0) {
    return failing('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  return undefined;
};

/** The pods whose finalizer can go, and how each counts. */
export const settle = (
  job: KubeObject,
  spec: JobSpec,
  verdict: JobCondition | undefined,
  pods: readonly KubeObject[],
) => {
  const released: KubeObject[] = [];
  const succeeded: string[] = [];
  const failed: string[] = [];
  for (const pod of pods.filter(isTracked)) {
    const ended = statusOf(pod).phase === 'Succeeded';
    const failure = isFailure(spec, pod);
    if (!ended && !failure && !isDeleting(job) && verdict === undefined) continue;
    released.push(pod);
    if (ended) succeeded.push(pod.metadata.uid);
    // When a Job has failed, every pod that has not ended counts as failed.
    else if ((failure || verdict?.type === 'FailureTarget') && counts(spec.failureRules, pod))
      failed.push(pod.metadata.uid);
  }
  return { released, succeeded, failed };
};
