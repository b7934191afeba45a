import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import type { Problem } from '../json/problem.ts';
import {
  listOrOther,
  oneOf,
  reading,
  strict,
  strictList,
  strictMap,
  strictProblems,
  such,
  wholeNumber,
} from '../json/strict.ts';
import { batchLimits } from '../plan/batch-limits.ts';
import { failurePolicy } from '../plan/plan.ts';
import { type DurationRange, parseDuration, parseDurationRange } from '../text/duration.ts';

/** The annotation of a ChaosEngine that holds its batch document. */
export const batchAnnotation = 'runner.litmuschaos.io/batch';

/** The orders in which ready steps are started. */
const batchOrders = ['declared', 'random'] as const;

/** The outcomes after which a step may be tried again. */
const retriable = ['Fail', 'Error', 'Stopped'] as const;

/** The pattern of the name of a mutex; also in the JSON Schema. Implied mutexes have a colon, so they never collide. */
export const mutexPattern = '^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$';

/** The pattern of an entry of a list of dependencies; also in the JSON Schema. */
export const dependencyPattern = '^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:\\.(?:Pass|Fail|Error|Stopped|Skipped|Done))?$';

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';

const milliseconds = (name: string, least: number): t.Type<number, unknown, unknown> =>
  reading(name, isNumber, (value) => {
    if (isNumber(value)) return E.left(`expected ${name}, found the number ${value}: write "${value}s" for seconds`);
    if (!isText(value)) return E.left(undefined);
    const parsed = parseDuration(value);
    return E.isRight(parsed) && parsed.right < least
      ? E.left(`"${value}" is no time at all: leave the key out instead`)
      : parsed;
  });

const timeout = milliseconds('a duration such as 30s, 2m or 1h30m', 1);
const backoff = milliseconds('a duration such as 10s', 0);

const isRange = (value: unknown): value is DurationRange =>
  typeof value === 'object' && value !== null && 'minMs' in value;

const interval = reading('a duration such as 30s or a range such as 30s-2m', isRange, (value) => {
  if (isNumber(value)) return E.left(`expected a duration, found the number ${value}: write "${value}s" for seconds`);
  return isText(value) ? parseDurationRange(value) : E.left(undefined);
});

const patterned = (name: string, pattern: string): t.Type<string, unknown, unknown> => {
  const wanted = new RegExp(pattern);
  return such(name, (value): value is string => isText(value) && wanted.test(value));
};

const mutexName = patterned('the name of a mutex: letters, digits, dots and dashes', mutexPattern);

const dependency = patterned('the id of a step, with or without an outcome', dependencyPattern);

const expression = patterned('an expression such as a.Pass && !b.Done', '\\S');

const yesOrNo = such('true or false', (value) => typeof value === 'boolean');

const retryPolicy = strict(
  'an object with limit, on and backoff',
  { limit: wholeNumber(1, batchLimits.retries) },
  { on: strictList('a list of outcomes', oneOf(retriable)), backoff },
);

const batchStep = strict(
  'an object with the settings of a step',
  {},
  {
    dependsOn: listOrOther('an expression or a list of steps', expression, strictList('a list of steps', dependency)),
    retries: retryPolicy,
    timeout,
    mutex: listOrOther('the name of a mutex or a list of names', mutexName, strictList('a list of names', mutexName)),
    allowOverlap: yesOrNo,
  },
);

/** The settings of one step; times are in milliseconds. */
export type BatchStep = t.TypeOf<typeof batchStep>;

const batch = strict(
  'an object with the settings of the batch',
  {},
  {
    parallelism: wholeNumber(1, batchLimits.steps),
    failurePolicy,
    order: oneOf(batchOrders),
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    pick: wholeNumber(1, batchLimits.steps),
    iterations: wholeNumber(1, batchLimits.iterations),
    minInterval: interval,
    timeout,
    iterationTimeout: timeout,
    steps: strictMap('an object whose keys are ids of steps', batchStep),
  },
);

/** A batch document as it was written, its shape checked: times are in milliseconds, `steps` is by step id. */
export type Batch = t.TypeOf<typeof batch>;

/**
 * The shape of a batch document: keys, types and ranges, exactly as strict as the JSON Schema but for the order within
 * ranges and the longest duration. What needs the engine (step ids, cycles) is checked when the plan is made.
 * Left: every problem at once.
 */
export const decodeBatch = (value: unknown): E.Either<readonly Problem[], Batch> => {
  const decoded = batch.decode(value);
  return E.isLeft(decoded) ? E.left(strictProblems(decoded.left)) : decoded;
};
