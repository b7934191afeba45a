import { describe, expect, test } from 'vitest';
import { leftSentences } from '../../../src/model/progress/left-text.ts';

describe('what an abort has left', () => {
  test('is one sentence for all of which the same is said', () => {
    expect(
      leftSentences(['job/a is still there', 'pod/b is still there', 'node/c is still marked as injected']),
    ).toEqual(['job/a, pod/b are still there', 'node/c is still marked as injected']);
  });

  test('tells of several pods that were forced', () => {
    expect(leftSentences(['pod/a was removed by force: why', 'pod/b was removed by force: why'])).toEqual([
      'pod/a, pod/b were removed by force: why',
    ]);
  });

  test('names eight at most and counts the rest', () => {
    const left = Array.from({ length: 11 }, (_, index) => `pod/p${index} is still there`);
    expect(leftSentences(left)).toEqual([expect.stringMatching(/^pod\/p0, .*pod\/p7 and 3 more are still there$/)]);
  });

  test('keeps any other words as they are', () => {
    const words = ['The server does not answer: it is away.', '3 more objects are still there', 'job/odd'];
    expect(leftSentences(words)).toEqual(words);
  });

  test('says nothing of nothing', () => {
    expect(leftSentences([])).toEqual([]);
  });
});
