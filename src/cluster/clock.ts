/** Time as it is used everywhere: timers at absolute times, and waits that can be called off. */
export interface Clock {
  /** Milliseconds since the epoch, for what is dated and for deadlines that outlive a process. Passes as time does. */
  readonly now: () => number;
  /** Milliseconds since some moment, whatever is done to the clock on the wall: what measures how long something takes. */
  readonly elapsed: () => number;
  /** Calls back once it is `due`; the answer calls it off. */
  readonly setTimer: (due: number, callback: () => void) => () => void;
}

/** Timers of the platform take at most 2^31-1 ms: longer ones are armed again. */
const longestMs = 2_147_483_647;

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
const systemTime: Pick<Clock, 'now' | 'elapsed'> = { now: steadyTime(() => Date.now(), elapsed), elapsed };

/** The clock of this machine. A clock that is set neither delays a timer nor lets it go off early. */
export const systemClock: Clock = {
  ...systemTime,
  setTimer: (due, callback) => {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = due - systemTime.now();
      timer = setTimeout(left > longestMs ? arm : callback, Math.min(Math.max(left, 0), longestMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or as soon as the signal fires. */
export const sleep = (clock: Pick<Clock, 'now' | 'setTimer'>, ms: number, signal?: AbortSignal): Promise<void> =>
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
