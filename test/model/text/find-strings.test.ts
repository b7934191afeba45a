import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Span, stringFinder } from '../../../src/model/text/find-strings.ts';

/** Every occurrence, looked for one by one. */
const allSpans = (text: string, strings: readonly string[]): readonly Span[] => {
  const hidden = new Array<boolean>(text.length).fill(false);
  const starts = new Set<number>();
  for (const each of strings.filter(({ length }) => length >= 4))
    for (let at = text.indexOf(each); at >= 0; at = text.indexOf(each, at + 1)) {
      starts.add(at);
      hidden.fill(true, at, at + each.length);
    }
  const spans: Span[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (hidden[at] !== true) continue;
    const start = at;
    while (hidden[at] === true) at += 1;
    spans.push({ start, end: at });
  }
  return spans;
};

describe('stringFinder', () => {
  test('finds what a search for each string by itself finds', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(few, { maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 }),
        (strings, text) => {
          expect(stringFinder(strings)(text)).toEqual(allSpans(text, strings));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('finds short strings where they stand alone, and nowhere else', () => {
    const find = stringFinder(['5', 'ab', '#!']);
    expect(find('5 15 5x ab. cab _ab x#!y')).toEqual([
      { start: 0, end: 1 },
      { start: 8, end: 10 },
      { start: 21, end: 23 },
    ]);
  });

  const kilobytes = 1_024;
  const alike: Readonly<Record<string, readonly string[]>> = {
    'a string that the text nearly is': [`${'a'.repeat(4 * kilobytes)}b`],
    'a string that the text is everywhere': ['a'.repeat(4 * kilobytes)],
    'many strings that begin alike': Array.from(
      { length: 2_000 },
      (_, index) => `${'a'.repeat(4 + (index % 50))}${index}`,
    ),
    'a short string': ['a', 'aa'],
  };
  test.each(Object.entries(alike))(
    'looks at sixteen times as much for a text that is sixteen times as long, with %s',
    (_, strings) => {
      const find = stringFinder(strings);
      const stepsFor = (length: number): number => {
        const steps = { count: 0 };
        find('a'.repeat(length), steps);
        return steps.count;
      };
      const [small, large] = [stepsFor(8 * kilobytes), stepsFor(128 * kilobytes)];
      expect(large / small).toBeLessThan(17);
      expect(large).toBeGreaterThanOrEqual(128 * kilobytes);
    },
  );
});
