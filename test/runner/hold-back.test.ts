import { describe, expect, it } from 'vitest';
import type { ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { createHoldBack } from '../../src/runner/removal/deferred-deletion.ts';
import type { Loop } from '../../src/runner/run/loop.ts';
import { manualClock } from './manual-clock.ts';

interface Standing {
  /** Steps of the iteration without an outcome; those that run are always two. */
  readonly open?: number;
  readonly retriesOn?: readonly Outcome[];
}

const holdBackOfTwo = ({ open = 2, retriesOn }: Standing = {}) => {
  const clock = manualClock();
  const latch = { closed: false };
  const stop = new AbortController();
  const retries = retriesOn === undefined ? {} : { retries: { limit: 1, on: retriesOn } };
  const plan = { steps: [{ id: 'first', ...retries }, { id: 'second' }] } as unknown as Plan;
  const loop = { supervisor: () => ({ context: { progress: { open, running: [0, 1] } } }) } as unknown as Loop;
  const holdBack = createHoldBack({ clock, latch, plan, signal: stop.signal }, loop);
  const contextOf = (step: number, outcome: Outcome = 'Pass'): ExperimentContext =>
    ({ step, iteration: 1, attempt: 1, outcome }) as unknown as ExperimentContext;
  return {
    ...{ clock, latch, stop },
    saw: (step: number, state: string): void => holdBack.sawAttempt({ state, context: contextOf(step) }),
    /** Whether the deletion may begin, as far as it is known now. */
    ask: (outcome?: Outcome): (() => Promise<boolean>) => {
      let answered = false;
      void holdBack.whileOthersRun(contextOf(0, outcome)).then(() => {
        answered = true;
      });
      return async () => {
        await new Promise(setImmediate);
        return answered;
      };
    },
  };
};

/** The first step has come to its deletion, the second one runs. */
const oneStillRuns = (standing?: Standing) => {
  const ground = holdBackOfTwo(standing);
  ground.saw(0, 'CleaningUp.Deleting');
  ground.saw(1, 'Running.Starting');
  return ground;
};

describe('the deletion of a Job that has passed', () => {
  it('waits while another step runs, and comes when that one is deleted, too', async () => {
    const { ask, saw } = oneStillRuns();
    const isDue = ask();
    expect(await isDue()).toBe(false);
    for (const state of ['Running.Observing', 'Running.ReadingResult', 'CleaningUp.Recording']) saw(1, state);
    expect(await isDue()).toBe(false);
    saw(1, 'CleaningUp.Deleting');
    expect(await isDue()).toBe(true);
  });

  it('comes when the other step has ended without a deletion', async () => {
    const { ask, saw } = oneStillRuns();
    const isDue = ask();
    saw(1, 'Verdict');
    expect(await isDue()).toBe(true);
  });

  it('comes after ten seconds, however long the other step runs', async () => {
    const { ask, clock } = oneStillRuns();
    const isDue = ask();
    clock.goTo(clock.now() + 9_999);
    expect(await isDue()).toBe(false);
    clock.goTo(clock.now() + 1);
    expect(await isDue()).toBe(true);
  });

  it('comes at once when nothing else runs', async () => {
    const { ask, saw } = holdBackOfTwo();
    saw(0, 'CleaningUp.Deleting');
    expect(await ask()()).toBe(true);
  });

  it('comes at once when a step waits for this one or for its place', async () => {
    expect(await oneStillRuns({ open: 3 }).ask()()).toBe(true);
  });

  it('comes at once when the step is tried again', async () => {
    expect(await oneStillRuns({ retriesOn: ['Pass'] }).ask()()).toBe(true);
  });

  it.each(['Fail', 'Error', 'Stopped'] as const)(
    'comes at once after %s: a policy may wait for it',
    async (outcome) => {
      expect(await oneStillRuns().ask(outcome)()).toBe(true);
    },
  );

  it('comes at once when the run is being aborted, also if it was put off before', async () => {
    const { ask, latch, saw } = oneStillRuns();
    const isDue = ask();
    expect(await isDue()).toBe(false);
    latch.closed = true;
    expect(await ask()()).toBe(true);
    saw(1, 'CleaningUp.Recording');
    expect(await isDue()).toBe(true);
  });

  it('comes at once when fifty others are put off already', async () => {
    const { ask } = oneStillRuns();
    const held = Array.from({ length: 50 }, () => ask());
    expect(await held[49]?.()).toBe(false);
    expect(await ask()()).toBe(true);
  });

  it('keeps no timer when the process is about to end', async () => {
    const { ask, clock, stop } = oneStillRuns();
    const isDue = ask();
    await isDue();
    stop.abort();
    expect(await isDue()).toBe(true);
    expect(clock.pending()).toEqual([]);
  });
});
