import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan/plan.ts';
import {
  beginIteration,
  drain,
  endThatTrips,
  lastEnd,
  noProgress,
  type Progress,
  placeLeft,
  reconsidered,
  retryDue,
  stepEnded,
} from '../../../src/model/progress/progress.ts';
import { planOf } from '../../runner/fixtures.ts';

const retried = { retries: { limit: 1, on: ['Fail' as const], backoffMs: 1_000 } };
/** Two at once; `c` and `d` wait for `a`. */
const needsA = { is: 'outcome', step: 0, outcome: 'Pass' } as const;
const four = planOf(
  [
    { id: 'a', ...retried },
    { id: 'b', ...retried },
    { id: 'c', condition: needsA },
    { id: 'd', condition: needsA },
  ],
  { parallelism: 2 },
);
const begun = beginIteration(four, noProgress(four), 7).progress;
const end = { step: 0, iteration: 1, attempt: 1, at: 50 };
const narrow: Plan = { ...four, parallelism: 1 };
const waiting = { step: 0, outcome: 'Fail' as const, due: 1_050 };

it('a run that has not begun has nothing done and nothing to do', () => {
  expect(noProgress(four)).toEqual({
    ...{ iteration: 0, iterationStartedAt: 0, outcomes: [null, null, null, null], attempts: [0, 0, 0, 0] },
    ...{ ready: [], running: [], retrying: [], open: 0, worst: 'Skipped' },
  });
});

describe('an iteration that begins', () => {
  it('starts what depends on nothing, up to the limit', () => {
    const wide = { ...four, steps: [...four.steps, ...planOf([{ id: 'e' }]).steps] };
    const plan = { ...wide, iterations: [{ order: [4, 0, 1, 2, 3], intervalMs: 0 }] };
    expect(beginIteration(plan, noProgress(plan), 7)).toEqual({
      progress: {
        ...{ iteration: 1, iterationStartedAt: 7, outcomes: [null, null, null, null, null], attempts: [1, 0, 0, 0, 1] },
        ...{ ready: [1], running: [4, 0], retrying: [], open: 5, worst: 'Skipped' },
      },
      start: [
        { step: 4, attempt: 1 },
        { step: 0, attempt: 1 },
      ],
      skip: [],
    });
  });

  it('counts attempts anew and keeps what was worst in those before', () => {
    const plan = { ...four, iterations: [...four.iterations, { order: [1, 3], intervalMs: 0 }] };
    const before: Progress = { ...begun, outcomes: ['Fail', 'Pass', 'Skipped', 'Skipped'], open: 0, worst: 'Fail' };
    const { progress, start } = beginIteration(plan, { ...before, attempts: [2, 1, 0, 0], running: [] }, 900);
    expect(progress).toMatchObject({ iteration: 2, iterationStartedAt: 900, attempts: [0, 1, 0, 0], worst: 'Fail' });
    expect({ open: progress.open, start }).toEqual({ open: 2, start: [{ step: 1, attempt: 1 }] });
  });

  it('has the outcomes that were taken from a record, of steps that it does not run', () => {
    const plan: Plan = {
      ...four,
      preset: ['Pass', null, null, null],
      iterations: [{ order: [3, 1, 2], intervalMs: 0 }],
    };
    const { progress, start } = beginIteration(plan, noProgress(plan), 0);
    expect(progress).toMatchObject({ outcomes: ['Pass', null, null, null], running: [3, 1], ready: [2], open: 3 });
    expect(start.map(({ step }) => step)).toEqual([3, 1]);
  });

  it('skips at once what an outcome from a record makes impossible', () => {
    const plan: Plan = { ...four, preset: ['Fail', null, null, null], iterations: [{ order: [3, 1], intervalMs: 0 }] };
    expect(beginIteration(plan, noProgress(plan), 0).skip).toEqual([
      { step: 3, reason: 'needs a.Pass, and a ended Fail' },
    ]);
  });
});

