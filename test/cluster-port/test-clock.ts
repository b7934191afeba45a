import type { Clock } from '../../src/cluster/clock.ts';

export interface TestClock extends Clock {
  /** Every wait that was asked for, in milliseconds, that took its course at once. */
  readonly slept: readonly number[];
  /** Waits that hang until the clock is advanced. */
  readonly pending: () => readonly number[];
  readonly advance: (ms: number) => void;
}

/**
 * A clock on which nothing takes time: waits shorter than `instantBelowMs` end at once and move the clock by themselves;
 * longer ones (time-outs) hang until `advance` reaches them.
 */
export const testClock = (instantBelowMs = 30_000): TestClock => {
  let now = Date.UTC(2026, 0, 1);
  const slept: number[] = [];
  const hanging = new Set<{ readonly due: number; readonly wake: () => void }>();
  return {
    now: () => now,
    elapsed: () => now,
    slept,
    pending: () => [...hanging].map(({ due }) => due - now),
    advance: (ms) => {
      now += ms;
      for (const waiter of [...hanging]) if (waiter.due <= now) waiter.wake();
    },
    setTimer: (due, callback) => {
      const ms = due - now;
      if (ms < instantBelowMs) {
        slept.push(ms);
        now += ms;
        const immediate = setImmediate(callback);
        return () => clearImmediate(immediate);
      }
      const wake = () => {
        hanging.delete(waiter);
        callback();
      };
      const waiter = { due, wake };
      hanging.add(waiter);
      return () => hanging.delete(waiter);
    },
  };
};
