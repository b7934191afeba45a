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

const attemptBefore = ({ state, context }: AttemptState, past: (at: number) => number): AttemptState => {
  const { launch } = context;
  return {
    state,
    context: {
      ...context,
      ...notLater(context, ['takenOverAt', 'startedAt'], past),
      ...(launch ? { launch: { ...launch, ...notLater(launch, ['validatedAt', 'launchedAt'], past) } } : {}),
    },
  };
};

const notLater = <K extends string>(
  part: { readonly [Moment in K]?: number },
  moments: readonly K[],
  past: (at: number) => number,
): { readonly [Moment in K]?: number } =>
  Object.fromEntries(
    moments.flatMap((moment) => {
      const at = part[moment];
      return at === undefined ? [] : [[moment, past(at)]];
    }),
  ) as { readonly [Moment in K]?: number };
