/** Time as the cluster layer uses it, and waits that can be called off. */
export interface Clock {
  /** Milliseconds since the epoch. Never runs backwards, so that what is due cannot become undue again. */
  readonly now: () => number;
  /** Milliseconds since some moment, whatever is done to the clock on the wall: what measures how long something takes. */
  readonly elapsed: () => number;
  /** Resolves after `ms`, or as soon as the signal fires. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Timers take at most 2^31-1 ms; a longer one fires at once. */
const longestTimerMs = 2_147_483_647;

/**
 * The time on the wall as one process may see it: it follows a clock that is set forward, and goes on at its own pace where
 * one is set back, by so much ahead of it. Both answers are in milliseconds; the result has whole ones.
 */
export const steadyTime = (wall: () => number, elapsed: () => number): (() => number) => {
  let time = wall();
  let at = elapsed();
  return () => {
    const now = elapsed();
    time = Math.max(time + Math.max(0, now - at), wall());
    at = now;
    return Math.floor(time);
  };
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
