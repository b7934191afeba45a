import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullBucket, takeToken } from '../../src/cluster/transport/token-bucket.ts';

describe('token bucket', () => {
  test('the first requests of a full bucket wait for nothing', () => {
    let bucket = fullBucket(50, 100, 0);
    for (let index = 0; index < 80; index += 1) {
      const taken = takeToken(bucket, 0, 20);
      expect(taken.taken).toBe(true);
      bucket = taken.bucket;
    }
    expect(takeToken(bucket, 0, 20)).toMatchObject({ taken: false, waitMs: 20 });
    expect(takeToken(bucket, 0).taken).toBe(true);
  });

  test('in no stretch of time are more tokens given than burst plus rate', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 50 }), pauses, (rate, burst, steps) => {
        let bucket = fullBucket(rate, burst, 0);
        let now = 0;
        const given: number[] = [];
        for (const step of steps) {
          now += step;
          const taken = takeToken(bucket, now);
          bucket = taken.bucket;
          if (taken.taken) given.push(now);
        }
        for (const [first, from] of given.entries()) {
          for (let last = first; last < given.length; last += 1) {
            const until = given[last] ?? 0;
            expect(last - first + 1).toBeLessThanOrEqual(burst + ((until - from) * rate) / 1000 + 1e-6);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('after the wait that it names there is a token', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 60 }),
        (rate, burst, reserve) => {
          let bucket = fullBucket(rate, burst, 0);
          for (;;) {
            const taken = takeToken(bucket, 0, reserve);
            if (!taken.taken) {
              expect(takeToken(taken.bucket, taken.waitMs, reserve).taken).toBe(true);
              return;
            }
            bucket = taken.bucket;
          }
        },
      ),
    );
  });

  test('a clock set back takes nothing away and gives nothing twice', () => {
    const bucket = { ...fullBucket(10, 5, 10_000), tokens: 2 };
    const back = takeToken(bucket, 0);
    expect(back.bucket.tokens).toBe(1);
    expect(takeToken(back.bucket, 100).bucket.tokens).toBe(1);
  });
});
