/** The clocks that the simulated cluster lives by: the real one, a faster one, and one that tests move by hand. */

/** What a cluster lives by: the time, and what is to happen when it has come. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** The same: nobody sets these clocks. */
  elapsed(): number;
  /** Calls `fn` once when `at` (milliseconds since the epoch) has come; a past `at` means as soon as possible. Returns the way to cancel. */
  setTimer(at: number, fn: () => void): () => void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time and runs every timer that falls due on the way, in order, each at its own time. */
  advance(milliseconds: number): void;
  /** Moves to the next timer and runs it, as long as `until` is false and no more than `limit` milliseconds pass. Returns whether `until` came true. */
  advanceUntil(until: () => boolean, limit: number): boolean;
}

/** A clock whose timers end with their owner. */
export interface ScopedClock extends Clock {
  /** Cancels every timer that is still waiting and ignores those set later. */
  close(): void;
}

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

const longestDelay = 2_000_000_000;

/**
 * The time of this machine, `speed` times as fast: a simulated minute passes in 60/speed seconds. `began`: what it shows at
 * first, in milliseconds since the epoch.
 */
export const realClock = (speed = 1, began = Date.now()): Clock => {
  const origin = performance.now();
  const now = (): number => began + (performance.now() - origin) * speed;
  const setTimer = (at: number, fn: () => void): (() => void) => {
    const wait = (at - now()) / speed;
    if (wait <= 0) {
      const immediate = setImmediate(fn);
      return () => clearImmediate(immediate);
    }
    let again: (() => void) | undefined;
    // The wait may be longer than a timer can be, and a timer of the platform may go off a little early.
    const next = (): void => {
      if (now() < at) again = setTimer(at, fn);
      else fn();
    };
    const handle = setTimeout(next, Math.min(longestDelay, Math.ceil(wait)));
    return () => {
      clearTimeout(handle);
      again?.();
    };
  };
  return { now, elapsed: now, setTimer };
};

/** A clock that stands still at `start` (milliseconds since the epoch) until it is advanced. */
export const manualClock = (start = Date.UTC(2026, 0, 1)): ManualClock => {
  /** In the order in which they run. */
  const timers: Timer[] = [];
  let time = start;
  const runNext = (limit: number): boolean => {
    const [timer] = timers;
    if (!timer || timer.at > limit) return false;
    timers.shift();
    time = Math.max(time, timer.at);
    timer.fn();
    return true;
  };
  return {
    now: () => time,
    elapsed: () => time,
    setTimer: (wanted, fn) => {
      const timer: Timer = { at: Math.max(wanted, time), fn };
      timers.splice(timers.findLastIndex(({ at }) => at <= timer.at) + 1, 0, timer);
      return () => {
        const place = timers.indexOf(timer);
        if (place >= 0) timers.splice(place, 1);
      };
    },
    advance: (milliseconds) => {
      const end = time + milliseconds;
      while (runNext(end)) {
        // Timers set by timers run too, when they fall due before the end.
      }
      time = end;
    },
    advanceUntil: (until, limit) => {
      const end = time + limit;
      while (!until()) if (!runNext(end)) return false;
      return true;
    },
  };
};

/** The same clock for one owner, who can cancel everything that he has set by closing it. */
export const scopedClock = (clock: Clock): ScopedClock => {
  const live = new Set<() => void>();
  let closed = false;
  return {
    now: clock.now,
    elapsed: clock.elapsed,
    setTimer: (at, fn) => {
      if (closed) return () => {};
      const cancel = clock.setTimer(at, () => {
        live.delete(cancel);
        fn();
      });
      live.add(cancel);
      return () => {
        live.delete(cancel);
        cancel();
      };
    },
    close: () => {
      closed = true;
      for (const cancel of live) cancel();
      live.clear();
    },
  };
};
