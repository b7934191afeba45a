import { expect, it } from 'vitest';
import { type Progress, reconsidered, stepEnded } from '../../src/model/progress.ts';
import { planOf } from '../runner/fixtures.ts';

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
