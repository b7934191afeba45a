import type { Condition } from '../plan/condition.ts';
import type { Plan } from '../plan/plan.ts';
import { stepAt } from '../plan/step-at.ts';
import { orderOf, placesIn } from './frontier.ts';

/** A step of which is certain that its latest attempt has been launched and has not come to its end. */
export interface OpenStep {
  readonly step: number;
  readonly attempt: number;
}

/**
 * The steps of an iteration (from 1) that cannot have been launched yet, though nothing is left of the run's progress but the
 * steps that are open: what waits for the end of one of them, and, one at a time, what comes after it. Of any other step it
 * cannot be told.
 */
export const unlaunchedSteps = (plan: Plan, iteration: number, open: readonly OpenStep[]): ReadonlySet<number> => {
  const order = orderOf(plan, iteration);
  const running = new Set(open.map(({ step }) => step));
  const unlaunched = new Set(plan.parallelism === 1 ? open.flatMap((one) => behind(plan, order, one)) : []);
  for (const step of running) unlaunched.delete(step);
  const conditionOf = (step: number): Condition | undefined => stepAt(plan, step).condition;
  /** What was never launched may have been skipped, and so have ended, unless it has no condition. */
  const goesOn = new Set([...running, ...[...unlaunched].filter((step) => conditionOf(step) === undefined)]);
  const waits = (condition: Condition, wanted: boolean): boolean =>
    neededEnds(condition, wanted).some((step) => goesOn.has(step));
  for (let size = -1; size !== unlaunched.size + goesOn.size; ) {
    size = unlaunched.size + goesOn.size;
    for (const step of order) {
      const condition = conditionOf(step);
      if (condition === undefined || running.has(step) || !waits(condition, true)) continue;
      unlaunched.add(step);
      if (waits(condition, false)) goesOn.add(step);
    }
  }
  return unlaunched;
};

/** The steps that have to have ended for a condition to be true, or to be false: enough for a proof, perhaps not all. */
export const neededEnds = (condition: Condition, wanted: boolean): readonly number[] => {
  if (condition.is === 'outcome') return [condition.step];
  if (condition.is === 'not') return neededEnds(condition.of, !wanted);
  const parts = condition.of.map((part) => neededEnds(part, wanted));
  // Each part has to be as wanted, or one of them is enough.
  if ((condition.is === 'all') === wanted) return [...new Set(parts.flat())];
  const [first = [], ...rest] = parts;
  return first.filter((step) => rest.every((part) => part.includes(step)));
};

/**
 * Steps are started in the order of the iteration, as soon as they are ready: one at a time, what comes after an open step has
 * been passed over by it, if the open step was ready whenever nothing ran. It was, if it has not been tried before (else others
 * may have run during its backoff), and what it waited for had run before without a pause.
 */
const behind = (plan: Plan, order: readonly number[], { step, attempt }: OpenStep): readonly number[] => {
  const before = attempt === 1 ? runBefore(plan, step) : undefined;
  if (before === undefined) return [];
  const places = placesIn(order);
  const last = Math.max(...[step, ...before].map((one) => places.get(one) ?? Number.POSITIVE_INFINITY));
  return order.filter((_, place) => place > last);
};

/** The steps that have run, once each, before one was started; undefined: that cannot be told. */
const runBefore = (plan: Plan, step: number, found = new Set<number>()): ReadonlySet<number> | undefined => {
  const { condition } = stepAt(plan, step);
  const needed = condition === undefined ? [] : ranFor(condition);
  if (needed === undefined) return undefined;
  for (const one of needed) {
    if (found.has(one) || plan.preset?.[one]) continue;
    if (stepAt(plan, one).retries !== undefined) return undefined;
    found.add(one);
    if (runBefore(plan, one, found) === undefined) return undefined;
  }
  return found;
};

/** The steps that have run where a condition is true; undefined: one of them may have been skipped instead. */
const ranFor = (condition: Condition): readonly number[] | undefined => {
  if (condition.is === 'outcome')
    return condition.outcome === 'Skipped' || condition.outcome === 'Done' ? undefined : [condition.step];
  if (condition.is !== 'all') return undefined;
  const parts = condition.of.map(ranFor);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
};
