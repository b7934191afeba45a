import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/** What an earlier run of the plan left: the outcome of each step's last attempt by step id; absent: it never ended. */
export type LastOutcomes = Readonly<Record<string, Outcome | undefined>>;

/**
 * The plan reduced to what did not pass: one iteration with the steps whose outcome is not `Pass`, in their order, while
 * the others keep their outcome as a preset, so that conditions on them hold. Steps that no iteration of the plan drew stay
 * out. The order is empty when there is nothing to run again.
 */
export const rerunPlan = (plan: Plan, last: LastOutcomes): Plan => {
  const drawn = new Set(plan.iterations.flatMap(({ order }) => order));
  const passed = (step: number): boolean => outcomeOf(plan, last, step) === 'Pass';
  const order = [...drawn].filter((step) => !passed(step));
  const kept = [...drawn].filter(passed);
  const names = order.map((step) => plan.steps[step]?.id ?? '');
  return {
    ...plan,
    iterations: [{ order, intervalMs: 0 }],
    draws: plan.draws.filter(({ what }) => what === 'seed'),
    // What a rerun did not run again has its outcome from the run before.
    preset: plan.steps.map((_, step) =>
      drawn.has(step) ? (passed(step) ? 'Pass' : null) : (plan.preset?.[step] ?? null),
    ),
    notes: [
      ...plan.notes,
      `Runs again what did not pass: ${names.length === 0 ? 'nothing' : names.join(', ')}; ${kept.length} passed and keep their outcome.`,
    ],
  };
};

/** By id only: an id such as `constructor` must not find what every object has. */
const outcomeOf = (plan: Plan, last: LastOutcomes, step: number): Outcome | undefined => {
  const id = plan.steps[step]?.id;
  return id !== undefined && Object.hasOwn(last, id) ? last[id] : undefined;
};
