import { describe, expect, it } from 'vitest';
import { type Finding, toldOnce } from '../../../src/model/json/diagnostic.ts';

const finding = (line: number, path: Finding['path'], more: Partial<Finding> = {}): Finding => ({
  ...{ file: 'f.yaml', line, column: 1, severity: 'warning', message: 'is not a known key', path },
  ...more,
});
const entries = (count: number, from = 0): readonly Finding[] =>
  Array.from({ length: count }, (_, index) =>
    finding(from + index, ['spec', 'experiments', from + index, 'spec', 'x']),
  );

const messages = (findings: readonly Finding[]): readonly string[] => toldOnce(findings).map(({ message }) => message);

describe('what is said of many places', () => {
  it('is said once, with a count and the first of them', () => {
    expect(toldOnce(entries(1_000))).toEqual([
      {
        ...entries(1)[0],
        message:
          'is not a known key; the same 999 more times: spec.experiments[1], spec.experiments[2], spec.experiments[3] and 996 more',
      },
    ]);
  });

  it('names all places where they are few, and is said at each where they are fewer', () => {
    expect(messages(entries(4))).toEqual([
      'is not a known key; the same 3 more times: spec.experiments[1], spec.experiments[2], spec.experiments[3]',
    ]);
    expect(toldOnce(entries(3))).toEqual(entries(3));
  });

  it('names lines where no list has them', () => {
    expect(messages([1, 2, 3, 4].map((line) => finding(line, ['kind'])))).toEqual([
      'is not a known key; the same 3 more times: line 2, line 3, line 4',
    ]);
  });

  it.each<readonly [string, Partial<Finding>]>([
    ['message', { message: 'is something else' }],
    ['severity', { severity: 'error' }],
    ['file', { file: 'g.yaml' }],
    ['value', { found: 'another' }],
    ['advice', { hint: 'did you mean y?' }],
    ['key', { path: ['spec', 'experiments', 9, 'spec', 'y'] }],
  ])('is another where its %s is', (_, more) => {
    const other = finding(9, ['spec', 'experiments', 9, 'spec', 'x'], more);
    expect(toldOnce([...entries(3), other])).toHaveLength(4);
    expect(toldOnce([...entries(4), other]).at(-1)).toEqual(other);
  });

  it('stays in its place among others', () => {
    const between = finding(2, ['kind'], { message: 'other' });
    const [first, ...others] = entries(5, 1);
    expect(messages([...(first === undefined ? [] : [first]), between, ...others])).toEqual([
      expect.stringContaining('4 more times'),
      'other',
    ]);
  });
});
