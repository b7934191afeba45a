/** How one attempt goes, should it be launched. Times in milliseconds. */
export interface Fate {
  readonly is: 'Pass' | 'Fail' | 'Error' | 'Stopped' | 'rejected' | 'refused' | 'cannotStart' | 'lost' | 'noResult';
  /** From the creation of the Job to the start of its main container. */
  readonly startMs: number;
  /** From that start to its end. */
  readonly runMs: number;
}

/** A Job as the cluster knows it. */
export interface WorldJob {
  readonly name: string;
  readonly fate: Fate;
  readonly createdAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What outlives a runner's process. */
export interface World {
  readonly jobs: Map<string, WorldJob>;
  /** Names in the order of creation; one that stands there twice was injected twice. */
  readonly created: string[];
  /** Those that are gone, too. */
  readonly launched: Map<string, WorldJob>;
}

export const emptyWorld = (): World => ({ jobs: new Map(), created: [], launched: new Map() });

/** Whether its main container is at work, or may still come to be. */
export const isAtWork = ({ endsAt, fate }: WorldJob, now: number): boolean => endsAt > now || fate.is === 'cannotStart';

/** A number in [0, 1) that depends on the seed and the parts alone. */
export const drawn = (seed: number, ...parts: readonly number[]): number => {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part + 0x7f4a7c15), 0x85ebca6b) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
    hash = (hash ^ (hash >>> 16)) >>> 0;
  }
  return hash / 2 ** 32;
};

/** More often well than not. */
const ends: readonly Fate['is'][] = [
  ...(['Pass', 'Pass', 'Pass', 'Pass', 'Pass', 'Pass', 'Pass', 'Fail', 'Fail', 'Error', 'Error', 'Error'] as const),
  ...(['Stopped', 'rejected', 'refused', 'cannotStart', 'lost', 'noResult'] as const),
];

export type FateOf = (step: number, iteration: number, attempt: number) => Fate;

/** Fates drawn from a seed: the same for the same attempt, whenever it is launched. */
export const fatesFrom =
  (seed: number): FateOf =>
  (step, iteration, attempt) => ({
    is: ends[Math.floor(drawn(seed, step, iteration, attempt, 1) * ends.length)] ?? 'Pass',
    startMs: 1 + Math.floor(drawn(seed, step, iteration, attempt, 2) * 400),
    runMs: Math.floor(drawn(seed, step, iteration, attempt, 3) * 3_000),
  });

/** The outcome that an attempt of this fate ends with when nobody interferes. */
export const outcomeOf = ({ is }: Fate): 'Pass' | 'Fail' | 'Error' | 'Stopped' =>
  is === 'Pass' || is === 'Fail' || is === 'Stopped' ? is : 'Error';
