import type { Outcome } from '../litmus/outcome.ts';
import type { PlannedStep } from './planned-step.ts';

export const failurePolicies = ['continue', 'stopScheduling', 'cancelRunning'] as const;

/** What a failed step (last attempt neither Pass nor Skipped) does to the rest of its iteration and to later ones. */
export type FailurePolicy = (typeof failurePolicies)[number];

export interface PlannedIteration {
  /** Indexes into `steps`: what runs in this iteration, in the order in which ready steps are started. */
  readonly order: readonly number[];
  /** Milliseconds from the start of the previous iteration to the start of this one at the earliest; 0 for the first. */
  readonly intervalMs: number;
}

/** A random draw that went into the plan, so that a reader can check it. */
export interface Draw {
  readonly what: 'seed' | 'order' | 'pick' | 'interval';
  readonly iteration?: number;
  readonly value: number | readonly string[];
}

/** The batch after random draws: exactly what will run, in which order. Pure data; JSON. */
export interface Plan {
  readonly version: 1;
  readonly parallelism: number;
  readonly failurePolicy: FailurePolicy;
  readonly steps: readonly PlannedStep[];
  readonly iterations: readonly PlannedIteration[];
  /** Milliseconds from the start of the run. */
  readonly timeoutMs?: number;
  /** Milliseconds from the start of each iteration. */
  readonly iterationTimeoutMs?: number;
  readonly seed?: number;
  readonly draws: readonly Draw[];
  /** Sentences for people: implied mutexes and why, and what of the batch can have no effect. */
  readonly notes: readonly string[];
  /** Outcomes taken from the record of an earlier run, by index into `steps`; null: none. Steps that have one are in no order. */
  readonly preset?: readonly (Outcome | null)[];
}

/** The step at this index. Throws where the plan has none: whoever names one has its index from this plan. */
export const stepAt = ({ steps }: Pick<Plan, 'steps'>, index: number): PlannedStep => {
  const step = steps[index];
  if (step === undefined) throw new Error(`the plan has ${steps.length} steps, and none at ${index}`);
  return step;
};
