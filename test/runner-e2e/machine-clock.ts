import type { Clock } from 'chaos-runner-simulator';
import { steadyTime } from '../../src/cluster/clock.ts';

/** The clock of one machine, as a process on it sees it: time passes as in the cluster, and somebody sets the clock. */
export interface MachineClock {
  readonly clock: Clock;
  /** Sets the clock on the wall by so many milliseconds, back where they are negative. */
  readonly set: (byMs: number) => void;
}

/** `offset`: by how much it differs from the cluster's at first, in milliseconds. */
export const machineClock = (cluster: Clock, offset = 0): MachineClock => {
  let differs = offset;
  const now = steadyTime(() => cluster.now() + differs, cluster.elapsed);
  return {
    clock: {
      now,
      elapsed: cluster.elapsed,
      setTimer: (due, callback) => cluster.setTimer(cluster.now() + due - now(), callback),
    },
    set: (byMs) => {
      differs += byMs;
    },
  };
};
