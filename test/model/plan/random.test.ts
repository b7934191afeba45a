import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fnv1a64,
  integerBelow,
  integerBetween,
  shuffle,
  splitMix64,
  streamFor,
  xoshiro128,
} from '../../../src/model/plan/random.ts';

it('makes the numbers that the authors’ own xoshiro128** program makes from the state 1, 2, 3, 4', () => {
  const stream = xoshiro128([1, 2, 3, 4]);
  const expected = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ];
  expect(expected.map(() => stream.next())).toEqual(expected);
});

it('makes the published numbers of SplitMix64 from the seed 1234567', () => {
  expect(splitMix64(1234567n, 5)).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ]);
});

it.each([
  ['', 0xcbf29ce484222325n],
  ['a', 0xaf63dc4c8601ec8cn],
  ['foobar', 0x85944171f73967e8n],
])('hashes %j as the authors of FNV publish it', (text, hash) => {
  expect(fnv1a64(text)).toBe(hash);
});

it('keeps the draws of a seed for ever', () => {
  const stream = streamFor(42, 'order/1');
  expect(Array.from({ length: 4 }, () => stream.next())).toMatchInlineSnapshot(`
    [
      3751887871,
      167188020,
      3974384297,
      3169060402,
    ]
  `);
  expect(shuffle(streamFor(42, 'order/1'), ['a', 'b', 'c', 'd', 'e', 'f'])).toMatchInlineSnapshot(`
    [
      "b",
      "a",
      "d",
      "e",
      "c",
      "f",
    ]
  `);
});

it('draws other numbers for another purpose and for another seed', () => {
  const first = (seed: number, purpose: string) => streamFor(seed, purpose).next();
  expect(new Set([first(1, 'order/1'), first(1, 'order/2'), first(1, 'pick/1'), first(2, 'order/1')]).size).toBe(4);
});

it('throws away the draws that would make small numbers likelier', () => {
  const draws = [0xffffffff, 0xfffffffe, 5];
  const stream = { next: () => draws.shift() ?? 0 };
  // 2^32 is 1 more than a multiple of 3, so only the very last draw is thrown away.
  expect(integerBelow(stream, 3)).toBe(0xfffffffe % 3);
  expect(draws).toEqual([5]);
});

it('draws every number of a small range about equally often', () => {
  const stream = streamFor(7, 'test');
  const counts = [0, 0, 0, 0, 0, 0, 0];
  for (let draw = 0; draw < 70_000; draw += 1) {
    const drawn = integerBelow(stream, 7);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

it('shuffles each order of three about equally often', () => {
  const counts = new Map<string, number>();
  const stream = streamFor(11, 'test');
  for (let draw = 0; draw < 60_000; draw += 1) {
    const order = shuffle(stream, ['a', 'b', 'c']).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

it('stays within the bounds, loses no item and repeats none', () => {
  fc.assert(
    fc.property(fc.nat(), fc.uniqueArray(fc.string()), fc.integer({ min: 0, max: 1000 }), (seed, items, width) => {
      const stream = streamFor(seed, 'test');
      const drawn = integerBetween(stream, 5, 5 + width);
      expect(drawn).toBeGreaterThanOrEqual(5);
      expect(drawn).toBeLessThanOrEqual(5 + width);
      expect([...shuffle(stream, items)].sort()).toEqual([...items].sort());
    }),
  );
});