describe('a step that ends', () => {
  it('frees its place for what it makes ready', () => {
    expect(stepEnded(four, begun, { ...end, outcome: 'Pass' })).toEqual({
      progress: {
        ...begun,
        ...{ outcomes: ['Pass', null, null, null], attempts: [1, 1, 1, 0], running: [1, 2], ready: [3], open: 3 },
        worst: 'Pass',
      },
      start: [{ step: 2, attempt: 1 }],
      skip: [],
    });
  });

  it('is tried again after its backoff, where that is asked for', () => {
    expect(stepEnded(four, begun, { ...end, outcome: 'Fail' })).toEqual({
      progress: { ...begun, running: [1], retrying: [waiting] },
      start: [],
      skip: [],
      retry: waiting,
    });
  });

  it('waits for its next attempt beside those that wait already', () => {
    const one: Progress = { ...begun, running: [1], retrying: [waiting] };
    const { progress } = stepEnded(four, one, { ...end, step: 1, outcome: 'Fail' });
    expect(progress.retrying).toEqual([waiting, { ...waiting, step: 1 }]);
  });

  it('lets another one start while it waits for its next attempt', () => {
    const { start, retry } = stepEnded(
      narrow,
      { ...begun, ready: [1], running: [0], attempts: [1, 0, 0, 0] },
      { ...end, outcome: 'Fail' },
    );
    expect({ start, retry }).toEqual({ start: [{ step: 1, attempt: 1 }], retry: waiting });
  });

  it('skips what waits for it when its last attempt has failed', () => {
    const { skip, progress, retry } = stepEnded(
      four,
      { ...begun, attempts: [2, 1, 0, 0] },
      { ...end, attempt: 2, outcome: 'Fail' },
    );
    const reason = 'needs a.Pass, and a ended Fail';
    expect(skip).toEqual([
      { step: 2, reason },
      { step: 3, reason },
    ]);
    expect({ retry, open: progress.open, worst: progress.worst }).toEqual({ retry: undefined, open: 3, worst: 'Fail' });
  });

  it('leaves the others that leave their places', () => {
    const leaving: Progress = { ...begun, leaving: [1, 0] };
    expect(stepEnded(four, leaving, { ...end, outcome: 'Pass' }).progress.leaving).toEqual([1]);
  });

  it('changes nothing of the progress before it', () => {
    const before = structuredClone(begun);
    stepEnded(four, begun, { ...end, outcome: 'Pass' });
    expect(begun).toEqual(before);
  });

  it('copies no list of attempts where nothing starts', () => {
    const { progress } = stepEnded(four, begun, { ...end, outcome: 'Error' });
    expect(progress.attempts).toBe(begun.attempts);
    expect(progress.ready).toBe(begun.ready);
  });

  it('puts what it makes ready where the order has it, among those that wait', () => {
    const order = [3, 0, 1, 2];
    const plan = { ...narrow, iterations: [{ order, intervalMs: 0 }] };
    const first: Progress = { ...begun, running: [0], ready: [1], attempts: [1, 0, 0, 0] };
    const { start, progress } = stepEnded(plan, first, { ...end, outcome: 'Pass' });
    expect({ start, ready: progress.ready }).toEqual({ start: [{ step: 3, attempt: 1 }], ready: [1, 2] });
  });
});

describe('the last end of a run', () => {
  it('gives the step its outcome and starts nothing', () => {
    const last: Progress = { ...begun, running: [0, 1], leaving: [0], ready: [2] };
    expect(lastEnd(last, { ...end, outcome: 'Error' })).toEqual({
      ...begun,
      ...{ outcomes: ['Error', null, null, null], running: [1], ready: [2], open: 3, worst: 'Error' },
    });
  });

  it('keeps what was worse', () => {
    expect(lastEnd({ ...begun, worst: 'Error' }, { ...end, outcome: 'Pass' }).worst).toBe('Error');
  });
});

it('a place that is left makes nothing impossible, and one place free', () => {
  const waits: Progress = { ...begun, leaving: [0], ready: [2, 3] };
  expect(placeLeft({ ...four, steps: four.steps.map(({ condition: _, ...step }) => step) }, waits, 1)).toEqual({
    progress: { ...begun, attempts: [1, 1, 1, 1], leaving: [0, 1], running: [0, 1, 2, 3], ready: [] },
    start: [
      { step: 2, attempt: 1 },
      { step: 3, attempt: 1 },
    ],
    skip: [],
  });
});

