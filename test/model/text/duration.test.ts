import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { longestMs, parseDuration, parseDurationRange, printDuration } from '../../../src/model/text/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['250ms', 250],
    ['1m500ms', 60_500],
    ['0s', 0],
    ['90s', 90_000],
    ['24d', longestMs],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toEqual(E.right(ms));
  });

  it.each([
    ['', /not a duration/],
    ['30', /write 30s/],
    ['soon', /not a duration: write it like 30s/],
    ['1.5h', /not a duration/],
    ['-5s', /not a duration/],
    ['30m1h', /from large to small/],
    ['1s1s', /each once/],
    ['1s ', /not a duration/],
    ['25d', /longer than 24d/],
    ['999999999d', /longer than 24d/],
    ['99999999999999999999s', /not a duration/],
  ])('refuses %j', (text, reason) => {
    const parsed = parseDuration(text);
    expect(E.isLeft(parsed) ? parsed.left : '').toMatch(reason);
  });

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: longestMs }), (ms) => {
        expect(parseDuration(printDuration(ms))).toEqual(E.right(ms));
      }),
    );
  });
});

describe('parseDurationRange', () => {
  it.each([
    ['30s-2m', { minMs: 30_000, maxMs: 120_000 }],
    ['30s - 2m', { minMs: 30_000, maxMs: 120_000 }],
    ['10s', { minMs: 10_000, maxMs: 10_000 }],
  ])('reads %s', (text, range) => {
    expect(parseDurationRange(text)).toEqual(E.right(range));
  });

  it.each([
    ['2m-30s', /write 30s-2m/],
    ['1s-2s-3s', /not a range/],
    ['1s-', /not a duration/],
    ['1s-2', /write 2s/],
  ])('refuses %j', (text, reason) => {
    const parsed = parseDurationRange(text);
    expect(E.isLeft(parsed) ? parsed.left : '').toMatch(reason);
  });
});
