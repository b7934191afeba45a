import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import { anyList, listOrOther, oneOf, reading, strict, such, wholeNumber } from '../json/strict.ts';
import { type Outcome, outcomes } from '../litmus/outcome.ts';
import { longestMs } from '../text/duration.ts';
import { batchLimits } from './batch-limits.ts';
import { plannedStep } from './planned-step.ts';

export const failurePolicies = ['continue', 'stopScheduling', 'cancelRunning'] as const;

/** The codec of what a failed step (last attempt neither Pass nor Skipped) does to the rest of its iteration and to later ones. */
export const failurePolicy = oneOf(failurePolicies);
export type FailurePolicy = t.TypeOf<typeof failurePolicy>;

const text = such('text', (value) => typeof value === 'string');
const texts = anyList('a list of text', text);
const limit = wholeNumber(1, longestMs);

const iteration = strict(
  'an iteration',
  {
    /** Indexes into `steps`: what runs in this iteration, in the order in which ready steps are started. */
    order: anyList('a list of indexes of steps', wholeNumber(0, batchLimits.steps - 1)),
    /** Milliseconds from the start of the previous iteration to the start of this one at the earliest; 0 for the first. */
    intervalMs: wholeNumber(0, longestMs),
  },
  {},
);
export type PlannedIteration = t.TypeOf<typeof iteration>;

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

/** A random draw that went into the plan, so that a reader can check it. */
export type Draw = t.TypeOf<typeof draw>;

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

/** The codec of a plan. Whether its parts fit together is checked by `decodePlan`. */
export const planCodec = strict(
  'a plan',
  {
    version,
    parallelism: wholeNumber(1, batchLimits.steps),
    failurePolicy,
    steps: anyList('a list of steps', plannedStep),
    iterations: anyList('a list of iterations', iteration),
    draws: anyList('a list of draws', draw),
    /** Sentences for people: implied mutexes and why, and what of the batch can have no effect. */
    notes: texts,
  },
  {
    /** Milliseconds from the start of the run. */
    timeoutMs: limit,
    /** Milliseconds from the start of each iteration. */
    iterationTimeoutMs: limit,
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    /** Outcomes taken from the record of an earlier run, by index into `steps`; null: none. Steps that have one are in no order. */
    preset: anyList('a list of outcomes', preset),
  },
);

/** The batch after random draws: exactly what will run, in which order. Pure data; JSON. */
export type Plan = t.TypeOf<typeof planCodec>;
