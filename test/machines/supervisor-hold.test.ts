import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { effectsOf } from '../../machines/effects-of.ts';
import { statePath } from '../../machines/state-path.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import type { SupervisorEvent } from '../../machines/supervisor/supervisor-types.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import { twoIterations } from './supervisor-model.ts';

/** The machine after these events, what the last of them asks for, and which steps all of them have started. */
const runAfter = (...events: readonly SupervisorEvent[]) => {
  let [snapshot, actions] = initialTransition(supervisorMachine, { runId: 'run', plan: twoIterations, startedAt: 500 });
  const started: number[] = [];
  for (const event of events) {
    [snapshot, actions] = transition(supervisorMachine, snapshot, event);
    for (const { type, params } of effectsOf(actions))
      if (type === 'startSteps')
        started.push(...(params as { steps: { step: number }[] }).steps.map(({ step }) => step));
  }
  return { state: statePath(snapshot.value), asked: effectsOf(actions), started, context: snapshot.context };
};

const opened: SupervisorEvent = { type: 'RUN_OPENED', at: 1_000 };
const pause: SupervisorEvent = { type: 'PAUSE', at: 1_500 };
const goOn: SupervisorEvent = { type: 'CONTINUE', at: 2_500 };
const ended = (step: number, outcome: Outcome, iteration = 1): SupervisorEvent => ({
  ...{ type: 'STEP_ENDED', at: 2_000, step, iteration, attempt: outcome === 'Skipped' ? 0 : 1, outcome, reason: '' },
});
const next: SupervisorEvent = { type: 'TIMER', at: 30_000, timer: 'next', iteration: 2 };
const says = (held: boolean) => ({ type: 'tellHold', params: { held } });
const starts = (iteration: number, ...steps: readonly number[]) => ({
  type: 'startSteps',
  params: { iteration, steps: steps.map((step) => ({ step, attempt: 1 })) },
});

describe('a run that somebody holds', () => {
  it('says so, and lets what runs go on', () => {
    expect(runAfter(opened, pause)).toMatchObject({ state: 'Iterating.Paused', asked: [says(true)], started: [0, 1] });
  });

  it('starts nothing that an end makes ready, and all of it when it goes on', () => {
    expect(runAfter(opened, pause, ended(0, 'Pass'))).toMatchObject({ state: 'Iterating.Paused', asked: [] });
    expect(runAfter(opened, pause, ended(0, 'Pass'), goOn)).toMatchObject({
      state: 'Iterating.Running',
      asked: [says(false), starts(1, 2)],
    });
  });

  it('skips what has become impossible all the same', () => {
    const { asked } = runAfter(opened, pause, ended(0, 'Fail'));
    expect(asked.map(({ type }) => type)).toEqual(['skipSteps']);
  });

  it('begins with nothing where it is held before it has begun', () => {
    expect(runAfter(pause, opened)).toMatchObject({ state: 'Iterating.Paused', started: [] });
    expect(runAfter(pause, opened, goOn).asked).toEqual([says(false), starts(1, 0, 1)]);
  });

  it('begins no step of the next iteration either, whose time-out runs', () => {
    const over = [opened, ended(0, 'Fail'), ended(2, 'Skipped'), ended(1, 'Pass'), pause];
    expect(runAfter(...over).state).toBe('Waiting');
    const begun = runAfter(...over, next);
    expect(begun).toMatchObject({ state: 'Iterating.Paused', started: [0, 1] });
    expect(begun.asked.map(({ type }) => type)).toEqual(['armTimer']);
    expect(runAfter(...over, next, goOn).asked).toEqual([says(false), starts(2, 1)]);
  });

  it('hears a second time to be held, or not to be, without a word', () => {
    expect(runAfter(opened, pause, pause).asked).toEqual([]);
    expect(runAfter(opened, goOn).asked).toEqual([]);
  });

  it('has time-outs that do not stand still', () => {
    const timer = (name: 'run' | 'iteration'): SupervisorEvent => ({
      type: 'TIMER',
      at: 60_500,
      timer: name,
      iteration: 1,
    });
    expect(runAfter(opened, pause, timer('iteration')).state).toBe('Iterating.CuttingShort');
    expect(runAfter(opened, pause, timer('run')).state).toBe('Aborting');
  });

  it('is aborted as any other', () => {
    const aborted = runAfter(opened, pause, { type: 'ABORT', at: 3_000, reason: 'enough', by: 'operator' });
    expect(aborted.state).toBe('Aborting');
    expect(aborted.asked).toEqual([
      { type: 'abortSteps', params: { iteration: 1, steps: [0, 1, 2], reason: 'enough', by: 'operator' } },
    ]);
  });

  it('stays held over a restart, and starts nothing then', () => {
    const resumed = runAfter(opened, pause, ended(0, 'Pass'), { type: 'RESUME', at: 9_000 });
    expect(resumed.state).toBe('Iterating.Paused');
    expect(resumed.started).toEqual([0, 1]);
  });
});
