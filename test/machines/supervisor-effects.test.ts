import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { effectsOf } from '../../machines/effects-of.ts';
import { statePath } from '../../machines/state-path.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import type { SupervisorEvent } from '../../machines/supervisor/supervisor-types.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { FailurePolicy, Plan } from '../../src/model/plan/plan.ts';
import { twoIterations } from './supervisor-model.ts';

const planWith = (more: Partial<Plan> = {}): Plan => ({ ...twoIterations, ...more });

/** The machine after these events, and what the last of them asks for. */
const runAfter = (events: readonly SupervisorEvent[], plan: Plan = planWith()) => {
  let [snapshot, actions] = initialTransition(supervisorMachine, { runId: 'run', plan, startedAt: 500 });
  for (const event of events) [snapshot, actions] = transition(supervisorMachine, snapshot, event);
  return { state: statePath(snapshot.value), asked: effectsOf(actions), context: snapshot.context };
};

const opened: SupervisorEvent = { type: 'RUN_OPENED', at: 1_000 };
const ended = (step: number, outcome: Outcome, { iteration = 1, attempt = 1, at = 2_000 } = {}): SupervisorEvent => ({
  ...{ type: 'STEP_ENDED', at, step, iteration, attempt, outcome, reason: '' },
});
const recorded = (step: number, outcome: Outcome): SupervisorEvent => ({
  ...{ type: 'OUTCOME_RECORDED', at: 1_900, step, iteration: 1, attempt: 1, outcome },
});
const timer = (name: 'run' | 'iteration' | 'next' | 'retry', iteration = 1, step?: number): SupervisorEvent => ({
  ...{ type: 'TIMER', at: 21_000, timer: name, iteration, ...(step === undefined ? {} : { step }) },
});
const abort: SupervisorEvent = { type: 'ABORT', at: 3_000, reason: 'enough', by: 'operator' };
const resume: SupervisorEvent = { type: 'RESUME', at: 9_000 };
const under = (failurePolicy: FailurePolicy): Plan => planWith({ failurePolicy });

const start = (iteration: number, ...steps: readonly (readonly [step: number, attempt: number])[]) => ({
  type: 'startSteps',
  params: { iteration, steps: steps.map(([step, attempt]) => ({ step, attempt })) },
});
const skip = (iteration: number, reason: string, ...steps: readonly number[]) => ({
  type: 'skipSteps',
  params: { iteration, steps: steps.map((step) => ({ step, reason })) },
});
const end = (steps: readonly number[], reason: string, by = 'runner', iteration = 1) => ({
  type: 'abortSteps',
  params: { iteration, steps, reason, by },
});
const arm = (name: string, iteration: number, due: number, step?: number) => ({
  type: 'armTimer',
  params: { timer: name, iteration, due, ...(step === undefined ? {} : { step }) },
});
const close = (outcome: Outcome, aborted = false) => ({ type: 'closeRun', params: { outcome, aborted } });

const armedRun = arm('run', 0, 60_500);
const tooLong = 'Iteration 1 ran longer than its time-out.';
const policy = (failurePolicy: FailurePolicy): string => `b ended Fail and the failure policy is ${failurePolicy}.`;

