import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import { launchLabels } from '../../../src/job/identity.ts';
import type { ChaosResult } from '../../../src/model/litmus/result.ts';
import {
  broughtFor,
  type Lessons,
  learnedFrom,
  learnedFromFailure,
  mayBeListed,
  noLessons,
  requestsFor,
  type Wish,
} from '../../../src/runner/effects/result-requests.ts';

const wishFor = (step: string, more: Partial<Wish> = {}): Wish => ({
  ...{ launch: { runId: 'run1', step, iteration: 1, attempt: 1 }, experiment: step, resultName: `engine-${step}` },
  ...more,
});
const [a, b, c] = [wishFor('a'), wishFor('b'), wishFor('c')];
const nameless = wishFor('d', { resultName: undefined });

const unlabelled = (...experiments: readonly string[]): Lessons => ({
  ...noLessons,
  unlabelled: new Set(experiments),
});

/** As `get NAME`, or `list LABELS`. */
const shown = (wishes: readonly Wish[], lessons = noLessons): readonly string[] =>
  requestsFor(wishes, lessons).map((request) =>
    request.is === 'Get'
      ? `get ${request.wish.resultName ?? 'by engine and experiment'}`
      : `list ${request.labels.replaceAll('runner.litmuschaos.io/', '')}`,
  );

describe('the requests for several results', () => {
  it.each<readonly [string, readonly Wish[], Lessons, readonly string[]]>([
    ['none for none', [], noLessons, []],
    ['a read for one', [a], noLessons, ['get engine-a']],
    ['one list for several, of these steps only', [a, b, c], noLessons, ['list run=run1,step in (a,b,c)']],
    ['a step once, though two ask', [a, a], noLessons, ['list run=run1,step in (a)']],
    [
      'a read for each where no list is permitted',
      [a, b],
      { ...noLessons, isRefused: true },
      ['get engine-a', 'get engine-b'],
    ],
    ['a read where labels are not copied', [a, b, c], unlabelled('b'), ['get engine-b', 'list run=run1,step in (a,c)']],
    ['reads where one is left to be listed', [a, b], unlabelled('b'), ['get engine-b', 'get engine-a']],
    [
      'a search of its own for a name that only the pod knows',
      [a, nameless, b],
      noLessons,
      ['get by engine and experiment', 'list run=run1,step in (a,b)'],
    ],
  ])('are %s', (_, wishes, lessons, requests) => {
    expect(shown(wishes, lessons)).toEqual(requests);
  });

  it('name a step that cannot be a label by its hash, as the Job does', () => {
    const odd = wishFor('Ä');
    const value = Object.values(launchLabels(odd.launch)).find((one) => one.startsWith('sha256-'));
    expect(shown([odd, a])).toEqual([`list run=run1,step in (${value},a)`]);
  });

  it('are addresses of less than 4 KiB, each wish in one of them, however many there are and however long their names', () => {
    const step = fc.string({ minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const wishes = steps.map((one) => wishFor(one));
        const requests = requestsFor(wishes, noLessons);
        expect(requests.length).toBe(Math.ceil(wishes.length / 50));
        expect(requests.flatMap((one) => (one.is === 'Get' ? [one.wish] : one.wishes))).toEqual(wishes);
        for (const one of requests)
          if (one.is === 'List') expect(encodeURIComponent(one.labels).length).toBeLessThan(4_000);
      }),
    );
  });

  it.each<readonly [string, Wish, Lessons, boolean]>([
    ['may be gathered into a list where it can be found there', a, noLessons, true],
    ['are not waited for where no list is permitted', a, { ...noLessons, isRefused: true }, false],
    ['are not waited for where labels are not copied', a, unlabelled('a'), false],
    ['are not waited for where only the pod knows the name', nameless, noLessons, false],
  ])('%s', (_, wish, lessons, may) => {
    expect(mayBeListed(wish, lessons)).toBe(may);
  });
});

const resultOf = (wish: Wish, more: Partial<ChaosResult> & { labels?: Readonly<Record<string, string>> } = {}) => {
  const { labels = launchLabels(wish.launch), ...rest } = more;
  const result: ChaosResult = {
    metadata: { name: wish.resultName ?? '', labels },
    targets: [],
    verdict: 'Pass',
    ...rest,
  };
  return result;
};
const later = wishFor('a', { launch: { ...a.launch, attempt: 2 } });
const another = wishFor('a', { launch: { ...a.launch, runId: 'run2' } });

describe('a list is taken at its word', () => {
  it.each(['Pass', 'Fail', 'Error', 'Stopped'])(
    'where it brings the launch’s result with the verdict %s',
    (verdict) => {
      const result = resultOf(a, { verdict });
      expect(broughtFor(a, [undefined, resultOf(b), result])).toBe(result);
    },
  );

  it.each<readonly [string, ChaosResult]>([
    ['of another name', resultOf(a, { metadata: { name: 'engine-a-x', labels: launchLabels(a.launch) } })],
    ['of another attempt', resultOf(a, { labels: launchLabels(later.launch) })],
    ['of another run', resultOf(a, { labels: launchLabels(another.launch) })],
    ['without labels', resultOf(a, { labels: {} })],
    ['whose experiment has not ended', resultOf(a, { verdict: 'Awaited' })],
    ['with a verdict that nobody knows', resultOf(a, { verdict: 'Perhaps' })],
  ])('and not where it brings one %s', (_, result) => {
    expect(broughtFor(a, [result])).toBeUndefined();
  });
});

describe('a reading teaches', () => {
  it.each<readonly [string, ChaosResult | undefined, Lessons, Lessons]>([
    [
      'that an experiment does not copy labels',
      resultOf(a, { labels: { name: 'engine-a' } }),
      noLessons,
      unlabelled('a'),
    ],
    ['that it does, after all', resultOf(another), unlabelled('a', 'b'), unlabelled('b')],
    ['nothing where there is none', undefined, unlabelled('a'), unlabelled('a')],
  ])('%s', (_, result, before, after) => {
    expect(learnedFrom(before, a, result)).toEqual(after);
  });

  it.each<readonly [string, ClusterError, Lessons]>([
    ['that lists are not permitted', { is: 'Forbidden', message: '', rule: '' }, { ...noLessons, isRefused: true }],
    ['nothing where nobody answers', { is: 'Unavailable', message: '' }, noLessons],
    ['nothing where a right was taken away', { is: 'Withdrawn', message: '' }, noLessons],
    ['nothing where the process ends', { is: 'Cancelled', message: '' }, noLessons],
  ])('%s', (_, error, after) => {
    expect(learnedFromFailure(noLessons, error)).toEqual(after);
  });
});
