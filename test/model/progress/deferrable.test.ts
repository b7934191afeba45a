import { describe, expect, it } from 'vitest';
import { isDeferrable, type Surroundings } from '../../../src/model/progress/deferrable.ts';
import { beginIteration, noProgress } from '../../../src/model/progress/progress.ts';
import { planOf, start } from '../../runner/fixtures.ts';

const retried = { retries: { limit: 1, on: ['Fail' as const], backoffMs: 0 } };
const plan = planOf([{ id: 'a', ...retried }, { id: 'b' }], { parallelism: 2 });
const narrow = { ...plan, parallelism: 1 };

/** Step a has passed and step b is at work. */
const standing: Surroundings = {
  ...{ plan, progress: beginIteration(plan, noProgress(plan), start).progress },
  ...{ isAborting: false, atWork: new Set([0, 1]), deferred: 0 },
};
const passed = { step: 0, attempt: 1, outcome: 'Pass' as const };

describe('the deletion of a Job whose step has ended', () => {
  it.each<readonly [string, Partial<Parameters<typeof isDeferrable>[0]>, Partial<Surroundings>, boolean]>([
    ['may wait while another step is at work', {}, {}, true],
    ['is due when none but itself is at work', {}, { atWork: new Set([0]) }, false],
    ['is due when none is at work', {}, { atWork: new Set() }, false],
    ['is due during an abort', {}, { isAborting: true }, false],
    ['may wait as one of fifty', {}, { deferred: 49 }, true],
    ['is due beside fifty others', {}, { deferred: 50 }, false],
    ['is due when a retry waits for it', { outcome: 'Fail' }, {}, false],
    ['may wait after the last attempt', { outcome: 'Fail', attempt: 2 }, {}, true],
    [
      'is due when a step waits for its place',
      {},
      { plan: narrow, progress: beginIteration(narrow, noProgress(narrow), start).progress },
      false,
    ],
  ])('%s', (_, end, run, expected) => {
    expect(isDeferrable({ ...passed, ...end }, { ...standing, ...run })).toBe(expected);
  });
});
