import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import type { Problem } from '../json/problem.ts';
import { anyList, listOrOther, oneOf, reading, strict, strictProblems, such, wholeNumber } from '../json/strict.ts';
import { type Outcome, outcomes } from '../litmus/outcome.ts';
import { longestMs } from '../text/duration.ts';
import { batchLimits } from './batch-limits.ts';
import { failurePolicies, type Plan } from './plan.ts';
import { planProblems } from './plan-check.ts';
import { plannedStep } from './planned-step.ts';

const text = such('text', (value) => typeof value === 'string');

const wait = wholeNumber(0, longestMs);
const limit = wholeNumber(1, longestMs);
const index = wholeNumber(0, batchLimits.steps - 1);
const texts = anyList('a list of text', text);

const iteration = strict('an iteration', { order: anyList('a list of indexes of steps', index), intervalMs: wait }, {});

const drawnNumber = such(
  'a whole number or a list of step ids',
  (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
);

const draw = strict(
  'a draw',
  {
    what: oneOf(['seed', 'order', 'pick', 'interval']),
    value: listOrOther('a whole number or a list of step ids', drawnNumber, texts),
  },
  { iteration: wholeNumber(1, batchLimits.iterations) },
);

const preset = such(
  `one of ${outcomes.join(', ')} or null`,
  (value): value is Outcome | null => value === null || outcomes.some((outcome) => outcome === value),
);

const version: t.Type<1, unknown, unknown> = reading(
  'version 1',
  (value): value is 1 => value === 1,
  (value) =>
    value === 1 ? E.right(1 as const) : E.left(`this program reads plans of version 1, not ${JSON.stringify(value)}`),
);

const planCodec: t.Type<Plan, unknown, unknown> = strict(
  'a plan',
  {
    version,
    parallelism: wholeNumber(1, batchLimits.steps),
    failurePolicy: oneOf(failurePolicies),
    steps: anyList('a list of steps', plannedStep),
    iterations: anyList('a list of iterations', iteration),
    draws: anyList('a list of draws', draw),
    notes: texts,
  },
  {
    timeoutMs: limit,
    iterationTimeoutMs: limit,
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    preset: anyList('a list of outcomes', preset),
  },
);

/**
 * A plan that was read as data, such as a file for `--plan` or a record: strict, and everything that the machines rely on
 * is checked, because a person may have edited it. Left: every problem at once.
 */
export const decodePlan = (value: unknown): E.Either<readonly Problem[], Plan> => {
  const decoded = planCodec.decode(value);
  if (E.isLeft(decoded)) return E.left(strictProblems(decoded.left));
  const problems = planProblems(decoded.right);
  return problems.length > 0 ? E.left(problems) : decoded;
};

/** The plan as JSON for a file; `readPlan` gives the same plan again. */
export const writePlan = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;
