import { isRecord } from '../model/json/json-object.ts';
import type { Condition } from '../model/plan/condition.ts';
import type { Plan } from '../model/plan/plan.ts';

const isList = (value: unknown, is: (member: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every((member) => is(member));
const isText = (value: unknown): value is string => typeof value === 'string';
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const absentOr = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);

/** Conditions of a plan are at most a few levels deep; what walks them has no bound of its own. */
const deepest = 300;

const isCondition = (value: unknown, depth = 0): value is Condition => {
  if (!isRecord(value) || depth > deepest) return false;
  if (value.is === 'outcome') return isIndex(value.step) && isText(value.outcome);
  if (value.is === 'not') return isCondition(value.of, depth + 1);
  if (value.is !== 'all' && value.is !== 'any') return false;
  return isList(value.of, (member) => isCondition(member, depth + 1));
};

const isRetries = (value: unknown): boolean =>
  isRecord(value) && isIndex(value.limit) && isIndex(value.backoffMs) && isList(value.on, isText);

const isStep = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value.id) &&
  isText(value.experiment) &&
  isList(value.mutexes, isText) &&
  absentOr(value.condition, (condition) => isCondition(condition)) &&
  absentOr(value.retries, isRetries);

const isIteration =
  (steps: number) =>
  (value: unknown): boolean =>
    isRecord(value) && isIndex(value.intervalMs) && isList(value.order, (each) => isIndex(each) && each < steps);

const isDraw = (value: unknown): boolean =>
  isRecord(value) && isText(value.what) && (isIndex(value.value) || isList(value.value, isText));

/**
 * The plan in a record, where it has the shape that readers rely on; anybody may have edited the file. It has no need of
 * `decodePlan`, which judges whether a plan can be run and is too large for the inspector's page.
 */
export const planInRecord = (value: unknown): Plan | undefined => {
  if (!isRecord(value) || !Array.isArray(value.steps) || !isList(value.steps, isStep)) return undefined;
  const { steps, iterations, draws, notes, parallelism } = value;
  const whole = isList(iterations, isIteration(steps.length)) && isList(draws, isDraw) && isList(notes, isText);
  return whole && isIndex(parallelism) && isText(value.failurePolicy) ? (value as unknown as Plan) : undefined;
};
