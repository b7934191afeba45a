import type { Clock } from '../../src/runner/clock.ts';

export interface ManualClock extends Clock {
  /** Goes on to the earliest timer and lets it go off; false: there is none. */
  readonly next: () => boolean;
  /** Goes on to `at`; every timer that is due until then goes off, in order. */
  readonly goTo: (at: number) => void;
  /** When the armed timers are due, earliest first. */
  readonly pending: () => readonly number[];
}

interface Armed {
  readonly due: number;
  readonly number: number;
  callback: (() => void) | undefined;
}

const isBefore = (left: Armed, right: Armed): boolean =>
  left.due < right.due || (left.due === right.due && left.number < right.number);

/** A clock that stands still until it is told to go on. Timers of one time go off in the order in which they were set. */
export const manualClock = (start = Date.UTC(2026, 0, 1)): ManualClock => {
  let now = start;
  let count = 0;
  /** A binary heap. */
  const heap: Armed[] = [];

  const swap = (left: number, right: number): void => {
    const [a, b] = [heap[left], heap[right]];
    if (a && b) {
      heap[left] = b;
      heap[right] = a;
    }
  };
  const before = (left: number, right: number): boolean => {
    const [a, b] = [heap[left], heap[right]];
    return a !== undefined && b !== undefined && isBefore(a, b);
  };
  const add = (armed: Armed): void => {
    heap.push(armed);
    for (let at = heap.length - 1; at > 0 && before(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
  };
  const take = (): Armed | undefined => {
    swap(0, heap.length - 1);
    const first = heap.pop();
    for (let at = 0; ; ) {
      const child = before(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1;
      if (!before(child, at)) return first;
      swap(child, at);
      at = child;
    }
  };
  const dropCancelled = (): void => {
    while (heap[0] !== undefined && heap[0].callback === undefined) take();
  };
  const next = (): boolean => {
    dropCancelled();
    const first = take();
    if (first === undefined) return false;
    now = Math.max(now, first.due);
    first.callback?.();
    return true;
  };
  return {
    now: () => now,
    elapsed: () => now,
    setTimer: (due, callback) => {
      count += 1;
      const armed: Armed = { due, number: count, callback };
      add(armed);
      return () => {
        armed.callback = undefined;
      };
    },
    next,
    goTo: (at) => {
      for (dropCancelled(); heap[0] !== undefined && heap[0].due <= at; dropCancelled()) next();
      now = Math.max(now, at);
    },
    pending: () =>
      heap
        .filter(({ callback }) => callback !== undefined)
        .map(({ due }) => due)
        .sort((left, right) => left - right),
  };
};
