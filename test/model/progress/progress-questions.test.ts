import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import {
  allRun,
  isAwaited,
  isIterationOver,
  isLastIteration,
  leavesPlace,
  type Progress,
  retries,
  type StepEnd,
  tripsPolicy,
} from '../../../src/model/progress/progress.ts';
import { planOf } from '../../runner/fixtures.ts';

/** The second iteration: step 0 has passed, 1 runs its second attempt, 2 is between two attempts, 3 waits. */
const standing: Progress = {
  ...{ iteration: 2, iterationStartedAt: 0, outcomes: ['Pass', null, null, null], attempts: [1, 2, 1, 0] },
  ...{ ready: [3], running: [1], retrying: [{ step: 2, outcome: 'Fail', due: 9 }], open: 3, worst: 'Pass' },
};
const end: StepEnd = { step: 1, iteration: 2, attempt: 2, outcome: 'Fail', at: 5 };

describe('the end of an attempt', () => {
  it.each<readonly [string, Partial<StepEnd>, boolean]>([
    ['that runs', {}, true],
    ['of a step that is called off before it has begun', { step: 3, attempt: 0 }, true],
    ['that another one has followed', { attempt: 1 }, false],
    ['that has not begun yet', { attempt: 3 }, false],
    ['of the iteration before', { iteration: 1 }, false],
    ['of the iteration to come', { iteration: 3 }, false],
    ['of a step that has ended already', { step: 0, attempt: 1 }, false],
    ['that has been taken in, and waits for the next one', { step: 2, attempt: 1 }, false],
    ['of a step that is not there', { step: 4, attempt: 0 }, false],
  ])('%s: is it awaited?', (_, more, awaited) => {
    expect(isAwaited(standing, { ...end, ...more })).toBe(awaited);
  });

  it('is awaited of a step that runs while others are between two attempts', () => {
    const both = [...standing.retrying, { step: 3, outcome: 'Error' as const, due: 9 }];
    expect(isAwaited({ ...standing, retrying: both }, end)).toBe(true);
    expect(isAwaited({ ...standing, retrying: [...both].reverse() }, { ...end, step: 2, attempt: 1 })).toBe(false);
    expect(isAwaited({ ...standing, retrying: [] }, end)).toBe(true);
  });
});

describe('a further attempt', () => {
  const twice = { limit: 2, on: ['Fail', 'Error'] as Outcome[], backoffMs: 0 };
  const step = (more: object = {}) => planOf([{ id: 'a', ...more }]).steps[0];

  it.each<readonly [string, Parameters<typeof retries>[0], Outcome, number, boolean]>([
    ['follows the first of three', step({ retries: twice }), 'Fail', 1, true],
    ['follows the second of three', step({ retries: twice }), 'Error', 2, true],
    ['does not follow the third of three', step({ retries: twice }), 'Fail', 3, false],
    ['does not follow an outcome that it is not for', step({ retries: twice }), 'Stopped', 1, false],
    ['does not follow a pass', step({ retries: twice }), 'Pass', 1, false],
    ['does not follow where none is asked for', step(), 'Fail', 1, false],
    ['does not follow where there is no such step', undefined, 'Fail', 1, false],
  ])('%s', (_, of, outcome, attempt, follows) => {
    expect(retries(of, { outcome, attempt })).toBe(follows);
  });
});

describe('the failure policy', () => {
  const plan = planOf(
    [{ id: 'a', retries: { limit: 1, on: ['Fail'], backoffMs: 0 } }, { id: 'b' }, { id: 'c' }, { id: 'd' }],
    { failurePolicy: 'cancelRunning' },
  );

  it.each<readonly [string, Partial<StepEnd>, boolean]>([
    ['acts on a failure', {}, true],
    ['acts on an error', { outcome: 'Error' }, true],
    ['acts on a stop', { outcome: 'Stopped' }, true],
    ['lets a pass be', { outcome: 'Pass' }, false],
    ['lets a skip be', { outcome: 'Skipped' }, false],
    ['lets a failure be that is tried again', { step: 0, attempt: 1 }, false],
    ['acts when the last attempt fails', { step: 0, attempt: 2 }, true],
    ['acts on an outcome that is not tried again', { step: 0, attempt: 1, outcome: 'Error' }, true],
  ])('%s', (_, more, acts) => {
    expect(tripsPolicy(plan, { ...end, ...more })).toBe(acts);
    expect(tripsPolicy({ ...plan, failurePolicy: 'continue' }, { ...end, ...more })).toBe(false);
  });
});

it('a step that has passed leaves its place as long as fewer leave than four times as many as run at once', () => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }], { parallelism: 2 });
  const left = (others: number): boolean => leavesPlace(plan, { ...standing, leaving: Array(others).fill(9) }, end);
  expect([0, 1, 7, 8, 9].map(left)).toEqual([true, true, true, false, false]);
});

describe('an iteration', () => {
  it('is over when every step has an outcome', () => {
    expect(isIterationOver({ ...standing, open: 0 })).toBe(true);
    expect(isIterationOver({ ...standing, open: 1 })).toBe(false);
  });

  it('has nothing more to start when all that are open run', () => {
    expect(allRun({ ...standing, open: 2, running: [1, 2] })).toBe(true);
    expect(allRun({ ...standing, open: 3, running: [1, 2] })).toBe(false);
    expect(allRun({ ...standing, open: 0, running: [] })).toBe(true);
  });

  it.each([
    [0, false],
    [1, false],
    [2, false],
    [3, true],
    [4, true],
  ])('that is number %i of three is told whether it is the last', (iteration, isLast) => {
    const order = { order: [0], intervalMs: 0 };
    const plan = planOf([{ id: 'a' }], { iterations: [order, order, order] });
    expect(isLastIteration(plan, { ...standing, iteration })).toBe(isLast);
  });
});
