/**
 * Randomness of a plan: xoshiro128** 1.1 (Blackman and Vigna), 32 bits a draw, period 2^128 - 1. A stream is named by the
 * seed and what it is for, and its state is the first four 32-bit halves (low half first) that SplitMix64 makes of the
 * FNV-1a 64 hash of `<seed>/<purpose>`. So a further draw for one purpose changes no other purpose's draws. Everything
 * here is fixed for ever: a change would make recorded seeds draw something else.
 */
export interface Stream {
  /** The next 32 bits as an unsigned integer. */
  readonly next: () => number;
}

const mask64 = (1n << 64n) - 1n;

/** FNV-1a, 64 bits, of the UTF-8 bytes of a text. */
export const fnv1a64 = (text: string): bigint => {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask64;
  return hash;
};

/** SplitMix64: the first `count` 64-bit numbers after `seed`. */
export const splitMix64 = (seed: bigint, count: number): readonly bigint[] => {
  let state = seed & mask64;
  return Array.from({ length: count }, () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask64;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask64;
    return mixed ^ (mixed >> 31n);
  });
};

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** xoshiro128** from a state of four 32-bit words that are not all zero. */
export const xoshiro128 = (state: readonly [number, number, number, number]): Stream => {
  let [a, b, c, d] = state;
  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  return { next };
};

/** The stream for one purpose of one seed. `purpose` names what is drawn and for what, such as `order/3`. */
export const streamFor = (seed: number, purpose: string): Stream => {
  const [first = 0n, second = 0n] = splitMix64(fnv1a64(`${seed}/${purpose}`), 2);
  const low = (value: bigint): number => Number(value & 0xffffffffn);
  const words = [low(first), low(first >> 32n), low(second), low(second >> 32n)] as const;
  // All zero would stay zero for ever; no text that leads here is known, and this keeps it so.
  return xoshiro128(words.every((word) => word === 0) ? [1, 0, 0, 0] : words);
};

/** An integer from `[0, bound)`, each equally likely: draws beyond the last whole multiple are thrown away. 1 <= bound <= 2^32. */
export const integerBelow = (stream: Stream, bound: number): number => {
  const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
  let drawn = stream.next();
  while (drawn >= limit) drawn = stream.next();
  return drawn % bound;
};

/** An integer from `[min, max]`, both included, each equally likely; `max - min` below 2^32. */
export const integerBetween = (stream: Stream, min: number, max: number): number =>
  min + integerBelow(stream, max - min + 1);

/**
 * The items in random order, each order equally likely (Fisher and Yates, from the front), drawn only as far as they are
 * asked for.
 */
export function* drawn<A>(stream: Stream, items: readonly A[]): Generator<A, void, void> {
  // Only what was moved is kept, because often a few are drawn from many.
  const moved = new Map<number, A>();
  const at = (place: number): A => (moved.has(place) ? moved.get(place) : items[place]) as A;
  for (let first = 0; first < items.length; first += 1) {
    const left = items.length - first;
    const chosen = left > 1 ? first + integerBelow(stream, left) : first;
    const item = at(chosen);
    moved.set(chosen, at(first));
    moved.delete(first);
    yield item;
  }
}

/** A copy in random order, each order equally likely. */
export const shuffle = <A>(stream: Stream, items: readonly A[]): readonly A[] => [...drawn(stream, items)];
