import type { Outcome } from '../../model/litmus/outcome.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { StepFacts } from './step-facts.ts';

export interface Finished {
  readonly is: 'Finished';
  readonly runId: string;
  readonly outcome: Outcome;
  readonly aborted: boolean;
  readonly plan: Plan;
  readonly facts: readonly (StepFacts | null)[];
  /** Of the audit chain: sequence and hash of the last record. */
  readonly sequence: number;
  readonly head: string;
  /**
   * In words: what an abort could not remove, and targets that are still marked as injected; without an abort what of steps
   * that had not gone was not seen to be gone at the end.
   */
  readonly left: readonly string[];
  /** Steps of which targets are still marked as injected, in words; their verdicts stand. */
  readonly injected: readonly string[];
}

/** How the drive of an engine ended. `reason` is a sentence for people. */
export type Finish =
  | Finished
  /** There is nothing to run: the engine is being stopped or deleted, and this run never began. */
  | { readonly is: 'Nothing'; readonly reason: string }
  /**
   * It will not work however often it is tried: rows and events say so where there is an engine. `experiments`: those that
   * need a row, by name.
   */
  | { readonly is: 'Rejected'; readonly reason: string; readonly experiments: readonly string[] }
  /** It is not over, and another process may have more luck. `left`: what may be there of it; absent: nothing was launched. */
  | { readonly is: 'TryAgain'; readonly reason: string; readonly left?: readonly string[] }
  /** The process had to go; the run goes on with the next one. */
  | { readonly is: 'HandedOver'; readonly reason: string }
  /** Another runner holds the run. */
  | { readonly is: 'Taken'; readonly reason: string };

/**
 * The exit code in the runner's pod. 0: never run again. Anything else: the kubelet starts the container again, so what it
 * leaves must be resumable. 143 tells a hand-over; the operator must not take it for the end.
 */
export const podExitCode = (finish: Finish): number => {
  switch (finish.is) {
    case 'Finished':
    case 'Nothing':
    case 'Rejected':
      return 0;
    case 'HandedOver':
      return 143;
    case 'TryAgain':
    case 'Taken':
      return 1;
  }
};

/** The exit code on the command line of a run that ended so. */
export const exitCodeOf = (outcome: Outcome): number =>
  ({ Pass: 0, Skipped: 0, Fail: 1, Error: 2, Stopped: 3 })[outcome];

/** The exit code on the command line: 0 all passed, 1 a step failed, 2 an error, 3 stopped, 64 bad input. */
export const commandLineExitCode = (finish: Finish): number => {
  switch (finish.is) {
    case 'Finished':
      if (finish.left.length > 0 && finish.outcome === 'Pass') return 2;
      return exitCodeOf(finish.outcome);
    case 'Rejected':
      return 64;
    case 'Nothing':
    case 'HandedOver':
      return 3;
    case 'TryAgain':
    case 'Taken':
      return 2;
  }
};
