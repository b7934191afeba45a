import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan/plan.ts';
import {
  beginIteration,
  endThatTrips,
  leavesPlace,
  noProgress,
  type Progress,
  type ProvenEnd,
  placeLeft,
  reconsidered,
  stepEnded,
  tripsPolicy,
} from '../../../src/model/progress/progress.ts';
import { planOf } from '../../runner/fixtures.ts';

const plan = planOf([{ id: 'a' }, { id: 'b', condition: { is: 'outcome', step: 0, outcome: 'Pass' } }], {
  parallelism: 2,
});

/** A run that was adopted: both run, though the second waits for the end of the first. */
const both: Progress = {
  ...{ iteration: 1, iterationStartedAt: 0, outcomes: [null, null], attempts: [1, 1], ready: [], running: [0, 1] },
  ...{ retrying: [], open: 2, worst: 'Skipped' },
};
const end = { step: 0, iteration: 1, attempt: 1, at: 0 };

it('a step that is under way is not started again when what it waits for has passed', () => {
  const { start, skip, progress } = stepEnded(plan, both, { ...end, outcome: 'Pass' });
  expect({ start, skip, ready: progress.ready, running: progress.running }).toEqual({
    ...{ start: [], skip: [] },
    ...{ ready: [], running: [1] },
  });
});

it('a step that is under way is not skipped when its condition cannot hold any more', () => {
  expect(stepEnded(plan, both, { ...end, outcome: 'Error' }).skip).toEqual([]);
  const known: Progress = { ...both, outcomes: ['Error', null], running: [1], open: 1, worst: 'Error' };
  expect(reconsidered(plan, known).skip).toEqual([]);
});

describe('a step that has passed', () => {
  const one = { iteration: 1, attempt: 1 };
  /** Six steps, two at once, of which the first and the third may not run at the same time. */
  const six = planOf(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id, mutexes: id === 'a' || id === 'c' ? ['m'] : [] })),
    { parallelism: 2 },
  );
  const begun = beginIteration(six, noProgress(six), 0).progress;

  it('leaves its place to the next one, but for its mutexes', () => {
    const { start, progress } = placeLeft(six, begun, 0);
    expect(start).toEqual([{ step: 3, attempt: 1 }]);
    expect(progress).toMatchObject({ running: [0, 1, 3], leaving: [0], ready: [2, 4, 5], open: 6 });
  });

  it('lets start what its mutexes held up when it has ended', () => {
    const { progress } = placeLeft(six, begun, 0);
    const { start, progress: after } = stepEnded(six, progress, { ...one, step: 0, outcome: 'Pass', at: 0 });
    expect(start).toEqual([]);
    expect(after).not.toHaveProperty('leaving');
    expect(stepEnded(six, after, { ...one, step: 1, outcome: 'Pass', at: 0 }).start).toEqual([{ step: 2, attempt: 1 }]);
  });

  it('lets nothing start that needs it before it has ended', () => {
    const needing: Progress = { ...both, running: [0], attempts: [1, 0] };
    expect(placeLeft(plan, needing, 0).start).toEqual([]);
  });

  it.each<readonly [string, Parameters<typeof leavesPlace>[2], Progress, boolean, Plan]>([
    ['is awaited', { ...one, step: 0 }, begun, true, six],
    ['belongs to another attempt', { ...one, step: 0, attempt: 2 }, begun, false, six],
    ['belongs to another iteration', { ...one, step: 0, iteration: 2 }, begun, false, six],
    ['does not run', { ...one, step: 4 }, { ...begun, attempts: [1, 1, 0, 0, 1, 0] }, false, six],
    ['has been told of', { ...one, step: 0 }, { ...begun, leaving: [0] }, false, six],
    ['runs where one may at a time', { ...one, step: 0 }, begun, false, { ...six, parallelism: 1 }],
    ['would be the ninth of two at once', { ...one, step: 0 }, { ...begun, leaving: Array(8).fill(1) }, false, six],
  ])('that %s is told whether it leaves its place', (_, attempt, progress, leaves, of) => {
    expect(leavesPlace(of, progress, attempt)).toBe(leaves);
  });
});

