import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/audit/hash-chain.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { adoptRun } from '../../src/runner/adopt/adopt-run.ts';
import { createLoop } from '../../src/runner/run/loop.ts';
import type { AttemptState, SupervisorState } from '../../src/runner/run/machine-state.ts';
import { jobOf, planOf, start } from './fixtures.ts';

const bad = { step: 0, iteration: 1, attempt: 1 } as const;
const long = { step: 1, iteration: 1, attempt: 1 } as const;

const planUnder = (more: Partial<Plan>, retries?: Plan['steps'][number]['retries']): Plan =>
  planOf([{ id: 'bad', ...(retries === undefined ? {} : { retries }) }, { id: 'long' }, { id: 'later' }], {
    parallelism: 2,
    ...more,
  });

const loopOf = (plan: Plan) => {
  const entries: Entry[] = [];
  const effects: string[] = [];
  const loop = createLoop({
    now: () => start,
    inputOf: (step, iteration, attempt) => {
      const { id = '' } = plan.steps[step] ?? {};
      return { step, iteration, attempt, cleanUp: 'delete', id, experiment: id };
    },
    record: (entry) => void entries.push(entry),
    onExperimentEffect: ({ type }, { id }) => effects.push(`${id} ${type}`),
    onSupervisorEffect: ({ type }) => effects.push(type),
    onExperimentState: () => undefined,
    onSupervisorState: () => undefined,
  });
  return { loop, entries, effects };
};

type Loop = ReturnType<typeof loopOf>['loop'];

/** Both first steps run, and the first has ended with this verdict, which is recorded: its Job is being deleted. */
const beingCleanedUp = (plan: Plan, verdict: Outcome) => {
  const made = loopOf(plan);
  const { loop } = made;
  loop.begin({ runId: 'run', plan, startedAt: start });
  loop.toSupervisor({ type: 'RUN_OPENED' });
  for (const to of [bad, long]) {
    const job = `job-${to.step}`;
    loop.toExperiment(to, { type: 'VALIDATED', job, baseline: 'none', startTimeoutMs: 1_000, warnings: [] });
    loop.toExperiment(to, { type: 'JOB_CREATED', job: { name: job }, adopted: false });
    loop.toExperiment(to, { type: 'MAIN_STARTED', pod: `pod-${to.step}`, startedAt: start });
  }
  loop.toExperiment(bad, { type: 'MAIN_ENDED', pod: 'pod-0', exitCode: 0, endedAt: start, reason: 'Completed' });
  loop.toExperiment(bad, { type: 'RESULT_READ', verdict });
  loop.toExperiment(bad, { type: 'LOG_COLLECTED' });
  loop.toExperiment(bad, { type: 'STATUS_RECORDED' });
  return made;
};

const cleaned = { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [] } as const;
const stateOf = (loop: Loop, step: number): string | undefined => loop.attemptOf(step)?.state;
const trips = (entries: readonly Entry[]): number =>
  entries.filter(
    ({ machine, from, to }) => machine === 'supervisor' && from === 'Iterating.Running' && to === 'Iterating.Draining',
  ).length;

describe('a failed step that is still being cleaned up', () => {
  it.each(['Fail', 'Error', 'Stopped'] as const)(
    'has others aborted under cancelRunning when it ended %s',
    (verdict) => {
      const { loop, entries } = beingCleanedUp(planUnder({ failurePolicy: 'cancelRunning' }), verdict);
      expect(stateOf(loop, 0)).toBe('CleaningUp.Deleting');
      expect(loop.supervisor()?.state).toBe('Iterating.Draining');
      expect(loop.attemptOf(1)).toMatchObject({
        state: 'CleaningUp.Recording',
        context: { end: { outcome: 'Stopped' } },
      });
      loop.toExperiment(bad, cleaned);
      expect(trips(entries)).toBe(1);
      expect(loop.supervisor()?.context.progress.outcomes[0]).toBe(verdict);
    },
  );

  it('has nothing more started under stopScheduling, and lets run what runs', () => {
    const { loop } = beingCleanedUp(planUnder({ failurePolicy: 'stopScheduling' }), 'Fail');
    expect(loop.supervisor()?.state).toBe('Iterating.Draining');
    expect(stateOf(loop, 1)).toBe('Running.Observing');
    expect(loop.attemptOf(2)?.context.end?.outcome).toBe('Skipped');
  });

  it('changes nothing where it will be tried again', () => {
    const retries = { limit: 1, on: ['Fail' as const], backoffMs: 0 };
    const { loop } = beingCleanedUp(planUnder({ failurePolicy: 'cancelRunning' }, retries), 'Fail');
    expect([loop.supervisor()?.state, stateOf(loop, 1)]).toEqual(['Iterating.Running', 'Running.Observing']);
  });

  it('keeps its place until it has ended, under every policy', () => {
    const { loop } = beingCleanedUp(planUnder({ failurePolicy: 'continue' }), 'Fail');
    expect(loop.supervisor()?.context.progress).toMatchObject({ running: [0, 1], outcomes: [null, null, null] });
    loop.toExperiment(bad, cleaned);
    expect(loop.supervisor()?.context.progress.running).toEqual([1, 2]);
  });
});

