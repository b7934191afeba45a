/** Time as the runner uses it: milliseconds since the epoch, timers at absolute times, and waits that can be called off. */
export interface Clock {
  readonly now: () => number;
  /** Calls back once it is `due`; the answer calls it off. */
  readonly setTimer: (due: number, callback: () => void) => () => void;
}

/** Timers of the platform take at most 2^31-1 ms: longer ones are armed again. */
const longestMs = 2_147_483_647;

/** The clock on the wall. Timers follow its changes at the latest after 24 days, and never go off early. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (due, callback) => {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = due - Date.now();
      timer = setTimeout(left > longestMs ? arm : callback, Math.min(Math.max(left, 0), longestMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or as soon as the signal fires. */
export const sleep = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.setTimer(clock.now() + ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });
