/** Time as the cluster layer uses it, and waits that can be called off. */
export interface Clock {
  /** Milliseconds since the epoch. Passes as time does, so that no setting of the clock makes anything due or undue. */
  readonly now: () => number;
  /** Milliseconds since some moment, whatever is done to the clock on the wall: what measures how long something takes. */
  readonly elapsed: () => number;
  /** Resolves after `ms`, or as soon as the signal fires. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Timers take at most 2^31-1 ms; a longer one fires at once. */
const longestTimerMs = 2_147_483_647;

/**
 * The time on the wall as one process may see it: asked for once, it goes on as time does, whatever the clock is set to. A
 * deadline is reckoned from one answer and waited for by another: a clock that is set forward in between would let it pass at
 * once. Both answers are in milliseconds; the result has whole ones.
 */
export const steadyTime = (wall: () => number, elapsed: () => number): (() => number) => {
  const began = wall();
  const at = elapsed();
  return () => Math.floor(began + (elapsed() - at));
};

const elapsed = (): number => performance.now();

/** What this process takes for the time: one answer for all of its parts. */
export const systemTime: Pick<Clock, 'now' | 'elapsed'> = { now: steadyTime(() => Date.now(), elapsed), elapsed };

/** The clock of this machine. A sleep that is called off leaves no timer behind. */
export const systemClock: Clock = {
  ...systemTime,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(ms, 0), longestTimerMs));
      signal?.addEventListener('abort', done, { once: true });
    }),
};
