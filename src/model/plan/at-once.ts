import { remembered } from '../json/remembered.ts';
import { concurrencyOf } from './concurrency.ts';
import { dependencyOrder, mentionsOf } from './dependency-graph.ts';
import type { Plan } from './plan.ts';

/** Steps of which one at most runs at a time, by index into the plan's. */
export interface Turns {
  readonly steps: readonly number[];
  /** What all of them share. Empty: not all share the same, or each begins only when the one before has ended. */
  readonly mutexes: readonly string[];
}

/** How many steps of a plan run at once. */
export interface AtOnce {
  /** Never more than so many. It is reached where exclusions form groups; where they cross, fewer may be. */
  readonly most: number;
  /** How many steps the iteration has in which that is so. */
  readonly steps: number;
  /** What keeps it below parallelism and the number of steps: the largest groups first. Empty: nothing does. */
  readonly turns: readonly Turns[];
}

/** Whether two steps never run at the same time. */
type Apart = (left: number, right: number) => boolean;

/**
 * How many steps run at once at most, given dependencies, mutexes (declared, and implied by the overlap guard and by shared
 * results) and parallelism: of the iteration in which most do. The exact number would take exponential time: it lies between
 * steps that were found to be able to run together, and groups of which one step runs at a time.
 */
export const atOnceOf = remembered((plan: Plan): AtOnce => {
  const apart = apartIn(plan);
  const rank = new Map(dependencyOrder(mentionsOf(conditionsOf(plan))).map((step, place) => [step, place]));
  let found: AtOnce = { most: 0, steps: 0, turns: [] };
  const seen = new Set<string>();
  for (const { order } of plan.iterations) {
    if (found.most === plan.parallelism) break;
    const steps = order.toSorted((left, right) => (rank.get(left) ?? left) - (rank.get(right) ?? right));
    const key = steps.join();
    if (seen.has(key)) continue;
    seen.add(key);
    const here = inIteration(plan, steps, apart);
    if (here.most > found.most) found = here;
  }
  return found;
});

/** What is known of a step from the run before holds, so its conditions keep nothing back. */
const conditionsOf = ({ steps, preset }: Plan) =>
  steps.map(({ condition }, step) => (preset?.[step] ? undefined : condition));

const apartIn = (plan: Plan): Apart => {
  const mayMeet = concurrencyOf(conditionsOf(plan));
  const locks = plan.steps.map(({ mutexes }) => mutexes);
  return (left, right) => {
    const theirs = locks[right] ?? [];
    return (locks[left] ?? []).some((mutex) => theirs.includes(mutex)) || !mayMeet(left, right);
  };
};

const inIteration = (plan: Plan, steps: readonly number[], apart: Apart): AtOnce => {
  const limit = Math.min(plan.parallelism, steps.length);
  const free = { most: limit, steps: steps.length, turns: [] };
  if (together(steps, apart, limit) === limit) return free;
  const covers = [
    inGroups(byMutex(plan, steps), steps, apart, limit),
    inGroups([], steps, apart, limit),
    inGroups([], steps.toReversed(), apart, limit),
  ];
  const [fewest] = covers.flatMap((cover) => (cover === undefined ? [] : [cover])).sort((a, b) => a.length - b.length);
  if (fewest === undefined) return free;
  const turns = fewest
    .filter((group) => group.length > 1)
    .sort((left, right) => right.length - left.length)
    .map((group) => ({ steps: group.toSorted((left, right) => left - right), mutexes: sharedBy(plan, group) }));
  return { most: fewest.length, steps: steps.length, turns };
};

/** How many steps were found that can all run together; not looked for further than to `limit`. */
const together = (steps: readonly number[], apart: Apart, limit: number): number => {
  const chosen: number[] = [];
  for (const step of steps) {
    if (chosen.length === limit) break;
    if (chosen.every((other) => !apart(step, other))) chosen.push(step);
  }
  return chosen.length;
};

/** Groups of steps that share a mutex, each step in one: the largest first. */
const byMutex = (plan: Plan, steps: readonly number[]): readonly (readonly number[])[] => {
  const groups: (readonly number[])[] = [];
  let left = steps;
  for (;;) {
    const holders = new Map<string, number[]>();
    for (const step of left) {
      for (const mutex of plan.steps[step]?.mutexes ?? []) {
        const all = holders.get(mutex);
        if (all === undefined) holders.set(mutex, [step]);
        else all.push(step);
      }
    }
    let largest: readonly number[] = [];
    for (const all of holders.values()) if (all.length > largest.length) largest = all;
    if (largest.length < 2) return groups;
    groups.push(largest);
    const taken = new Set(largest);
    left = left.filter((step) => !taken.has(step));
  }
};

/**
 * All steps in groups whose members are pairwise apart: each step joins the first that it fits into. Undefined as soon as there
 * are as many as `limit`, because they say nothing then.
 */
const inGroups = (
  first: readonly (readonly number[])[],
  steps: readonly number[],
  apart: Apart,
  limit: number,
): readonly (readonly number[])[] | undefined => {
  const groups = first.map((group) => [...group]);
  const placed = new Set(first.flat());
  for (const step of steps) {
    if (placed.has(step)) continue;
    const fitting = groups.find((group) => group.every((member) => apart(step, member)));
    if (fitting === undefined) groups.push([step]);
    else fitting.push(step);
    if (groups.length >= limit) return undefined;
  }
  return groups.length >= limit ? undefined : groups;
};

const sharedBy = (plan: Plan, group: readonly number[]): readonly string[] => {
  const [first = -1, ...others] = group;
  return (plan.steps[first]?.mutexes ?? []).filter((mutex) =>
    others.every((step) => plan.steps[step]?.mutexes.includes(mutex)),
  );
};
