import type { ExperimentContext } from '../../../machines/experiment/experiment-types.ts';
import { allRun, retries } from '../../model/progress/progress.ts';
import { sleep } from '../clock.ts';
import type { Loop } from '../run/loop.ts';
import type { AttemptState } from '../run/machine-state.ts';
import type { RunContext } from '../run/run-context.ts';

export interface HoldBack {
  /** Resolves when the Job of this attempt may be deleted: at once for everything but a Pass that nothing waits for. */
  readonly whileOthersRun: (context: ExperimentContext) => Promise<void>;
  /** The machine of an attempt has changed its state. */
  readonly sawAttempt: (state: AttemptState) => void;
}

/** A Job that has passed stays for so long at most, in milliseconds. */
const holdMs = 10_000;
/** Of more the deletions are not put off: coming all at once, they would stand in the way of those that an abort has to make. */
const mostHeld = 50;

/**
 * Puts the deletion of Jobs that have passed off while other steps of the run start and run, for a bounded time. To take a
 * pod down costs its node as much as to start one: at the end of many short steps at once it would delay those that are still
 * at it. Nothing else waits for it: verdicts have been written by then, and a step that a retry, a dependent, a free place, a
 * failure policy or an abort waits for is cleaned up at once.
 */
export const createHoldBack = (run: Pick<RunContext, 'clock' | 'latch' | 'plan' | 'signal'>, loop: Loop): HoldBack => {
  let release = new AbortController();
  /** The steps whose attempt has not come to its own deletion. */
  const busy = new Set<number>();
  let held = 0;
  const holds = (): boolean => busy.size > 0 && !run.latch.closed;
  const nothingWaits = ({ step, outcome, attempt, unclean }: ExperimentContext): boolean => {
    const progress = loop.supervisor()?.context.progress;
    return (
      outcome === 'Pass' &&
      unclean !== true &&
      progress !== undefined &&
      allRun(progress) &&
      !retries(run.plan.steps[step], { outcome, attempt })
    );
  };
  return {
    whileOthersRun: async (context) => {
      if (held >= mostHeld || !holds() || !nothingWaits(context)) return;
      held += 1;
      await sleep(run.clock, holdMs, AbortSignal.any([release.signal, run.signal]));
      held -= 1;
    },
    sawAttempt: ({ state, context: { step } }) => {
      if (state === 'CleaningUp.Deleting' || state === 'Verdict') busy.delete(step);
      else busy.add(step);
      if (holds()) return;
      release.abort();
      release = new AbortController();
    },
  };
};
