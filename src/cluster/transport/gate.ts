import type { Clock } from '../clock.ts';
import { firstPace, nextPace } from './pace.ts';
import { emptyBucket, fullBucket, takeToken, withRate } from './token-bucket.ts';

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
  /** At the beginning; the server's answers say how many it is later. What is urgent has at least so many at any time. */
  readonly requestsPerSecond: number;
  /** Never more, whatever the answers say. */
  readonly mostPerSecond: number;
  /** Never fewer. */
  readonly leastPerSecond: number;
  readonly burst: number;
  /** Tokens that only the urgent lane may use. */
  readonly reservedTokens: number;
}

/** What came of a request, as far as it tells of the server. */
export interface Heard {
  /** What was asked, such as `list pods`. */
  readonly what: string;
  /** Whether the server answered at all. */
  readonly isAnswered: boolean;
  /** It said that it is too much, and for how long it wants to be left alone. */
  readonly refused?: { readonly retryAfterMs?: number };
}

/** Gives the slot back, once, and says what was heard; without it the exchange says nothing of the server. */
export type Leave = (heard?: Heard) => void;

/** Lets requests through, as many at once and as fast as the options say and the server bears. */
export interface Gate {
  /** Resolves to the function that gives the slot back, or to undefined when the signal fired first. */
  readonly enter: (lane: Lane, signal: AbortSignal) => Promise<Leave | undefined>;
}

/** In their order. */
const lanes = ['urgent', 'normal', 'leisurely'] as const;

/** How many times the reserve of tokens a lane leaves to those before it. */
const reservesLeft: Readonly<Record<Lane, number>> = { urgent: 0, normal: 1, leisurely: 2 };

/** A lane that so many of others have passed is the next one, once: nobody waits for ever. */
const mostPassing = 8;

/** No answer within this time is a slow one; one that comes sooner, such as a refused connection, says nothing of the pace. */
const slowMs = 1_000;

/** Makes a gate. Within a lane the order is first come, first served. */
export const createGate = (clock: Clock, limits: GateLimits): Gate => {
  const { requestsPerSecond: first, burst, reservedTokens, reservedSlots } = limits;
  const paceLimits = { first, least: Math.min(limits.leastPerSecond, first), most: limits.mostPerSecond };
  const waiting: Record<Lane, (() => void)[]> = { urgent: [], normal: [], leisurely: [] };
  /** How many others each lane has let pass since it was last let through. */
  const passed: Record<Lane, number> = { urgent: 0, normal: 0, leisurely: 0 };
  let pace = firstPace(paceLimits);
  let bucket = fullBucket(pace.ratePerSecond, burst, clock.elapsed());
  /** What is urgent is owed beside it while the pace is below that of the beginning. */
  let owed = emptyBucket(0, reservedTokens, clock.elapsed());
  let busy = 0;
  let silence = (): void => undefined;

  const isClosed = (lane: Lane): boolean => lane !== 'urgent' && clock.elapsed() < pace.closedUntil;

  /** Takes a token. Else how long it takes until there may be one, in milliseconds. */
  const take = (lane: Lane, isDue: boolean): number | 'taken' => {
    const now = clock.elapsed();
    if (isClosed(lane)) return pace.closedUntil - now;
    const common = takeToken(bucket, now, isDue ? 0 : reservedTokens * reservesLeft[lane]);
    bucket = common.bucket;
    if (common.taken) return 'taken';
    if (lane !== 'urgent') return common.waitMs;
    const own = takeToken(owed, now);
    owed = own.bucket;
    return own.taken ? 'taken' : Math.min(common.waitMs, own.waitMs);
  };

  /** Lets the next of a lane through. Else how long it has to wait; undefined: until a slot is given back. */
  const admitNext = (lane: Lane): number | 'taken' | undefined => {
    const isDue = passed[lane] >= mostPassing;
    const free = limits.slots - busy - (lane === 'urgent' || isDue ? 0 : reservedSlots);
    if (free <= 0) return undefined;
    const taken = take(lane, isDue);
    if (taken !== 'taken') return taken;
    for (const other of lanes) if (other !== lane && waiting[other].length > 0) passed[other] += 1;
    passed[lane] = 0;
    busy += 1;
    waiting[lane].shift()?.();
    return 'taken';
  };

  /** One that has let too many pass, else the first in their order. */
  const nextLane = (): Lane | undefined => {
    const asking = lanes.filter((one) => waiting[one].length > 0);
    return asking.find((one) => passed[one] >= mostPassing && !isClosed(one)) ?? asking[0];
  };

  const pump = () => {
    silence();
    for (;;) {
      const lane = nextLane();
      if (lane === undefined) return;
      const wait = admitNext(lane);
      if (wait === 'taken') continue;
      // Without a wait it is slots that are short: the next one that is given back pumps again.
      if (wait !== undefined) silence = clock.setTimer(clock.now() + wait, pump);
      return;
    }
  };

  const learn = ({ what, isAnswered, refused }: Heard, tookMs: number): void => {
    if (!isAnswered && tookMs < slowMs) return;
    const at = clock.elapsed();
    const isWanted = waiting.urgent.length + waiting.normal.length > 0;
    pace = nextPace(pace, { at, tookMs, what, isWanted, ...(refused === undefined ? {} : { refused }) }, paceLimits);
    bucket = withRate(bucket, pace.ratePerSecond, at);
    owed = withRate(owed, Math.max(0, first - pace.ratePerSecond), at);
  };

  const admitted = (): Leave => {
    const since = clock.elapsed();
    return (heard) => {
      busy -= 1;
      if (heard !== undefined) learn(heard, clock.elapsed() - since);
      pump();
    };
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
          resolve(admitted());
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting[lane].push(admit);
        pump();
      }),
  };
};
