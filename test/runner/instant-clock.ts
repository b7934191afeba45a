import type { Clock } from '../../src/runner/clock.ts';

/** A clock on which nobody waits: a timer goes off at once, and it is as late then as it was set for. */
export const instantClock = (start: number): Clock => {
  let now = start;
  return {
    now: () => now,
    elapsed: () => now,
    setTimer: (due, callback) => {
      queueMicrotask(() => {
        now = due;
        callback();
      });
      return () => undefined;
    },
  };
};
