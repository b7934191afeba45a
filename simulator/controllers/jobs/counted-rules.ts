/** The decisions of the Job controller of Kubernetes 1.20, which counts whatever pods there are. Pure. */
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { stringOf } from '../../json.ts';
import { type KubeObject, timestamp } from '../../store.ts';
import { isDeleting, isTerminal, number, records, statusOf } from '../views.ts';
import { isComplete, jobSpecOf, missingPods } from './job-spec.ts';
import { conditionOf, unlessZero } from './job-status.ts';

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

export type JobDecision =
  | { readonly is: 'fail'; readonly reason: string; readonly message: string }
  | { readonly is: 'complete' }
  | { readonly is: 'run'; readonly create: number; readonly remove: number };

/**
 * What to do with an unfinished Job. `retries` counts the failures seen before the newest one; `now` is in
 * milliseconds. A failure counts only once, and only while a pod is missing, as in Kubernetes.
 */
export const decideJob = (job: KubeObject, counts: JobCounts, retries: number, now: number): JobDecision => {
  const spec = jobSpecOf(job);
  const status = statusOf(job);
  const active = counts.active.length;
  const newFailure = counts.failed > (number(status.failed) ?? 0);
  if (newFailure && active !== spec.parallelism && retries + 1 > spec.backoffLimit) {
    return { is: 'fail', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const started = Date.parse(stringOf(status.startTime) ?? '');
  if (spec.activeDeadline !== undefined && now - started >= spec.activeDeadline * 1000) {
    return { is: 'fail', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  // Where so many have succeeded as are wanted, those that still run are left to themselves.
  const running = spec.completions === undefined ? active : 0;
  if (isComplete(spec, running, counts.succeeded)) return { is: 'complete' };
  const missing = missingPods(spec, active, counts.succeeded);
  return { is: 'run', create: Math.max(0, missing), remove: Math.max(0, -missing) };
};

/** The status of a Job with these counts and, when it has just ended, its condition. */
export const jobStatus = (
  job: KubeObject,
  counts: JobCounts,
  condition: { readonly type: 'Complete' | 'Failed'; readonly reason?: string; readonly message?: string } | undefined,
  now: number,
): JsonRecord => {
  const { active: _a, succeeded: _s, failed: _f, ...rest } = statusOf(job);
  const at = timestamp(now);
  return {
    ...rest,
    startTime: rest.startTime ?? at,
    ...unlessZero('active', counts.active.length),
    ...unlessZero('succeeded', counts.succeeded),
    ...unlessZero('failed', counts.failed),
    ...(condition
      ? { conditions: [...records(rest.conditions), conditionOf({ ...condition, status: 'True' }, at)] }
      : {}),
    ...(condition?.type === 'Complete' ? { completionTime: at } : {}),
  };
};
