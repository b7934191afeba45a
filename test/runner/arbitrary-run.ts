import fc from 'fast-check';
import { mentionsOf } from '../../src/model/plan/dependency-graph.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { arbitraryPlan } from '../model/arbitrary-plan.ts';

/** A plan and everything that decides how its run goes. */
export interface RunCase {
  readonly plan: Plan;
  readonly seed: number;
  readonly cleanUp: 'delete' | 'retain';
}

/** The picked steps and all that they mention, directly or not. */
const withNeeded = (plan: Plan, picked: readonly boolean[]): ReadonlySet<number> => {
  const mentions = mentionsOf(plan.steps.map(({ condition }) => condition));
  const found = new Set<number>();
  const visit = (step: number): void => {
    if (found.has(step)) return;
    found.add(step);
    for (const needed of mentions[step] ?? []) visit(needed);
  };
  plan.steps.forEach((_, step) => {
    if (picked[step]) visit(step);
  });
  return found;
};

const mostIterations = 2;

interface Extras {
  readonly picked: readonly (readonly boolean[])[] | undefined;
  readonly preset: readonly boolean[] | undefined;
  readonly intervals: readonly number[];
  readonly alsoStopped: boolean;
}

/** Draws of steps, outcomes of an earlier run, intervals and other retries, as planning would put them into a plan. */
const dressed = (plan: Plan, { picked, preset, intervals, alsoStopped }: Extras): Plan => {
  const steps = plan.steps.map((step) =>
    step.retries && alsoStopped
      ? { ...step, retries: { ...step.retries, on: ['Fail', 'Error', 'Stopped'] as const } }
      : step,
  );
  if (preset !== undefined) {
    const order = plan.iterations[0]?.order.filter((step) => !preset[step]) ?? [];
    return {
      ...plan,
      steps,
      iterations: [{ order, intervalMs: 0 }],
      preset: plan.steps.map((_, step) => (preset[step] ? ('Pass' as const) : null)),
    };
  }
  const iterations = plan.iterations.slice(0, mostIterations).map(({ order }, index) => {
    const drawn = picked?.[index] && withNeeded(plan, picked[index]);
    return {
      order: order.filter((step) => drawn?.has(step) ?? true),
      intervalMs: index === 0 ? 0 : (intervals[index] ?? 0),
    };
  });
  return { ...plan, steps, iterations };
};

/** Runs that nothing cuts short: every step is tried, and each outcome follows from the fates alone. */
export const calmRuns = (mostSteps = 4): fc.Arbitrary<RunCase> =>
  arbitraryPlan(mostSteps).chain((plan) => {
    const flags = fc.array(fc.boolean(), { minLength: plan.steps.length, maxLength: plan.steps.length });
    return fc
      .record({
        picked: fc.option(fc.array(flags, { minLength: 3, maxLength: 3 }), { nil: undefined, freq: 3 }),
        preset: fc.option(flags, { nil: undefined, freq: 5 }),
        intervals: fc.array(fc.nat(20_000), { minLength: 3, maxLength: 3 }),
        alsoStopped: fc.boolean(),
        seed: fc.nat(),
        cleanUp: fc.constantFrom('delete' as const, 'retain' as const),
      })
      .map(({ seed, cleanUp, ...extras }) => ({
        plan: { ...dressed(plan, extras), failurePolicy: 'continue' as const },
        seed,
        cleanUp,
      }));
  });

/** Runs under every policy and with time-outs of steps, iterations and the whole run. */
export const anyRuns = (mostSteps = 4): fc.Arbitrary<RunCase> =>
  fc
    .record({
      calm: calmRuns(mostSteps),
      failurePolicy: fc.constantFrom('continue' as const, 'stopScheduling' as const, 'cancelRunning' as const),
      timeoutMs: fc.option(fc.integer({ min: 1, max: 12_000 }), { nil: undefined, freq: 2 }),
      iterationTimeoutMs: fc.option(fc.integer({ min: 1, max: 6_000 }), { nil: undefined, freq: 2 }),
      stepTimeoutMs: fc.option(fc.integer({ min: 1, max: 2_500 }), { nil: undefined, freq: 2 }),
    })
    .map(({ calm, failurePolicy, timeoutMs, iterationTimeoutMs, stepTimeoutMs }) => ({
      ...calm,
      plan: {
        ...calm.plan,
        failurePolicy,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(iterationTimeoutMs === undefined ? {} : { iterationTimeoutMs }),
        steps: calm.plan.steps.map((step, index) =>
          stepTimeoutMs === undefined || index % 2 === 1 ? step : { ...step, timeoutMs: stepTimeoutMs },
        ),
      },
    }));
