import type { AttemptState } from '../run/machine-state.ts';
import type { Checkpoint } from './checkpoint.ts';

/** So far apart the clocks of two machines may be, in milliseconds, without anybody minding. */
const skewMs = 3_600_000;

/**
 * The checkpoint with nothing in it that lies in the future, as after a clock was set back: deadlines count from such
 * moments, and nobody is to wait for a time that may never come. `now`: milliseconds since the epoch.
 */
export const notAhead = (checkpoint: Checkpoint, now: number): Checkpoint => {
  const { supervisor, attempts } = checkpoint;
  const { progress, plan, startedAt } = supervisor.context;
  const past = (at: number): number => (at > now + skewMs ? now : at);
  const retrying = progress.retrying.map((one) => {
    const { backoffMs = 0 } = plan.steps[one.step]?.retries ?? {};
    return one.due > now + backoffMs + skewMs ? { ...one, due: now + backoffMs } : one;
  });
  const iterationStartedAt = past(progress.iterationStartedAt);
  const context = {
    ...supervisor.context,
    startedAt: past(startedAt),
    progress: { ...progress, iterationStartedAt, retrying },
  };
  return {
    ...checkpoint,
    supervisor: { ...supervisor, context },
    attempts: attempts.map((attempt) => attemptBefore(attempt, past)),
  };
};

const moments = ['validatedAt', 'launchedAt', 'takenOverAt', 'startedAt'] as const;

const attemptBefore = (attempt: AttemptState, past: (at: number) => number): AttemptState => {
  const changed = moments.flatMap((moment) => {
    const at = attempt.context[moment];
    return at === undefined || past(at) === at ? [] : [[moment, past(at)] as const];
  });
  return changed.length === 0
    ? attempt
    : { ...attempt, context: { ...attempt.context, ...Object.fromEntries(changed) } };
};
