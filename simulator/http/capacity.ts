import type { Interceptor } from './faults.ts';

/** What a server bears. */
export interface Capacity {
  readonly perSecond: number;
  /** Requests that would wait longer are answered 429; default 1,000 ms. */
  readonly longestWaitMs?: number;
  /** What it then asks for; default 1 s. */
  readonly retryAfterSeconds?: number;
}

/**
 * A server that bears so many requests a second, whoever asks: what comes beyond waits for its turn, and is turned away where
 * that would take too long, as priority and fairness does. `now`: milliseconds of the clock by which requests are delayed.
 */
export const withCapacity = (
  { perSecond, longestWaitMs = 1_000, retryAfterSeconds = 1 }: Capacity,
  now: () => number = Date.now,
): Interceptor => {
  let free = 0;
  return () => {
    const at = now();
    const wait = Math.max(0, free - at);
    if (wait > longestWaitMs) return { is: 'respond', status: 429, retryAfterSeconds };
    free = at + wait + 1_000 / perSecond;
    return wait < 1 ? undefined : { is: 'delay', milliseconds: Math.round(wait) };
  };
};