describe('a step whose backoff is over', () => {
  const between: Progress = { ...begun, running: [1], retrying: [{ ...waiting, step: 2 }, waiting] };

  it('starts its next attempt where a place is free', () => {
    expect(retryDue(four, between, 0)).toEqual({
      progress: { ...between, attempts: [2, 1, 0, 0], running: [1, 0], retrying: [{ ...waiting, step: 2 }] },
      start: [{ step: 0, attempt: 2 }],
      skip: [],
    });
  });

  it('waits for a place where none is free, and keeps its last outcome meanwhile', () => {
    const full: Progress = { ...between, running: [1, 3], ready: [2] };
    expect(retryDue(four, full, 0)).toEqual({ progress: { ...full, ready: [0, 2] }, start: [], skip: [] });
  });

  it('is not told twice', () => {
    const full: Progress = { ...between, running: [1, 3], ready: [0] };
    expect(retryDue(four, full, 0)).toEqual({ progress: full, start: [], skip: [] });
    const free: Progress = { ...between, ready: [0] };
    expect(retryDue(four, free, 0)).toEqual({ progress: free, start: [], skip: [] });
  });

  it.each([
    ['runs', 1],
    ['has not begun', 3],
    ['is not there', -1],
  ])('is none that %s', (_, step) => {
    expect(retryDue(four, between, step)).toEqual({ progress: between, start: [], skip: [] });
  });
});

describe('a run that goes on after a restart', () => {
  it('starts what may start, but for what is under way', () => {
    const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }], { parallelism: 4 });
    const known: Progress = { ...begun, running: [0], retrying: [{ ...waiting, step: 1 }], attempts: [1, 1, 0, 0] };
    expect(reconsidered(plan, known)).toEqual({
      progress: { ...known, attempts: [1, 1, 1, 1], running: [0, 2, 3] },
      start: [
        { step: 2, attempt: 1 },
        { step: 3, attempt: 1 },
      ],
      skip: [],
    });
  });

  it('starts once what was ready already', () => {
    const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }], { parallelism: 1 });
    const known: Progress = { ...begun, running: [], ready: [1, 3], attempts: [0, 0, 0, 0] };
    const { start, progress } = reconsidered(plan, known);
    expect({ start, ready: progress.ready }).toEqual({ start: [{ step: 0, attempt: 1 }], ready: [1, 2, 3] });
  });

  it('neither starts nor skips a step between two attempts whose condition does not hold any more', () => {
    const known: Progress = { ...begun, outcomes: ['Fail', 'Pass', null, null], open: 2, running: [], ready: [] };
    const { skip, start } = reconsidered(four, { ...known, retrying: [{ ...waiting, step: 3 }] });
    expect({ skip, start }).toEqual({ skip: [{ step: 2, reason: 'needs a.Pass, and a ended Fail' }], start: [] });
  });

  it('tells what is ready and what is impossible when one of each is under way', () => {
    const condition = { is: 'outcome', step: 0, outcome: 'Fail' } as const;
    const plan = planOf([{ id: 'a' }, { id: 'b', condition }, { id: 'c', condition: needsA }], { parallelism: 3 });
    const known: Progress = { ...begun, outcomes: ['Pass', null, null], attempts: [1, 1, 1], running: [1, 2], open: 2 };
    expect(reconsidered(plan, known)).toEqual({ progress: known, start: [], skip: [] });
  });
});

describe('an iteration in which nothing more is started', () => {
  it('ends what is between two attempts as its last one ended, and tells what has not begun', () => {
    const order = [3, 2, 1, 0];
    const plan = { ...four, iterations: [{ order, intervalMs: 0 }] };
    const known: Progress = { ...begun, running: [1], ready: [3], retrying: [waiting] };
    expect(drain(plan, known)).toEqual({
      progress: { ...known, outcomes: ['Fail', null, null, null], ready: [], retrying: [], open: 3, worst: 'Fail' },
      unstarted: [3, 2],
    });
  });

  it('has nothing to tell of steps that have ended or that it does not run', () => {
    const plan = { ...four, iterations: [{ order: [0, 1, 2], intervalMs: 0 }] };
    const known: Progress = { ...begun, outcomes: ['Pass', null, 'Skipped', null], running: [1], ready: [], open: 1 };
    expect(drain(plan, known).unstarted).toEqual([]);
  });

  it('has nothing to tell before the first', () => {
    expect(drain(four, noProgress(four))).toEqual({ progress: noProgress(four), unstarted: [] });
    expect(endThatTrips({ ...four, failurePolicy: 'stopScheduling' }, noProgress(four), [])).toBeUndefined();
  });
});
