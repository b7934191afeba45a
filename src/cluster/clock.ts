/** Time as the cluster layer uses it: milliseconds since the epoch, and waits that can be called off. */
export interface Clock {
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as the signal fires. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Timers take at most 2^31-1 ms; a longer one fires at once. */
const longestTimerMs = 2_147_483_647;

/** The clock on the wall. A sleep that is called off leaves no timer behind. */
export const systemClock: Clock = {
  now: () => Date.now(),
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
