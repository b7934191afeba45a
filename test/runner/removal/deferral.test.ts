import { describe, expect, it } from 'vitest';
import type { AttemptParams, ExperimentContext } from '../../../machines/experiment/experiment-types.ts';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import { beginIteration, noProgress } from '../../../src/model/progress/progress.ts';
import { createDeferral } from '../../../src/runner/removal/deferral.ts';
import type { ToExperiment } from '../../../src/runner/run/loop.ts';
import { attemptEnd, attemptState, planOf, start } from '../fixtures.ts';

interface Standing {
  readonly steps?: readonly string[];
  /** Most steps at once. */
  readonly parallelism?: number;
  readonly retriesOn?: readonly Outcome[];
}

/** All steps of a run are under way; the first one's row is being written. */
const manyAtOnce = ({ steps = ['first', 'second'], parallelism = steps.length, retriesOn }: Standing = {}) => {
  const retries = retriesOn === undefined ? {} : { retries: { limit: 1, on: retriesOn, backoffMs: 0 } };
  const plan = planOf(
    steps.map((id) => ({ id, ...retries })),
    { parallelism },
  );
  const { progress } = beginIteration(plan, noProgress(plan), start);
  const told: string[] = [];
  const latch = { closed: false };
  const toExperiment = ({ step }: AttemptParams, { type }: ToExperiment): void => void told.push(`${step} ${type}`);
  const deferral = createDeferral({ latch, plan, toExperiment, progress: () => progress });
  const context = (step: number, outcome?: Outcome): ExperimentContext =>
    attemptState('', {
      step,
      iteration: 1,
      attempt: 1,
      ...(outcome === undefined ? {} : { end: attemptEnd('completed', outcome) }),
    }).context;
  const saw = (step: number, state: string): void => deferral.sawAttempt({ state, context: context(step) });
  steps.forEach((_, step) => {
    saw(step, 'CleaningUp.Recording');
  });
  return {
    told,
    latch,
    saw,
    isPossible: (step = 0, outcome: Outcome = 'Pass') => deferral.isPossible(context(step, outcome)),
  };
};

describe('the deletion of a Job that has passed', () => {
  it('may wait while another step is at work, and is due when that one is deleted, too', () => {
    const { isPossible, saw, told } = manyAtOnce();
    expect(isPossible()).toBe(true);
    for (const state of ['Running.Observing', 'Running.ReadingResult', 'CleaningUp.Recording']) saw(1, state);
    saw(0, 'CleaningUp.Deferring');
    expect(told).toEqual([]);
    saw(1, 'CleaningUp.Deleting');
    expect(told).toEqual(['0 OTHERS_ENDED']);
  });

  it('is due when the other step has ended without a deletion', () => {
    const { saw, told } = manyAtOnce();
    saw(0, 'CleaningUp.Deferring');
    saw(1, 'Verdict');
    expect(told).toEqual(['0 OTHERS_ENDED']);
  });

  it('is due for all at once when the last of them would wait, too', () => {
    const { saw, told } = manyAtOnce();
    saw(0, 'CleaningUp.Deferring');
    saw(1, 'CleaningUp.Deferring');
    expect(told).toEqual(['0 OTHERS_ENDED', '1 OTHERS_ENDED']);
  });

  it('is told of once, and not where it has begun meanwhile', () => {
    const { saw, told } = manyAtOnce({ steps: ['first', 'second', 'third'] });
    saw(0, 'CleaningUp.Deferring');
    saw(1, 'CleaningUp.Deferring');
    saw(0, 'CleaningUp.Deleting');
    saw(2, 'Verdict');
    saw(1, 'CleaningUp.Deleting');
    expect(told).toEqual(['1 OTHERS_ENDED']);
  });

  it('waits for nothing when no other step is at work', () => {
    const { isPossible, saw } = manyAtOnce();
    saw(1, 'CleaningUp.Deleting');
    expect(isPossible()).toBe(false);
  });

  it('waits for nothing when a step waits for its place', () => {
    expect(manyAtOnce({ steps: ['first', 'second', 'third'], parallelism: 2 }).isPossible()).toBe(false);
  });

  it('waits for nothing when the step is tried again', () => {
    expect(manyAtOnce({ retriesOn: ['Pass'] }).isPossible()).toBe(false);
  });

  it('waits for nothing when the run is being aborted, also if it was put off before', () => {
    const { isPossible, latch, saw, told } = manyAtOnce();
    saw(0, 'CleaningUp.Deferring');
    latch.closed = true;
    expect(isPossible(1)).toBe(false);
    saw(1, 'Running.Observing');
    expect(told).toEqual(['0 OTHERS_ENDED']);
  });

  it('waits for nothing when fifty others are put off already', () => {
    const steps = Array.from({ length: 53 }, (_, index) => `s${index}`);
    const { isPossible, saw } = manyAtOnce({ steps });
    for (let step = 1; step < 50; step += 1) saw(step, 'CleaningUp.Deferring');
    expect(isPossible()).toBe(true);
    saw(50, 'CleaningUp.Deferring');
    expect(isPossible()).toBe(false);
  });
});
