import type { AttemptParams, ExperimentContext } from '../../../machines/experiment/experiment-types.ts';
import { isDeferrable } from '../../model/progress/deferrable.ts';
import type { Progress } from '../../model/progress/progress.ts';
import type { AttemptState } from '../run/machine-state.ts';
import type { Run } from '../run/run-context.ts';

/** Which deletions may wait, and until when. */
export interface Deferral {
  /** Whether the deletion of an attempt that has ended may wait for others, by the rule of `isDeferrable`. */
  readonly isPossible: (context: ExperimentContext) => boolean;
  /** The machine of an attempt has changed its state: those that wait are told where nobody is at work any more. */
  readonly sawAttempt: (state: AttemptState) => void;
}

export interface DeferralMeans extends Pick<Run, 'latch' | 'plan' | 'toExperiment'> {
  /** How far the run has come; undefined: it has not begun. */
  readonly progress: () => Progress | undefined;
}

const idle: ReadonlySet<string> = new Set(['CleaningUp.Deferring', 'CleaningUp.Deleting', 'Verdict']);

/**
 * Knows which steps are at work. To take a pod down costs its node as much as to start one: at the end of many short steps at
 * once it would delay those that are still at it. Nothing else waits for it: verdicts have been written by then.
 */
export const createDeferral = (run: DeferralMeans): Deferral => {
  /** The steps whose attempt has not come to its own deletion. */
  const busy = new Set<number>();
  const deferred = new Map<number, AttemptParams>();
  return {
    isPossible: ({ step, end, attempt }) => {
      const progress = run.progress();
      if (end === undefined || progress === undefined) return false;
      const { plan, latch } = run;
      const standing = { plan, progress, isAborting: latch.closed, atWork: busy, deferred: deferred.size };
      return isDeferrable({ step, attempt, outcome: end.outcome }, standing);
    },
    sawAttempt: ({ state, context: { step, iteration, attempt } }) => {
      if (idle.has(state)) busy.delete(step);
      else busy.add(step);
      if (state === 'CleaningUp.Deferring') deferred.set(step, { step, iteration, attempt });
      else deferred.delete(step);
      if (busy.size > 0 && !run.latch.closed) return;
      const over = [...deferred.values()];
      deferred.clear();
      for (const to of over) run.toExperiment(to, { type: 'OTHERS_ENDED' });
    },
  };
};
