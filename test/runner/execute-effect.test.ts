import { describe, expect, it } from 'vitest';
import type { ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import { type ExperimentEffectMeans, executeExperimentEffect } from '../../src/runner/effects/execute-effect.ts';
import type { ToExperiment } from '../../src/runner/run/loop.ts';
import { createTimers } from '../../src/runner/run/timers.ts';
import { observing } from './checkpoints.ts';
import { attemptState, start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { eachByItself, noRequests, readingResults, rebuilding } from './means.ts';

const to = { step: 0, iteration: 1, attempt: 1 };
const job = { name: 'a-job', uid: 'uid-job' };

/** Effects of one attempt on a clock that is driven by hand; `looked` lets the look happen that somebody waits for. */
const scene = (more: Partial<ExperimentEffectMeans> = {}) => {
  const clock = manualClock(start);
  const told: ToExperiment[] = [];
  const left: string[] = [];
  const published: object[] = [];
  let looks: (() => void)[] = [];
  const run: ExperimentEffectMeans = {
    ...readingResults({ ...rebuilding(clock), cluster: noRequests }),
    ...{
      latch: { closed: false },
      existing: new Map(),
      warned: new Map(),
      launched: { yet: true },
      timers: createTimers(clock),
      inFlight: new Map(),
    },
    observer: {
      ...{ observe: () => undefined, leave: (name) => left.push(name), podsOf: () => [] },
      afterLook: (_, then) => looks.push(then),
    },
    writer: {
      ...{ flush: async () => 'written', settle: async () => 'written', hinderedSince: () => undefined },
      ...{ touch: () => undefined, owe: () => undefined },
    },
    deferral: { isPossible: () => false },
    jointDeletion: eachByItself,
    giveUp: async () => 'exits',
    waitsForRemoval: () => true,
    publish: (event) => published.push(event),
    toExperiment: (_, event) => told.push(event),
    ...more,
  };
  return {
    ...{ run, clock, told, left, published },
    execute: (effect: Parameters<typeof executeExperimentEffect>[1], context: Partial<ExperimentContext> = {}) =>
      executeExperimentEffect(run, effect, attemptState('', context).context),
    looked: () => {
      const waiting = looks;
      looks = [];
      for (const then of waiting) then();
    },
  };
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a deadline of a step that is observed', () => {
  const observe = { type: 'observe' as const, params: { ...to, job: 'a-job', deadlines: { timeout: start + 1_000 } } };

  it('is told after a look that began behind it: the container may have ended by itself', () => {
    const { execute, clock, told, looked } = scene();
    execute(observe, observing);
    clock.goTo(start + 1_000);
    expect(told).toEqual([]);
    looked();
    expect(told).toEqual([{ type: 'TIMER', timer: 'timeout' }]);
  });

  it('is withheld for a quarter of an hour at most, where nobody can look', () => {
    const { execute, clock, told } = scene();
    execute(observe, observing);
    clock.goTo(start + 1_000 + 15 * 60_000 - 1);
    expect(told).toEqual([]);
    clock.goTo(start + 1_000 + 15 * 60_000);
    expect(told).toEqual([{ type: 'TIMER', timer: 'timeout' }]);
  });

  it('is not told any more once the row of the step is written', async () => {
    const { execute, clock, told } = scene();
    execute(observe, observing);
    execute({ type: 'recordStatus', params: to }, observing);
    await settled();
    clock.goTo(start + 3_600_000);
    expect(told).toEqual([{ type: 'STATUS_RECORDED' }]);
  });
});

describe('the row of a step', () => {
  it('is recorded with the word that its deletion may wait, where it may', async () => {
    const { execute, told } = scene({ deferral: { isPossible: () => true } });
    execute({ type: 'recordStatus', params: to }, observing);
    await settled();
    expect(told).toEqual([{ type: 'STATUS_RECORDED', deferrable: true }]);
  });

  it('ends the observation of its Job', () => {
    const { execute, left } = scene();
    execute({ type: 'recordStatus', params: to }, { launch: { job, baseline: 'none' } });
    expect(left).toEqual(['a-job']);
  });
});

it('a launch that is held up, and a deletion that is put off, are told of their deadlines at once', () => {
  for (const type of ['awaitLaunch', 'deferDeletion'] as const) {
    const { execute, clock, told } = scene();
    execute({ type, params: { ...to, deadlines: { deferral: start + 10 } } });
    clock.goTo(start + 10);
    expect(told).toEqual([{ type: 'TIMER', timer: 'deferral' }]);
  }
});

it('an event is published in the name of its experiment', () => {
  const { execute, published } = scene();
  const said = { reason: 'Summary', warning: false, message: 'done', at: start };
  execute({ type: 'publishEvent', params: { ...to, ...said } });
  expect(published).toEqual([{ ...to, ...said, experiment: 'a' }]);
});
