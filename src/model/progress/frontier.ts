import { remembered } from '../json/remembered.ts';
import { evaluate, explainFalse, type Outcomes, stepsOf } from '../plan/condition.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlannedStep } from '../plan/planned-step.ts';
import { stepAt } from '../plan/step-at.ts';

export interface Impossible {
  readonly step: number;
  /** Why the condition can no longer become true: a sentence for people. */
  readonly reason: string;
}

export interface Advance {
  /** Steps whose condition holds now and did not before, in the iteration's order. */
  readonly ready: readonly number[];
  /** Steps whose condition can no longer become true, in the iteration's order. */
  readonly impossible: readonly Impossible[];
}

/** The steps whose condition mentions a given one, by its index. Computed once per plan; a pure function of its steps. */
const dependentsOf = remembered((steps: readonly PlannedStep[]): ReadonlyMap<number, readonly number[]> => {
  const dependents = new Map<number, number[]>();
  steps.forEach(({ condition }, index) => {
    if (condition === undefined) return;
    for (const needed of stepsOf(condition)) {
      const known = dependents.get(needed);
      if (known) known.push(index);
      else dependents.set(needed, [index]);
    }
  });
  return dependents;
});

/** The steps of an iteration (from 1), in the order in which ready ones are started; none before the first and after the last. */
export const orderOf = ({ iterations }: Pick<Plan, 'iterations'>, iteration: number): readonly number[] =>
  iterations[iteration - 1]?.order ?? [];

/** The place of each step in an iteration's order. A step that is not in it does not run in that iteration. */
export const placesIn = remembered(
  (order: readonly number[]): ReadonlyMap<number, number> => new Map(order.map((step, place) => [step, place])),
);

/** Steps of an iteration, as its order has them. */
export const inOrder = (order: readonly number[], steps: readonly number[]): readonly number[] => {
  const places = placesIn(order);
  return steps.toSorted((left, right) => (places.get(left) ?? 0) - (places.get(right) ?? 0));
};

const candidates = (plan: Plan, order: readonly number[], finished: number | undefined): readonly number[] => {
  if (finished === undefined) return order;
  const places = placesIn(order);
  const dependents = dependentsOf(plan.steps).get(finished);
  if (dependents === undefined) return [];
  const drawn = dependents.filter((step) => places.has(step));
  return inOrder(order, drawn);
};

/**
 * What the end of `finished` changes in iteration `iteration` (from 0). `outcomes` is indexed like `plan.steps` and holds
 * the outcome of `finished` and of the ends told before, and no other: when several steps end at once, set one outcome and
 * tell it, then the next. Then each step of the iteration is reported exactly once over all calls. With `finished`
 * undefined: the frontier at the iteration's start, where steps that already have an outcome (taken from a record) are
 * left out. Looks at the dependents of `finished` only.
 */
export const advance = (plan: Plan, iteration: number, outcomes: Outcomes, finished: number | undefined): Advance => {
  const ready: number[] = [];
  const impossible: Impossible[] = [];
  for (const index of candidates(plan, orderOf(plan, iteration + 1), finished)) {
    const { condition } = stepAt(plan, index);
    if (outcomes[index]) continue;
    if (condition === undefined) {
      ready.push(index);
      continue;
    }
    const truth = evaluate(condition, outcomes);
    if (truth === 'open') continue;
    // Decided before `finished` ended: an earlier call has reported it.
    if (finished !== undefined && evaluate(condition, outcomes, finished) !== 'open') continue;
    if (truth === 'true') ready.push(index);
    else impossible.push({ step: index, reason: explainFalse(condition, outcomes, (one) => stepAt(plan, one).id) });
  }
  return { ready, impossible };
};

/**
 * Which of the ready steps may start now beside the running ones, of which so many are `leaving` and take up no place: obeys
 * parallelism and mutexes, goes through `ready` in the given order, and does not let a step blocked by a mutex hold up a
 * later one.
 */
export const startable = (
  plan: Plan,
  ready: readonly number[],
  running: readonly number[],
  leaving = 0,
): readonly number[] => {
  let free = plan.parallelism - (running.length - leaving);
  if (free <= 0 || ready.length === 0) return [];
  const held = new Set<string>();
  for (const index of running) for (const mutex of stepAt(plan, index).mutexes) held.add(mutex);
  const chosen: number[] = [];
  for (const index of ready) {
    const { mutexes } = stepAt(plan, index);
    if (mutexes.some((mutex) => held.has(mutex))) continue;
    chosen.push(index);
    for (const mutex of mutexes) held.add(mutex);
    free -= 1;
    if (free === 0) break;
  }
  return chosen;
};
