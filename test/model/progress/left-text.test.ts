import { describe, expect, test } from 'vitest';
import { leftSentences, namesText } from '../../../src/model/progress/left-text.ts';

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

  test('counts none where eight are named', () => {
    const left = Array.from({ length: 8 }, (_, index) => `pod/p${index} was there`);
    expect(leftSentences(left)).toEqual([`${left.map((one) => one.split(' ')[0]).join(', ')} were there`]);
  });

  test.each([
    ['do not begin with an object', 'Kept, because job/a is still there', 'Kept, because job/b is still there'],
    ['name objects without a kind', 'a is still there', 'b is still there'],
    ['say something else of an object', 'job/a and job/b are still there', 'job/c and job/b are still there'],
  ])('keeps entries whole that %s', (_, ...entries) => {
    expect(leftSentences([...entries, 'pod/b is still there', 'pod/c is still there'])).toEqual([
      ...entries,
      'pod/b, pod/c are still there',
    ]);
  });

  test('keeps all of what is said in several lines', () => {
    expect(leftSentences(['job/a is there:\nwhy', 'job/b is there:\nwhy'])).toEqual(['job/a, job/b are there:\nwhy']);
  });

  test('is said once though it is told twice', () => {
    expect(leftSentences(['pod/a is there', 'pod/b was there', 'pod/a is there'])).toEqual([
      ...['pod/a is there', 'pod/b was there'],
    ]);
  });

  test('has the verb of several, and no other word changed', () => {
    expect(leftSentences(['pod/this is as it was', 'pod/is is as it was'])).toEqual(['pod/this, pod/is are as it was']);
    expect(leftSentences(['pod/a was as it is', 'pod/b was as it is'])).toEqual(['pod/a, pod/b were as it is']);
  });

  test('says nothing of nothing', () => {
    expect(leftSentences([])).toEqual([]);
  });
});

test.each([
  [['pod/a'], 'pod/a'],
  [['pod/a', 'pod/b'], 'pod/a, pod/b'],
  [[...'abcdefgh'], 'a, b, c, d, e, f, g, h'],
  [[...'abcdefghi'], 'a, b, c, d, e, f, g, h and 1 more'],
  [[...'abcdefghijkl'], 'a, b, c, d, e, f, g, h and 4 more'],
])('of %j a sentence names eight at most', (names, text) => {
  expect(namesText(names)).toBe(text);
});
