/** What the Job controller reads of a Job, with the API server's defaults where a field is missing. */
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { number, specOf } from '../views.ts';
import { trueCondition } from './job-status.ts';
import { type FailureRule, failureRules } from './pod-failure-policy.ts';

export interface JobSpec {
  readonly parallelism: number;
  /** Undefined: the Job is over when one pod has succeeded and all others have ended. */
  readonly completions: number | undefined;
  readonly backoffLimit: number;
  /** Seconds from the start time. */
  readonly activeDeadline: number | undefined;
  readonly suspended: boolean;
  /** Pods restart their containers in place: restarts count as failures. */
  readonly restarts: boolean;
  /** A pod is replaced when it has ended, not as soon as its deletion has begun. */
  readonly replacesFailedOnly: boolean;
  readonly failureRules: readonly FailureRule[];
  /** Somebody else than the built-in controller looks after the Job. */
  readonly managedElsewhere: boolean;
}

const builtIn = 'kubernetes.io/job-controller';

export const jobSpecOf = (job: KubeObject): JobSpec => {
  const spec = specOf(job);
  return {
    parallelism: number(spec.parallelism) ?? 1,
    completions: number(spec.completions) ?? (spec.parallelism === undefined ? 1 : undefined),
    backoffLimit: number(spec.backoffLimit) ?? 6,
    activeDeadline: number(spec.activeDeadlineSeconds),
    suspended: spec.suspend === true,
    restarts: objectOf(objectOf(spec.template).spec).restartPolicy === 'OnFailure',
    replacesFailedOnly: spec.podReplacementPolicy === 'Failed',
    failureRules: failureRules(spec.podFailurePolicy),
    managedElsewhere: (stringOf(spec.managedBy) ?? builtIn) !== builtIn,
  };
};

/** Whether the Job has ended: it has the condition Complete or Failed. */
export const isFinished = (job: KubeObject): boolean => finishCondition(job) !== undefined;

/** The condition with which the Job has ended. */
export const finishCondition = (job: KubeObject): JsonRecord | undefined =>
  trueCondition(job, 'Complete') ?? trueCondition(job, 'Failed');

/** How many more pods should run (negative: fewer), given how many run and have succeeded. */
export const missingPods = (
  { parallelism, completions }: Pick<JobSpec, 'parallelism' | 'completions'>,
  active: number,
  succeeded: number,
): number => {
  if (completions === undefined) return succeeded > 0 ? 0 : parallelism - active;
  return Math.max(0, Math.min(parallelism, completions - succeeded)) - active;
};

/** Whether enough pods have succeeded. */
export const isComplete = ({ completions }: Pick<JobSpec, 'completions'>, active: number, succeeded: number): boolean =>
  active === 0 && (completions === undefined ? succeeded > 0 : succeeded >= completions);
