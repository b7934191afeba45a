/** The decisions of the Job controller of Kubernetes up to 1.24, as pure functions. */
import type { JsonRecord } from '../../model/manifest.ts';
import { stringOf } from '../json.ts';
import { type KubeObject, timestamp } from '../store.ts';
import { isDeleting, isTerminal, number, records, specOf, statusOf } from './views.ts';

export interface JobCounts {
  readonly active: readonly KubeObject[];
  readonly succeeded: number;
  readonly failed: number;
}

/** Sorts a Job's pods. One that is being deleted counts as neither: that is why the controller replaces it at once. */
export const countPods = (pods: readonly KubeObject[]): JobCounts => ({
  active: pods.filter((pod) => !isTerminal(pod) && !isDeleting(pod)),
  succeeded: pods.filter((pod) => statusOf(pod).phase === 'Succeeded').length,
  failed: pods.filter((pod) => statusOf(pod).phase === 'Failed').length,
});

/** Whether the Job has ended: it has the condition Complete or Failed. */
export const isFinished = (job: KubeObject): boolean =>
  records(statusOf(job).conditions).some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );

export type JobDecision =
  | { readonly _tag: 'fail'; readonly reason: string; readonly message: string }
  | { readonly _tag: 'complete' }
  | { readonly _tag: 'run'; readonly create: number; readonly remove: number };

/**
 * What to do with an unfinished Job. `retries` counts the failures seen before the newest one; `now` is in
 * milliseconds. A failure counts only once, and only while a pod is missing, as in Kubernetes.
 */
export const decideJob = (job: KubeObject, counts: JobCounts, retries: number, now: number): JobDecision => {
  const spec = specOf(job);
  const status = statusOf(job);
  const parallelism = number(spec.parallelism) ?? 1;
  const completions = number(spec.completions) ?? (spec.parallelism === undefined ? 1 : undefined);
  const active = counts.active.length;
  const newFailure = counts.failed > (number(status.failed) ?? 0);
  if (newFailure && active !== parallelism && retries + 1 > (number(spec.backoffLimit) ?? 6)) {
    return { _tag: 'fail', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const deadline = number(spec.activeDeadlineSeconds);
  const started = Date.parse(stringOf(status.startTime) ?? '');
  if (deadline !== undefined && now - started >= deadline * 1000) {
    return { _tag: 'fail', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  if (completions === undefined ? counts.succeeded > 0 && active === 0 : counts.succeeded >= completions) {
    return { _tag: 'complete' };
  }
  const missing = completions === undefined ? Number.POSITIVE_INFINITY : completions - counts.succeeded;
  const wanted = completions === undefined && counts.succeeded > 0 ? active : Math.min(parallelism, missing);
  return { _tag: 'run', create: Math.max(0, wanted - active), remove: Math.max(0, active - wanted) };
};

/** The status of a Job with these counts and, when it has just ended, its condition. */
export const jobStatus = (
  job: KubeObject,
  counts: { readonly active: number; readonly succeeded: number; readonly failed: number },
  condition: { readonly type: 'Complete' | 'Failed'; readonly reason?: string; readonly message?: string } | undefined,
  now: number,
): JsonRecord => {
  const { active: _a, succeeded: _s, failed: _f, ...rest } = statusOf(job);
  const at = timestamp(now);
  return {
    ...rest,
    startTime: rest.startTime ?? at,
    ...(counts.active > 0 ? { active: counts.active } : {}),
    ...(counts.succeeded > 0 ? { succeeded: counts.succeeded } : {}),
    ...(counts.failed > 0 ? { failed: counts.failed } : {}),
    ...(condition
      ? {
          conditions: [
            ...records(rest.conditions),
            { ...condition, status: 'True', lastProbeTime: at, lastTransitionTime: at },
          ],
        }
      : {}),
    ...(condition?.type === 'Complete' ? { completionTime: at } : {}),
  };
};
