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
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
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

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

const push = (heap: Timer[], timer: Timer): void => {
  let at = heap.length;
  heap.push(timer);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (!parent || !before(timer, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = timer;
};

const pop = (heap: Timer[]): Timer | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const small = left && right ? (before(right, left) ? right : left) : left;
    if (!small || !before(small, last)) break;
    heap[at] = small;
    at = small === left ? 2 * at + 1 : 2 * at + 2;
  }
  heap[at] = last;
  return first;
};

/** A clock that stands still at `start` (milliseconds since the epoch) until it is advanced. */
export const manualClock = (start = Date.UTC(2026, 0, 1)): ManualClock => {
  const heap: Timer[] = [];
  let time = start;
  let order = 0;
  const next = (): Timer | undefined => {
    while (heap[0]?.cancelled) pop(heap);
    return heap[0];
  };
  const runNext = (limit: number): boolean => {
    const timer = next();
    if (!timer || timer.at > limit) return false;
    pop(heap);
    time = Math.max(time, timer.at);
    timer.fn();
    return true;
  };
  return {
    now: () => time,
    elapsed: () => time,
    setTimer: (at, fn) => {
      order += 1;
      const timer: Timer = { at: Math.max(at, time), order, fn, cancelled: false };
      push(heap, timer);
      return () => {
        timer.cancelled = true;
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
