/** The decisions of the Job controller of current versions, which counts every pod once by its finalizer. Pure. */
import { stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { isDeleting, isTerminal, number, records, statusOf } from '../views.ts';
import { isTracked } from './job-pods.ts';
import type { JobSpec } from './job-spec.ts';
import { type JobCondition, jobCondition, trueCondition } from './job-status.ts';
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

const isSuccess = (pod: KubeObject): boolean => statusOf(pod).phase === 'Succeeded';
const uidOf = (pod: KubeObject): string => pod.metadata.uid;

/** A pod that is being deleted is a failure at once, unless the Job replaces only what has ended. */
const isFailure = (spec: JobSpec, pod: KubeObject): boolean => {
  const { phase } = statusOf(pod);
  return phase === 'Failed' || (!spec.replacesFailedOnly && isDeleting(pod) && phase !== 'Succeeded');
};

/** Sorts a Job's pods. */
export const tallyOf = (job: KubeObject, spec: JobSpec, pods: readonly KubeObject[]): Tally => {
  const fresh = pods.filter(isTracked);
  const newlySucceeded = fresh.filter(isSuccess);
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

const failing = (reason: string, message: string): JobCondition => jobCondition('FailureTarget', reason, message);

export const successCriteriaMet = jobCondition(
  'SuccessCriteriaMet',
  'CompletionsReached',
  'Reached expected number of succeeded pods',
);

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
    if (reached) return jobCondition(type, stringOf(reached.reason) ?? '', stringOf(reached.message) ?? '');
  }
  const [why] = pods.flatMap((pod) => (isFailure(spec, pod) ? (failsJob(spec.failureRules, pod) ?? []) : []));
  if (why !== undefined) return failing('PodFailurePolicy', why);
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
  const goesOn = !isDeleting(job) && verdict === undefined;
  const released = pods.filter(isTracked).filter((pod) => !goesOn || isSuccess(pod) || isFailure(spec, pod));
  const [succeeded, others] = [released.filter(isSuccess), released.filter((pod) => !isSuccess(pod))];
  // When a Job has failed, every pod that has not ended counts as failed.
  const failures = others.filter((pod) => verdict?.type === 'FailureTarget' || isFailure(spec, pod));
  const failed = failures.filter((pod) => counts(spec.failureRules, pod));
  return { released, succeeded: succeeded.map(uidOf), failed: failed.map(uidOf) };
};
