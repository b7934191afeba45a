import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullJitter, longestRetryAfterMs, nextWait, parseRetryAfter, requestBackoff } from '../../src/cluster/retry.ts';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('Retry-After', () => {
  test.each([
    ['5', 5_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 12:00:09 GMT', 9_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['9999999', longestRetryAfterMs],
    ['', undefined],
    [undefined, undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
  ])('%s means %s ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});

describe('backoff', () => {
  test('a wait is never negative, never beyond the cap and doubles its ceiling', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const wait = fullJitter(requestBackoff, attempt, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(requestBackoff.capMs, requestBackoff.baseMs * 2 ** attempt));
      }),
    );
  });

  test('it never comes before the time that the server asked for', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(20_000), (attempt, retryAfterMs) => {
        const wait = nextWait({ attempt, elapsedMs: 0, patienceMs: 60_000, retryAfterMs, random: 0 });
        expect(wait).toBe(retryAfterMs);
      }),
    );
  });

  test.each([
    [29_000, 30_000, true],
    [29_990, 30_000, false],
    [0, 0, false],
    [9e9, Number.POSITIVE_INFINITY, true],
  ])('after %s ms of a patience of %s ms another attempt is made: %s', (elapsedMs, patienceMs, again) => {
    expect(nextWait({ attempt: 0, elapsedMs, patienceMs, random: 0.5 }) !== undefined).toBe(again);
  });
});
