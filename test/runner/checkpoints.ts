import { noProgress } from '../../src/model/progress.ts';
import type { Checkpoint } from '../../src/runner/checkpoint.ts';
import { attemptState, planOf, start } from './fixtures.ts';

/** A checkpoint in the middle of a run of two steps. */
export const checkpointOf = (more: Partial<Checkpoint> = {}): Checkpoint => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }]);
  return {
    shape: 1,
    runId: 'run1',
    engineUid: 'engine-uid',
    holder: 'holder',
    segment: 1,
    sequence: 7,
    head: 'f'.repeat(64),
    supervisor: {
      state: 'Running',
      context: { version: 1, runId: 'run1', plan, startedAt: start, progress: noProgress(plan) },
    },
    attempts: [attemptState('Running.Observing', { pod: 'pod' })],
    facts: [null, null],
    ...more,
  };
};