describe('a run', () => {
  it('is opened before anything runs, and begins with what may run at once', () => {
    expect(runAfter([])).toMatchObject({ state: 'Opening', asked: [{ type: 'openRun', params: { runId: 'run' } }] });
    expect(runAfter([opened])).toMatchObject({
      state: 'Iterating.Running',
      asked: [armedRun, arm('iteration', 1, 21_000), start(1, [0, 1], [1, 1])],
    });
  });

  it('has no timers where its plan has none', () => {
    const { timeoutMs: _, iterationTimeoutMs: __, ...untimed } = planWith();
    expect(runAfter([opened], untimed).asked).toEqual([start(1, [0, 1], [1, 1])]);
    expect(runAfter([opened, resume], untimed).asked).toEqual([]);
  });

  it('goes on with what an end lets start, and skips what it makes impossible', () => {
    expect(runAfter([opened, ended(0, 'Pass')]).asked).toEqual([start(1, [2, 1])]);
    const failed = runAfter([opened, ended(0, 'Fail')]).asked;
    expect(failed).toEqual([
      { type: 'skipSteps', params: { iteration: 1, steps: [{ step: 2, reason: expect.stringContaining('a') }] } },
    ]);
  });

  it('tries a step again after its backoff, and once only', () => {
    const tried = [opened, ended(0, 'Error')];
    expect(runAfter(tried).asked).toEqual([arm('retry', 1, 2_100, 0)]);
    expect(runAfter([...tried, timer('retry', 1, 0)]).asked).toEqual([start(1, [0, 2])]);
    const again = [...tried, timer('retry', 1, 0), ended(0, 'Error', { attempt: 2 })];
    expect(runAfter(again).asked).toEqual([expect.objectContaining({ type: 'skipSteps' })]);
    expect(runAfter([...tried, timer('retry', 2, 0)]).asked).toEqual([]);
  });

  it('hears of no end of an attempt that it does not wait for', () => {
    expect(runAfter([opened, ended(1, 'Pass', { attempt: 2 })])).toMatchObject({
      asked: [],
      context: { progress: { running: [0, 1] } },
    });
    expect(runAfter([opened, ended(1, 'Pass', { iteration: 2 })]).asked).toEqual([]);
  });

  it('waits for the next iteration as long as its plan says, from the beginning of the one before', () => {
    const first = [opened, ended(0, 'Pass'), ended(1, 'Pass'), ended(2, 'Pass')];
    expect(runAfter(first)).toMatchObject({ state: 'Waiting', asked: [arm('next', 2, 6_000)] });
    expect(runAfter([...first, timer('next', 1)])).toMatchObject({ state: 'Waiting', asked: [] });
    const second = [...first, timer('next', 2)];
    expect(runAfter(second)).toMatchObject({
      state: 'Iterating.Running',
      asked: [arm('iteration', 2, 41_000), start(2, [1, 1])],
    });
    const over = [...second, ended(1, 'Fail', { iteration: 2 })];
    expect(runAfter(over)).toMatchObject({ state: 'Closing', asked: [close('Fail')] });
    expect(runAfter([...over, { type: 'RUN_CLOSED', at: 30_000, aborted: false }]).state).toBe('Completed');
  });
});

describe('the failure policy', () => {
  it('lets what runs come to its end under stopScheduling, and starts nothing more', () => {
    const tripped = [opened, ended(1, 'Fail')];
    const plan = under('stopScheduling');
    expect(runAfter(tripped, plan)).toMatchObject({
      state: 'Iterating.Draining',
      asked: [skip(1, policy('stopScheduling'), 2)],
    });
    expect(runAfter([...tripped, ended(0, 'Pass'), ended(2, 'Skipped', { attempt: 0 })], plan)).toMatchObject({
      state: 'Closing',
      asked: [close('Fail')],
    });
  });

  it('ends what runs under cancelRunning, with the outcome that is recorded already', () => {
    const plan = under('cancelRunning');
    const reason = policy('cancelRunning');
    for (const event of [recorded(1, 'Fail'), ended(1, 'Fail')])
      expect(runAfter([opened, event], plan)).toMatchObject({
        state: 'Iterating.Draining',
        asked: [skip(1, reason, 2), end([0], reason)],
      });
    expect(runAfter([opened, recorded(1, 'Fail')], plan).context.progress.running).toEqual([0, 1]);
    expect(runAfter([opened, ended(1, 'Fail')], plan).context.progress.running).toEqual([0]);
  });

  it('lets everything run under continue', () => {
    expect(runAfter([opened, recorded(1, 'Fail')])).toMatchObject({ state: 'Iterating.Running', asked: [] });
    expect(runAfter([opened, ended(1, 'Fail')])).toMatchObject({ state: 'Iterating.Running', asked: [] });
  });

  it('is not tripped by a pass, by a late word, or by an end that is tried again', () => {
    const plan = under('cancelRunning');
    const late: SupervisorEvent = {
      type: 'OUTCOME_RECORDED',
      at: 1,
      step: 1,
      iteration: 1,
      attempt: 2,
      outcome: 'Fail',
    };
    for (const event of [recorded(1, 'Pass'), late, recorded(0, 'Error')])
      expect(runAfter([opened, event], plan)).toMatchObject({ state: 'Iterating.Running', asked: [] });
  });

  it('is tripped by what is proven of a run whose checkpoint is lost, and calls off nothing of which the end is known', () => {
    const plan = under('cancelRunning');
    const proven: SupervisorEvent = { type: 'RESUME', at: 9_000, proven: [{ step: 1, outcome: 'Fail', isLast: true }] };
    const reason = policy('cancelRunning');
    expect(runAfter([opened, proven], plan)).toMatchObject({
      state: 'Iterating.Draining',
      asked: [arm('run', 1, 60_500), arm('iteration', 1, 21_000), skip(1, reason, 2), end([0], reason)],
    });
    expect(runAfter([opened, { ...proven, proven: [{ step: 1, outcome: 'Pass', isLast: true }] }], plan).state).toBe(
      'Iterating.Running',
    );
  });
});

