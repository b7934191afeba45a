import type { Clock } from '../clock.ts';
import { fullBucket, takeToken } from './token-bucket.ts';

/**
 * `urgent`: what ends chaos (deletions, patches); it passes the others and may use the reserves. `leisurely`: what nobody
 * waits for; it goes last, and leaves the others a second reserve of the same size.
 */
export type Lane = 'urgent' | 'normal' | 'leisurely';

export interface GateLimits {
  /** Exchanges under way at once; watches are not counted. */
  readonly slots: number;
  /** Slots that only the urgent lane may use. */
  readonly reservedSlots: number;
  readonly requestsPerSecond: number;
  readonly burst: number;
  /** Tokens that only the urgent lane may use. */
  readonly reservedTokens: number;
}

/** Lets requests through, as many at once and as fast as the options say. */
export interface Gate {
  /** Resolves to the function that gives the slot back, once, or to undefined when the signal fired first. */
  readonly enter: (lane: Lane, signal: AbortSignal) => Promise<(() => void) | undefined>;
}

/** In their order. */
const lanes = ['urgent', 'normal', 'leisurely'] as const;

/** How many times the reserve of tokens a lane leaves to those before it. */
const reservesLeft: Readonly<Record<Lane, number>> = { urgent: 0, normal: 1, leisurely: 2 };

/** Makes a gate. Within a lane the order is first come, first served. */
export const createGate = (clock: Clock, limits: GateLimits): Gate => {
  const waiting: Record<Lane, (() => void)[]> = { urgent: [], normal: [], leisurely: [] };
  let bucket = fullBucket(limits.requestsPerSecond, limits.burst, clock.elapsed());
  let busy = 0;
  let silence = (): void => undefined;

  const admitNext = (lane: Lane): number | undefined => {
    const free = limits.slots - busy - (lane === 'urgent' ? 0 : limits.reservedSlots);
    if (free <= 0) return undefined;
    const taken = takeToken(bucket, clock.elapsed(), limits.reservedTokens * reservesLeft[lane]);
    bucket = taken.bucket;
    if (!taken.taken) return taken.waitMs;
    busy += 1;
    waiting[lane].shift()?.();
    return 0;
  };

  const pump = () => {
    silence();
    for (;;) {
      const lane = lanes.find((one) => waiting[one].length > 0);
      if (lane === undefined) return;
      const wait = admitNext(lane);
      if (wait === 0) continue;
      // Without a wait it is slots that are short: the next one that is given back pumps again.
      if (wait !== undefined) silence = clock.setTimer(clock.now() + wait, pump);
      return;
    }
  };

  const leave = () => {
    busy -= 1;
    pump();
  };

  return {
    enter: (lane, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const giveUp = () => {
          const queue = waiting[lane];
          queue.splice(queue.indexOf(admit), 1);
          resolve(undefined);
          pump();
        };
        const admit = () => {
          signal.removeEventListener('abort', giveUp);
          resolve(leave);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting[lane].push(admit);
        pump();
      }),
  };
};
