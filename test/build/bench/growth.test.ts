import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyondTheFirst, exponentOf, type Point } from '../../bench/large/growth.ts';

const sizes = [20, 50, 200, 1_000, 2_000];
const pointsOf = (taken: (steps: number) => number): readonly Point[] => sizes.map((steps) => [steps, taken(steps)]);

describe('the exponent of growth', () => {
  it.each([
    { name: 'nothing that grows', taken: () => 7, exponent: 0 },
    { name: 'a line', taken: (steps: number) => 3 * steps, exponent: 1 },
    { name: 'a square', taken: (steps: number) => steps ** 2 / 9, exponent: 2 },
    { name: 'a root', taken: (steps: number) => Math.sqrt(steps), exponent: 0.5 },
  ])('is $exponent of $name', ({ taken, exponent }) => {
    expect(exponentOf(pointsOf(taken))).toBeCloseTo(exponent, 10);
  });

  it('is that of any power, whatever it is multiplied by', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (b, a) => {
          expect(exponentOf(pointsOf((steps) => a * steps ** b))).toBeCloseTo(b, 6);
        },
      ),
    );
  });

  it('lies between those of points that are on no one line', () => {
    expect(
      exponentOf([
        [1, 1],
        [10, 10],
        [100, 1_000],
      ]),
    ).toBeCloseTo(1.5, 10);
  });

  it.each([
    { name: 'no point', points: [] },
    { name: 'one point', points: [[20, 1]] },
    {
      name: 'a size that has no number',
      points: [
        [20, 1],
        [50, Number.NaN],
        [200, 10],
      ],
    },
    {
      name: 'less than nothing',
      points: [
        [20, -1],
        [50, 2],
        [200, 10],
      ],
    },
  ] satisfies { name: string; points: readonly Point[] }[])('is no number of $name', ({ points }) => {
    expect(exponentOf(points)).toBeNaN();
  });
});

describe('what the steps beyond the first take', () => {
  it('leaves out the first step and what it takes with the start of the program', () => {
    expect(
      beyondTheFirst(0.5, [
        [20, 1.5],
        [50, 3],
      ]),
    ).toEqual([
      [19, 1],
      [49, 2.5],
    ]);
  });

  it('grows as the steps do, however long the start of the program takes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 50, noNaN: true }), (start) => {
        const taken = pointsOf((steps) => start + 0.03 * steps);
        expect(exponentOf(beyondTheFirst(start + 0.03, taken))).toBeCloseTo(1, 6);
      }),
    );
  });
});