describe('the time-out of an iteration', () => {
  it('ends each of its steps, and the next one follows', () => {
    const late = [opened, timer('iteration')];
    expect(runAfter(late)).toMatchObject({ state: 'Iterating.CuttingShort', asked: [end([0, 1, 2], tooLong)] });
    const over = [ended(0, 'Stopped'), ended(1, 'Stopped'), ended(2, 'Stopped', { attempt: 0 })];
    expect(runAfter([...late, ...over])).toMatchObject({ state: 'Waiting', asked: [arm('next', 2, 6_000)] });
  });

  it('ends the run under another policy than continue', () => {
    const plan = under('stopScheduling');
    const late = [opened, timer('iteration')];
    expect(runAfter(late, plan)).toMatchObject({ state: 'Iterating.Draining', asked: [end([0, 1, 2], tooLong)] });
    const over = [ended(0, 'Stopped'), ended(1, 'Stopped'), ended(2, 'Stopped', { attempt: 0 })];
    expect(runAfter([...late, ...over], plan)).toMatchObject({ state: 'Closing', asked: [close('Stopped')] });
  });

  it('ends what runs while nothing more is started', () => {
    const drains = [opened, ended(1, 'Fail'), timer('iteration')];
    expect(runAfter(drains, under('stopScheduling'))).toMatchObject({
      state: 'Iterating.Draining',
      asked: [end([0], tooLong)],
    });
  });

  it('is none of an iteration that is over', () => {
    expect(runAfter([opened, timer('iteration', 0)])).toMatchObject({ state: 'Iterating.Running', asked: [] });
  });
});

describe('an abort', () => {
  it('ends every step, those that were never launched too, with its reason', () => {
    const stopped = [opened, abort];
    expect(runAfter(stopped)).toMatchObject({
      state: 'Aborting',
      asked: [end([0, 1, 2], 'enough', 'operator')],
      context: { aborted: { by: 'operator', reason: 'enough' } },
    });
    const over = [ended(0, 'Stopped'), ended(1, 'Stopped'), ended(2, 'Stopped', { attempt: 0 })];
    expect(runAfter([...stopped, ...over])).toMatchObject({ state: 'Closing', asked: [close('Stopped', true)] });
    expect(runAfter([...stopped, ...over, { type: 'RUN_CLOSED', at: 1, aborted: true }]).state).toBe('Aborted');
    expect(runAfter([...stopped, ...over, { type: 'RUN_CLOSED', at: 1, aborted: false }]).state).toBe('Closing');
  });

  it('before the run was opened ends it in its first iteration, of which nothing was started', () => {
    expect(runAfter([abort])).toMatchObject({
      state: 'Aborting',
      asked: [end([0, 1, 2], 'enough', 'operator')],
      context: { progress: { iteration: 1, running: [], attempts: [0, 0, 0] } },
    });
  });

  it('is what the time-out of the run is', () => {
    const reason = 'The run took longer than its time-out.';
    expect(runAfter([opened, timer('run')])).toMatchObject({
      state: 'Aborting',
      asked: [end([0, 1, 2], reason)],
      context: { aborted: { by: 'runner', reason } },
    });
  });

  it('while the run is closed closes it once more, with its sweep', () => {
    const once = planWith({ iterations: [{ order: [1], intervalMs: 0 }] });
    const closing = [opened, ended(1, 'Pass')];
    expect(runAfter(closing, once)).toMatchObject({ state: 'Closing', asked: [close('Pass')] });
    expect(runAfter([...closing, abort], once)).toMatchObject({ state: 'Closing', asked: [close('Stopped', true)] });
  });
});

describe('after a restart', () => {
  it('timers are armed again with the time that is left, and what may start is started', () => {
    const rearmed = [arm('run', 1, 60_500), arm('iteration', 1, 21_000)];
    expect(runAfter([opened, resume])).toMatchObject({ state: 'Iterating.Running', asked: rearmed });
    expect(runAfter([opened, ended(0, 'Error'), resume]).asked).toEqual([...rearmed, arm('retry', 1, 2_100, 0)]);
    expect(runAfter([opened, abort, resume])).toMatchObject({ state: 'Aborting', asked: rearmed });
    expect(runAfter([resume])).toMatchObject({
      state: 'Opening',
      asked: [{ type: 'openRun', params: { runId: 'run' } }],
    });
  });

  it('the next iteration is waited for as before', () => {
    const first = [opened, ended(0, 'Pass'), ended(1, 'Pass'), ended(2, 'Pass'), resume];
    expect(runAfter(first)).toMatchObject({
      state: 'Waiting',
      asked: [arm('run', 1, 60_500), arm('iteration', 1, 21_000), arm('next', 2, 6_000)],
    });
  });
});
