import type * as t from 'io-ts';
import { anyList, oneOf, strict, such, wholeNumber } from '../json/strict.ts';
import { outcomes } from '../litmus/outcome.ts';
import { longestMs } from '../text/duration.ts';
import { batchLimits } from './batch-limits.ts';
import { conditionCodec } from './condition-codec.ts';

const text = such('text', (value) => typeof value === 'string');

const retryPolicy = strict(
  'an object with limit, on and backoffMs',
  {
    /** How many attempts may follow the first. */
    limit: wholeNumber(1, batchLimits.retries),
    on: anyList('a list of outcomes', oneOf(outcomes)),
    /** Milliseconds between the end of an attempt and the start of the next. */
    backoffMs: wholeNumber(0, longestMs),
  },
  {},
);

/** One step of the batch, as a plan has it: static, the same in every iteration. What is added is optional, or older plans could not be read. */
export const plannedStep = strict(
  'a step',
  {
    /** The entry's name; for repeats the name with the next free suffix `-2`, `-3`… */
    id: text,
    /** The ChaosExperiment's name. */
    experiment: text,
    /** Index into the engine's `spec.experiments`; -1: the engine has no such entry. */
    entry: wholeNumber(-1, batchLimits.steps - 1),
    /** Names of locks, declared and implied; two steps that share one never run at once. Sorted. */
    mutexes: anyList('a list of text', text),
  },
  {
    /** Absent: may start at once. */
    condition: conditionCodec,
    retries: retryPolicy,
    /** Milliseconds from launch; absent: never cut short. */
    timeoutMs: wholeNumber(1, longestMs),
  },
);

export type PlannedStep = t.TypeOf<typeof plannedStep>;
