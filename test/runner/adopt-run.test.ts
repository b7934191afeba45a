import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import type { SeenRow } from '../../src/model/engine.ts';
import { adoptRun } from '../../src/runner/adopt-run.ts';
import { jobOf, planOf, start } from './fixtures.ts';

const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], {
  iterations: [
    { order: [0, 1, 2], intervalMs: 0 },
    { order: [0, 1, 2], intervalMs: 0 },
  ],
});

const adopted = (jobs: readonly KubeObject[], rows: readonly object[]) =>
  adoptRun({
    ...{ runId: 'run1', plan, jobs, now: start },
    rows: rows as readonly SeenRow[],
    inputOf: (step, iteration, attempt) => ({
      ...{ step, iteration, attempt, cleanUp: 'delete' },
      id: plan.steps[step]?.id ?? '',
      experiment: plan.steps[step]?.id ?? '',
    }),
  });

const row = (name: string, status: string, verdict: string, experimentPod = 'N/A') => ({
  name,
  status,
  verdict,
  experimentPod,
});

describe('a run without its checkpoint', () => {
  it('takes over a Job that is there, as if it were about to be created', () => {
    const { attempts, supervisor } = adopted([jobOf('b', { attempt: 2 })], []);
    expect(attempts).toMatchObject([
      { state: 'Launching.Creating', context: { step: 1, attempt: 2, job: { name: 'b-job' } } },
    ]);
    expect(supervisor).toMatchObject({
      state: 'Running',
      context: { progress: { running: [1], attempts: [0, 2, 0], open: 3 } },
    });
  });

  it('is in the iteration of its latest Jobs', () => {
    const { attempts, supervisor } = adopted([jobOf('a'), jobOf('b', { iteration: 2 })], []);
    expect(supervisor.context.progress.iteration).toBe(2);
    expect(attempts.map(({ context }) => context.step)).toEqual([1]);
  });

  it('does not launch again what its row says to have run', () => {
    const { attempts } = adopted([], [row('a', 'Running', 'Awaited', 'a-pod')]);
    expect(attempts).toMatchObject([
      { state: 'Running.Observing', context: { step: 0, pod: 'a-pod', baseline: 'unknown' } },
    ]);
  });

  it.each([
    [row('a', 'Completed', 'Pass', 'p'), 'Pass', 'completed'],
    [row('a', 'Completed', 'Fail', 'p'), 'Fail', 'completed'],
    [row('a', 'Completed', '', 'p'), 'Error', 'completed'],
    [row('a', 'Forcefully Aborted', 'Stopped'), 'Stopped', 'aborted'],
    [row('a', 'ChaosExperiment Not Found', 'Fail'), 'Error', 'notFound'],
    [row('a', 'Skipped', 'Fail'), 'Error', 'rejected'],
    [row('a', 'Skipped', 'N/A'), 'Skipped', 'skipped'],
  ])('takes the outcome of %o', (ended, outcome, ending) => {
    const { supervisor, facts, attempts } = adopted([], [ended]);
    expect(attempts).toEqual([]);
    expect(supervisor.context.progress).toMatchObject({ outcomes: [outcome, null, null], open: 2 });
    expect(facts[0]?.current).toMatchObject({ outcome, ending, phase: 'ended' });
  });

  it('does not lose a failure that a row tells of', () => {
    const { supervisor } = adopted([], [row('a', 'Completed', 'Fail'), row('b', 'Completed', 'Pass')]);
    expect(supervisor.context.progress.worst).toBe('Fail');
  });

  it('leaves Jobs of other runs alone', () => {
    expect(adopted([jobOf('a', { runId: 'other' })], [row('a', 'Waiting for Job Creation', 'N/A')]).attempts).toEqual(
      [],
    );
  });
});
