import { describe, expect, test } from 'vitest';
import { injectedIn, targetCount, targetsText } from '../../../src/model/litmus/injected-targets.ts';
import { resultOf } from '../fixtures.ts';

/** A result that marks so many pods as injected. */
const marked = (count: number) =>
  resultOf('Pass', {
    annotations: Object.fromEntries(Array.from({ length: count }, (_, index) => [`pod/p${index}`, 'injected'])),
  });

describe('targets that are still marked as injected', () => {
  test('are none where there is no result', () => {
    expect(injectedIn(undefined)).toEqual([]);
  });

  test('are none where all were reverted', () => {
    expect(injectedIn(resultOf('Pass', { annotations: { 'pod/a': 'reverted' } }))).toEqual([]);
  });

  test('are all named up to eight', () => {
    expect(injectedIn(marked(8))).toEqual(Array.from({ length: 8 }, (_, index) => `pod/p${index}`));
  });

  test('are counted from the ninth on', () => {
    expect(injectedIn(marked(11)).slice(7)).toEqual(['pod/p7', '3 more']);
  });

  test.each([0, 1, 8, 9, 2000])('count as many as there are: %i', (count) => {
    expect(targetCount(injectedIn(marked(count)))).toBe(count);
  });

  test('make a part of a sentence', () => {
    expect(targetsText(['pod/a', 'pod/b'])).toBe('pod/a, pod/b');
    expect(targetsText(['pod/a', 'pod/b', '3 more'])).toBe('pod/a, pod/b and 3 more');
  });
});
