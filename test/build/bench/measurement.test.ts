import { describe, expect, it } from 'vitest';
import { besideBare, isMissed, measured, median, shown } from '../../bench/measurement.ts';

describe('the median', () => {
  it.each([
    { of: [3], is: 3 },
    { of: [9, 1, 2], is: 2 },
    { of: [4, 1, 2, 9], is: 3 },
    { of: [], is: Number.NaN },
  ])('of $of is $is', ({ of, is }) => {
    expect(median(of)).toEqual(is);
  });
});

describe('a target', () => {
  const of = (value: number) => measured({ name: 'a', where: 'b', unit: 's', target: 2 }, [value]);

  it.each([
    { value: 1.9, missed: false },
    { value: 2, missed: false },
    { value: 2.1, missed: true },
    { value: Number.NaN, missed: true },
  ])('of 2 is missed by $value: $missed', ({ value, missed }) => {
    expect(isMissed(of(value))).toBe(missed);
  });

  it('that is none is not missed', () => {
    expect(isMissed(measured({ name: 'a', where: 'b', unit: 's' }, [Number.NaN]))).toBe(false);
  });
});

describe('a time beside bare Jobs', () => {
  it('is over the mean of what they took before and after it', () => {
    expect(besideBare([6, 10], [4, 8, 12])).toEqual([1, 1]);
  });

  it('is no number where they were not measured afterwards', () => {
    expect(besideBare([6], [4])).toEqual([Number.NaN]);
  });
});

describe('a number', () => {
  it.each([
    [1.234, 's', '1.23 s'],
    [12.34, 'ms', '12.3 ms'],
    [61.4, 'MiB', '61 MiB'],
    [8, 'requests', '8 requests'],
    [3.256, 'requests', '3.26 requests'],
    [0, 'Jobs', '0 Jobs'],
    [1, 'rows', '1 rows'],
    [1.005, 'x', '1.00×'],
    [1.049, 'exponent', '1.05'],
    [Number.NaN, 's', 'not measured'],
  ] as const)('%d of unit %s is shown as "%s"', (value, unit, text) => {
    expect(shown(value, unit)).toBe(text);
  });
});