describe('a process that finds a failed step being cleaned up', () => {
  const plan = planUnder({ failurePolicy: 'cancelRunning' });
  const failed = () => {
    const { loop } = beingCleanedUp(plan, 'Fail');
    return { supervisor: loop.supervisor() as SupervisorState, attempts: loop.attempts() };
  };
  /** As the checkpoint between the record of the outcome and the policy has it, and as a version before wrote it. */
  const untripped = (): { supervisor: SupervisorState; attempts: readonly AttemptState[] } => {
    const running = beingCleanedUp({ ...plan, failurePolicy: 'continue' }, 'Fail').loop;
    const { state, context } = running.supervisor() as SupervisorState;
    return { supervisor: { state, context: { ...context, plan } }, attempts: running.attempts() };
  };

  it('has the policy act if it has not', () => {
    const { supervisor, attempts } = untripped();
    expect(supervisor.state).toBe('Iterating.Running');
    const { loop, entries } = loopOf(plan);
    loop.resume(supervisor, attempts);
    expect([loop.supervisor()?.state, trips(entries)]).toEqual(['Iterating.Draining', 1]);
    expect(loop.attemptOf(1)?.context.end?.outcome).toBe('Stopped');
  });

  it('lets every machine go on before the policy ends it', () => {
    const { supervisor, attempts } = untripped();
    const { loop, entries } = loopOf(plan);
    loop.resume(supervisor, attempts);
    const told = entries.filter(({ subject }) => subject === 'long').map(({ event }) => event.type);
    expect(told).toEqual(['RESUME', 'ABORT']);
  });

  it('does not have it act again if it has', () => {
    const { supervisor, attempts } = failed();
    const { loop, entries } = loopOf(plan);
    loop.resume(supervisor, attempts);
    loop.toExperiment(bad, cleaned);
    expect([loop.supervisor()?.state, trips(entries)]).toEqual(['Iterating.Draining', 0]);
  });
});

describe('a process that adopts a run whose checkpoint is lost', () => {
  const failed = { name: 'bad', status: 'Completed', verdict: 'Fail' };
  const waiting = { name: 'later', status: 'Waiting for Job Creation', verdict: 'N/A' };

  const adopt = (plan: Plan, rows: readonly { readonly name: string }[], jobs = [jobOf('long')]) => {
    const made = loopOf(plan);
    const ids = { runId: 'run1', engineName: 'engine', engineUid: 'engine-uid' };
    const at = { now: start + 1_000, byOurClock: (time: number) => time };
    const { supervisor, taken, proven } = adoptRun({ ...ids, ...at, plan, jobs, rows, results: [] });
    made.loop.resume(supervisor, [], taken, proven);
    return made;
  };

  it('launches nothing more where a failed row had ended it under stopScheduling, and lets run what runs', () => {
    const { loop, entries, effects } = adopt(planUnder({ failurePolicy: 'stopScheduling' }), [failed, waiting]);
    expect(loop.supervisor()?.state).toBe('Iterating.Draining');
    expect(loop.attemptOf(2)?.context).toMatchObject({ end: { outcome: 'Skipped' }, attempt: 0 });
    expect(stateOf(loop, 1)).toBe('Launching.Adopting');
    expect(effects).not.toContain('later validate');
    expect(trips(entries)).toBe(1);
  });

  it('calls off what runs under cancelRunning', () => {
    const { loop } = adopt(planUnder({ failurePolicy: 'cancelRunning' }), [failed, waiting]);
    expect(loop.attemptOf(1)?.context.end?.outcome).toBe('Stopped');
  });

  it('does not call off the failed step, whose Job is still to be deleted', () => {
    const jobs = [jobOf('bad'), jobOf('long')];
    const { loop } = adopt(planUnder({ failurePolicy: 'cancelRunning' }), [failed, waiting], jobs);
    expect(loop.supervisor()?.state).toBe('Iterating.Draining');
    expect([stateOf(loop, 0), loop.attemptOf(0)?.context.end?.outcome]).toEqual(['Launching.Adopting', undefined]);
    expect(loop.attemptOf(1)?.context.end?.outcome).toBe('Stopped');
  });

  it('goes on where the policy is to continue', () => {
    const { loop, effects } = adopt(planUnder({ failurePolicy: 'continue' }), [failed, waiting]);
    expect(loop.supervisor()?.state).toBe('Iterating.Running');
    expect(effects).toContain('later validate');
  });

  it('closes it where every step has ended', () => {
    const rows = ['bad', 'long', 'later'].map((name) => ({ ...failed, name }));
    const { loop, effects } = adopt(planUnder({ failurePolicy: 'cancelRunning' }), rows, []);
    expect(loop.supervisor()?.state).toBe('Closing');
    expect(effects.filter((effect) => effect === 'closeRun')).toHaveLength(1);
  });
});
