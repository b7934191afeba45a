/** Random names and uids, drawn from a source that is passed in: a seeded one repeats them. */

export interface Ids {
  /** A version 4 UUID. */
  uid(): string;
  /** Letters and digits as Kubernetes appends them to generated names. */
  suffix(length?: number): string;
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** The generator mulberry32: numbers in [0, 1), the same sequence for the same seed. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** Ids made of the numbers that `random` gives, each in [0, 1). */
export const createIds = (random: () => number): Ids => {
  const draw = (length: number, from: string): string =>
    Array.from({ length }, () => from[Math.floor(random() * from.length)]).join('');
  const hex = (length: number): string => draw(length, '0123456789abcdef');
  return {
    uid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${draw(1, '89ab')}${hex(3)}-${hex(12)}`,
    suffix: (length = 5) => draw(length, alphabet),
  };
};
