import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, holderOf } from '../../src/runner/checkpoint.ts';
import { anyRuns } from './arbitrary-run.ts';
import { checkpointOf } from './checkpoints.ts';
import { attemptState } from './fixtures.ts';
import { runToEnd } from './run-to-end.ts';

const whole = checkpointOf();
const long = checkpointOf({ history: 'entry '.repeat(10_000) });
const other = (change: object): string => JSON.stringify({ ...whole, ...change });

describe('a checkpoint', () => {
  it('comes back as it was, from any moment of a run', () => {
    fc.assert(
      fc.property(anyRuns(), fc.nat(80), (one, killAfter) => {
        const { last } = runToEnd(one, { killAfter });
        const checkpoint = checkpointOf(last);
        expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(E.right(JSON.parse(JSON.stringify(checkpoint))));
      }),
      { numRuns: 300 },
    );
  });

  it('is compressed where it is long, and its holder can be read all the same', () => {
    const text = encodeCheckpoint(long);
    expect(text.length).toBeLessThan(2_000);
    expect([holderOf(text), holderOf(encodeCheckpoint(whole)), holderOf(undefined)]).toEqual([
      'holder',
      'holder',
      undefined,
    ]);
    expect(decodeCheckpoint(text)).toEqual(E.right(long));
  });

  it('is refused wherever it is cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom(encodeCheckpoint(whole), encodeCheckpoint(long)), fc.nat(4_000), (text, cut) => {
        expect(E.isLeft(decodeCheckpoint(text.slice(0, Math.min(cut, text.length - 1))))).toBe(true);
      }),
    );
  });

  it.each([
    ['of another version', other({ shape: 2 }), /another version/],
    ['without a part', other({ head: undefined }), /missing/],
    [
      'whose supervisor is of another version',
      other({ supervisor: { state: 'Running', context: { version: 2 } } }),
      /missing/,
    ],
    ['of an attempt of another version', other({ attempts: [{ ...attemptState('Pending'), context: {} }] }), /missing/],
    ['of a state that there is not', other({ attempts: [attemptState('Running.Sleeping')] }), /cannot be read/],
    ['that is something else', '"hello"', /another version/],
    ['that is nothing', 'null', /cannot be read/],
    ['that is not packed right', JSON.stringify({ shape: 1, holder: 'x', deflate: 'AAAA' }), /cannot be read/],
  ])('is refused %s', (_, text, why) => {
    const found = decodeCheckpoint(text);
    expect(E.isLeft(found) && found.left).toMatch(why);
  });
});
