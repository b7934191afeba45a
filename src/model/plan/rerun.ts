import { faultOf } from '../litmus/fault-mechanisms.ts';
import type { Outcome } from '../litmus/outcome.ts';
import { atOnceNotes, isAtOnceNote } from './at-once-text.ts';
import { lockGroups } from './clique-cover.ts';
import { concurrencyOf } from './concurrency.ts';
import { lockPrefix } from './mutual-exclusion.ts';
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
  // What a rerun did not run again has its outcome from the run before.
  const preset = plan.steps.map((_, step) =>
    drawn.has(step) ? (passed(step) ? 'Pass' : null) : (plan.preset?.[step] ?? null),
  );
  // Those of a rerun before are drawn anew: a name that came back would keep apart what it never meant.
  const steps = plan.steps.map((step) => ({
    ...step,
    mutexes: step.mutexes.filter((name) => !name.startsWith(lockPrefix.rerun)),
  }));
  const apart = stillApart({ ...plan, steps }, order, preset);
  const again: Plan = {
    ...plan,
    steps: apart.steps,
    iterations: [{ order, intervalMs: 0 }],
    draws: plan.draws.filter(({ what }) => what === 'seed'),
    preset,
  };
  return {
    ...again,
    notes: [
      ...plan.notes.filter((note) => note !== lockNote && !isAtOnceNote(note)),
      ...apart.notes,
      ...atOnceNotes(again),
      `Runs again what did not pass: ${names.length === 0 ? 'nothing' : names.join(', ')}; ${kept.length} passed and keep their outcome.`,
    ],
  };
};

const lockNote = `Steps that may disturb each other, and waited for each other by way of one that passed, still never run at once (mutexes ${lockPrefix.rerun}…).`;

/** More locks would make a plan that nobody can check, and that is large. */
const mostLocks = 50;

/** Whether two experiments may disturb each other: the same one, as it writes one result, or faults of one mechanism. */
const mayDisturb = (left: string | undefined, right: string | undefined): boolean => {
  const mechanism = faultOf(left ?? '')?.mechanism;
  return left === right || (mechanism !== undefined && mechanism === faultOf(right ?? '')?.mechanism);
};

/**
 * The steps with a mutex for those that only a passed step kept apart: in `a → b → c` the ends never met and so needed no
 * implied mutex, but when `b` is not run again nothing else keeps `c` from starting beside `a`. A plan does not say what
 * the targets are, so they count as the same.
 */
const stillApart = (
  { steps, parallelism }: Plan,
  order: readonly number[],
  preset: readonly (Outcome | null)[],
): Pick<Plan, 'steps' | 'notes'> => {
  if (parallelism < 2) return { steps, notes: [] };
  const before = concurrencyOf(steps.map(({ condition }) => condition));
  const now = concurrencyOf(steps.map(({ condition }, step) => (preset[step] ? undefined : condition)));
  const at = (place: number): number => order[place] ?? -1;
  const apart = (left: number, right: number): boolean =>
    mayDisturb(steps[left]?.experiment, steps[right]?.experiment) && !before(left, right) && now(left, right);
  const locks = new Map<number, Set<string>>();
  lockGroups(order.length, (left, right) => apart(at(left), at(right)), mostLocks).groups.forEach((group, index) => {
    for (const step of group.map(at))
      locks.set(step, (locks.get(step) ?? new Set(steps[step]?.mutexes)).add(`${lockPrefix.rerun}${index + 1}`));
  });
  if (locks.size === 0) return { steps, notes: [] };
  return {
    steps: steps.map((step, index) => ({ ...step, mutexes: [...(locks.get(index) ?? step.mutexes)].sort() })),
    notes: [lockNote],
  };
};

/** By id only: an id such as `constructor` must not find what every object has. */
const outcomeOf = (plan: Plan, last: LastOutcomes, step: number): Outcome | undefined => {
  const id = plan.steps[step]?.id;
  return id !== undefined && Object.hasOwn(last, id) ? last[id] : undefined;
};
