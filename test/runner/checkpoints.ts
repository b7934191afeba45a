import { beginIteration, noProgress } from '../../src/model/progress/progress.ts';
import type { Checkpoint } from '../../src/runner/checkpoint/checkpoint.ts';
import { shape } from '../../src/runner/checkpoint/checkpoint.ts';
import { attemptState, planOf, start } from './fixtures.ts';

/** What an attempt knows while its main container runs. */
export const observing = {
  launch: {
    ...{ job: { name: 'a-job', uid: 'uid' }, baseline: 'none', validatedAt: start, startTimeoutMs: 360_000 },
    launchedAt: start,
  },
  ...{ pod: 'pod', startedAt: start },
} as const;

/** A checkpoint in the middle of a run of two steps, of which the first runs. */
export const checkpointOf = (more: Partial<Checkpoint> = {}): Checkpoint => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }]);
  const { progress } = beginIteration(plan, noProgress(plan), start);
  return {
    shape,
    runId: 'run1',
    engineUid: 'engine-uid',
    holder: 'holder',
    segment: 1,
    sequence: 7,
    head: 'f'.repeat(64),
    supervisor: {
      state: 'Iterating.Running',
      context: { version: 2, runId: 'run1', plan, startedAt: start, progress },
    },
    attempts: [attemptState('Running.Observing', observing)],
    facts: [null, null],
    ...more,
  };
};
