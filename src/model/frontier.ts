import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';

export interface Impossible {
  readonly step: number;
  /** Why the condition can no longer become true: a sentence for people. */
  readonly reason: string;
}

export interface Advance {
  /** Steps whose condition holds now and did not before, in the iteration's order. */
  readonly ready: readonly number[];
  /** Steps whose condition can no longer become true, in the iteration's order. */
  readonly impossible: readonly Impossible[];
}

/**
 * What the end of `finished` changes in iteration `iteration`. `outcomes` is indexed like `plan.steps` (undefined: not
 * ended) and already holds the outcome of `finished`. With `finished` undefined: the frontier at the iteration's start.
 * Looks at the dependents of `finished` only.
 */
export declare const advance: (
  plan: Plan,
  iteration: number,
  outcomes: readonly (Outcome | undefined)[],
  finished: number | undefined,
) => Advance;

/**
 * Which of the ready steps may start now beside the running ones: obeys parallelism and mutexes, goes through `ready` in
 * the given order, and does not let a step blocked by a mutex hold up a later one.
 */
export declare const startable: (plan: Plan, ready: readonly number[], running: readonly number[]) => readonly number[];
