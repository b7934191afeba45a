/** The status of a Job and its conditions, as the Job controller writes them. */
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { type KubeObject, timestamp } from '../../store.ts';
import { records, statusOf } from '../views.ts';

export interface JobCondition {
  readonly type: 'Complete' | 'Failed' | 'SuccessCriteriaMet' | 'FailureTarget' | 'Suspended';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** A condition; true unless it is said to be false. */
export const jobCondition = (
  type: JobCondition['type'],
  reason: string,
  message: string,
  status: JobCondition['status'] = 'True',
): JobCondition => ({ type, status, reason, message });

/** The conditions of a Job that are stored, in the order in which they came. */
export const conditionsOf = (job: KubeObject): readonly JsonRecord[] => records(statusOf(job).conditions);

/** A condition that is true. */
export const trueCondition = (job: KubeObject, type: JobCondition['type']): JsonRecord | undefined =>
  conditionsOf(job).find((one) => one.type === type && one.status === 'True');

/** A condition since a moment. */
export const conditionOf = (condition: object, at: string): JsonRecord => ({
  ...condition,
  lastProbeTime: at,
  lastTransitionTime: at,
});

/** The conditions with this one set: it takes the place of its like, else it comes last. `now` in milliseconds. */
export const withJobCondition = (
  conditions: readonly JsonRecord[],
  wanted: JobCondition,
  now: number,
): readonly JsonRecord[] => {
  const known = conditions.find(({ type }) => type === wanted.type);
  const same = known?.status === wanted.status && known.reason === wanted.reason && known.message === wanted.message;
  // From nothing to false is no change.
  if (same || (known === undefined && wanted.status === 'False')) return conditions;
  const made = conditionOf(wanted, timestamp(now));
  return known ? conditions.map((one) => (one === known ? made : one)) : [...conditions, made];
};

/** A number as the API server shows it: zero is left out. */
export const unlessZero = (key: string, value: number): JsonRecord => (value === 0 ? {} : { [key]: value });
