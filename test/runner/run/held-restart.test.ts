import { describe, expect, it } from 'vitest';
import { adoptRun } from '../../../src/runner/adopt/adopt-run.ts';
import { createLoop } from '../../../src/runner/run/loop.ts';
import { jobOf, planOf, start } from '../fixtures.ts';

const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);

/** A loop of a process, and what its steps ask for. */
const processOf = () => {
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
  return { loop, effects };
};

const first = { step: 0, iteration: 1, attempt: 1 } as const;

describe('a process that takes over a run while somebody holds it', () => {
  it('adopts what runs where there is no checkpoint, and starts what follows once it is held no more', () => {
    const { loop, effects } = processOf();
    const adopted = adoptRun({
      ...{ runId: 'run1', engineName: 'engine', engineUid: 'engine-uid', plan, jobs: [jobOf('a')], results: [] },
      ...{ rows: [], now: start, byOurClock: (at: number) => at },
    });
    loop.toSupervisor({ type: 'PAUSE' });
    loop.resume(adopted.supervisor, [], adopted.taken, adopted.proven);
    loop.toSupervisor({ type: 'STEP_ENDED', ...first, outcome: 'Pass', reason: '' });
    expect(loop.supervisor()?.state).toBe('Iterating.Paused');
    expect(effects).toEqual(['a adoptJob']);
    loop.toSupervisor({ type: 'CONTINUE' });
    expect(effects).toEqual(['a adoptJob', 'b validate']);
  });

  it('goes on with a step that was started before, though its Job is still to be created, and with no other', () => {
    const killed = processOf();
    killed.loop.begin({ runId: 'run', plan, startedAt: start });
    killed.loop.toSupervisor({ type: 'RUN_OPENED' });
    killed.loop.toExperiment(first, {
      ...{ type: 'VALIDATED', job: 'job', baseline: 'none', startTimeoutMs: 1_000, warnings: [] },
    });
    const [supervisor, attempts] = [killed.loop.supervisor(), killed.loop.attempts()];
    if (supervisor === undefined) throw new Error('it has not begun');
    const { loop, effects } = processOf();
    loop.toSupervisor({ type: 'PAUSE' });
    loop.resume(supervisor, attempts);
    expect(loop.supervisor()?.state).toBe('Iterating.Paused');
    expect(effects).toEqual(['a createJob']);
  });
});
