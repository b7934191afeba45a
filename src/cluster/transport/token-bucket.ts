/** A token bucket as plain data: it fills with `ratePerSecond` up to `burst`; every request takes one token. */
export interface TokenBucket {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly tokens: number;
  /** When `tokens` was true, in milliseconds of a clock that nobody sets. */
  readonly at: number;
}

/** A full bucket. */
export const fullBucket = (ratePerSecond: number, burst: number, now: number): TokenBucket => ({
  ratePerSecond,
  burst,
  tokens: burst,
  at: now,
});

/** An empty bucket. */
export const emptyBucket = (ratePerSecond: number, burst: number, now: number): TokenBucket => ({
  ...fullBucket(ratePerSecond, burst, now),
  tokens: 0,
});

const refill = (bucket: TokenBucket, now: number): TokenBucket => {
  const elapsed = Math.max(0, now - bucket.at);
  const tokens = Math.min(bucket.burst, bucket.tokens + (elapsed * bucket.ratePerSecond) / 1000);
  // A clock that was set back must not take tokens away, nor give them twice when it comes forward again.
  return { ...bucket, tokens, at: now };
};

/**
 * The same bucket, from now on at another rate; 0 fills it no more. A rate that is lower leaves at most the tokens of one second:
 * what was saved up for a quick server is too much for a slow one.
 */
export const withRate = (bucket: TokenBucket, ratePerSecond: number, now: number): TokenBucket => {
  const filled = refill(bucket, now);
  if (ratePerSecond >= filled.ratePerSecond) return { ...filled, ratePerSecond };
  return { ...filled, ratePerSecond, tokens: Math.min(filled.tokens, ratePerSecond) };
};

/** What a request finds: the bucket without its token, or how many milliseconds it has to wait. */
export type Taken =
  | { readonly taken: true; readonly bucket: TokenBucket }
  | { readonly taken: false; readonly bucket: TokenBucket; readonly waitMs: number };

/**
 * Takes one token, leaving at least `reserve` tokens for those who may go below it.
 * A reserve as large as the burst would block for ever: it counts as one token less than the burst.
 */
export const takeToken = (bucket: TokenBucket, now: number, reserve = 0): Taken => {
  const filled = refill(bucket, now);
  const needed = 1 + Math.min(Math.max(reserve, 0), filled.burst - 1);
  if (filled.tokens >= needed) return { taken: true, bucket: { ...filled, tokens: filled.tokens - 1 } };
  const waitMs = Math.max(1, Math.ceil(((needed - filled.tokens) * 1000) / filled.ratePerSecond));
  return { taken: false, bucket: filled, waitMs };
};
