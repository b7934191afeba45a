import { describe, expect, it } from 'vitest';
import { adoptRun } from '../../../src/runner/adopt/adopt-run.ts';
import { createLoop } from '../../../src/runner/run/loop.ts';
import { jobOf, planOf, start } from '../fixtures.ts';

/** A run without a checkpoint, one step at a time, of which the first one runs, that is taken over while somebody holds it. */
const takenOver = () => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  const effects: string[] = [];
  const loop = createLoop({
    now: () => start,
    inputOf: (step, iteration, attempt) => {
      const { id = '' } = plan.steps[step] ?? {};
      return { step, iteration, attempt, cleanUp: 'delete', id, experiment: id };
    },
    record: () => undefined,
    onExperimentEffect: ({ type }, { id }) => effects.push(`${id} ${type}`),
    onSupervisorEffect: () => undefined,
    onExperimentState: () => undefined,
    onSupervisorState: () => undefined,
  });
  const adopted = adoptRun({
    ...{ runId: 'run1', engineName: 'engine', engineUid: 'engine-uid', plan, jobs: [jobOf('a')], results: [] },
    ...{ rows: [], now: start, byOurClock: (at: number) => at },
  });
  loop.toSupervisor({ type: 'PAUSE' });
  loop.resume(adopted.supervisor, [], adopted.taken, adopted.proven);
  return { loop, effects };
};

describe('a run without a checkpoint that somebody holds', () => {
  it('adopts what runs, starts nothing behind its end, and all of it once it is held no more', () => {
    const { loop, effects } = takenOver();
    loop.toSupervisor({ type: 'STEP_ENDED', step: 0, iteration: 1, attempt: 1, outcome: 'Pass', reason: '' });
    expect(loop.supervisor()?.state).toBe('Iterating.Paused');
    expect(effects).toEqual(['a adoptJob']);
    loop.toSupervisor({ type: 'CONTINUE' });
    expect(effects).toEqual(['a adoptJob', 'b validate']);
  });
});