describe('a step that its own probe has stopped', () => {
  const stopped = { ...end, outcome: 'Stopped' } as const;
  const planWith = (on: readonly ('Fail' | 'Error' | 'Stopped')[]) =>
    planOf([{ id: 'a', retries: { limit: 1, on, backoffMs: 0 } }, ...plan.steps.slice(1)], {
      failurePolicy: 'stopScheduling',
    });

  it('is tried again only where that is asked for', () => {
    expect(stepEnded(planWith(['Error', 'Fail']), both, stopped).retry).toBeUndefined();
    expect(stepEnded(planWith(['Stopped']), both, stopped).retry).toMatchObject({ step: 0, outcome: 'Stopped' });
  });

  it('makes the failure policy act, as one that failed', () => {
    expect(tripsPolicy(planWith(['Error']), stopped)).toBe(true);
    expect(tripsPolicy({ ...planWith(['Error']), failurePolicy: 'continue' }, stopped)).toBe(false);
  });

  it('lets those run that need it stopped or done, and none that need its Pass', () => {
    const needs = (outcome: 'Pass' | 'Stopped' | 'Done') => ({ is: 'outcome', step: 0, outcome }) as const;
    const three = planOf([
      { id: 'a' },
      { id: 'passed', condition: needs('Pass') },
      { id: 'stopped', condition: needs('Stopped') },
      { id: 'done', condition: needs('Done') },
    ]);
    const running: Progress = {
      ...{ iteration: 1, iterationStartedAt: 0, outcomes: [null, null, null, null], attempts: [1, 0, 0, 0] },
      ...{ ready: [], running: [0], retrying: [], open: 4, worst: 'Skipped' },
    };
    const { start, skip, progress } = stepEnded(three, running, stopped);
    expect([start.map(({ step }) => step), progress.ready, skip.map(({ step }) => step)]).toEqual([[2], [3], [1]]);
  });
});

describe('the failure policy that has not been asked, as in a run whose checkpoint is lost', () => {
  const strict = { ...plan, failurePolicy: 'stopScheduling' } as const;
  const settled: Progress = { ...both, outcomes: [null, 'Fail'], running: [0], open: 1, worst: 'Fail' };
  const proven = (more: Partial<ProvenEnd>): readonly ProvenEnd[] => [
    { step: 0, outcome: 'Fail', isLast: true, ...more },
  ];

  it.each([
    ['nothing', strict, both, [], undefined],
    ['an outcome that stands', strict, settled, [], { step: 1, outcome: 'Fail' }],
    ['a pass', strict, { ...settled, outcomes: [null, 'Pass'] }, [], undefined],
    ['a skip', strict, { ...settled, outcomes: [null, 'Skipped'] }, [], undefined],
    ['a proven failure', strict, both, proven({}), { step: 0, outcome: 'Fail' }],
    ['a proven error', strict, both, proven({ outcome: 'Error' }), { step: 0, outcome: 'Error' }],
    ['a proven pass', strict, both, proven({ outcome: 'Pass' }), undefined],
    ['a failure that is to be tried again', strict, both, proven({ isLast: false }), undefined],
    ['a failure of a step that does not run', strict, { ...both, running: [1] }, proven({}), undefined],
    ['the first failure of two', strict, settled, proven({ outcome: 'Error' }), { step: 0, outcome: 'Error' }],
    ['any failure where the policy is to go on', plan, settled, proven({}), undefined],
  ] as const)('is tripped by %s as it should be', (_, of, progress, ends, found) => {
    expect(endThatTrips(of, progress, ends)).toEqual(found);
  });

  it('asks nothing of steps that are not in the iteration', () => {
    const picked = { ...strict, iterations: [{ order: [0], intervalMs: 0 }] };
    expect(endThatTrips(picked, settled, [])).toBeUndefined();
  });
});
