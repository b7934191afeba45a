import { remembered } from '../json/remembered.ts';
import type { Outcomes } from './condition.ts';
import { dependencyOrder, mentionsOf } from './dependency-graph.ts';
import type { Plan } from './plan.ts';
import type { PlannedStep } from './planned-step.ts';

interface Graph {
  readonly mentions: readonly (readonly number[])[];
  /** Each step behind all that it mentions. */
  readonly order: readonly number[];
}

const graphOf = remembered((steps: readonly PlannedStep[]): Graph => {
  const mentions = mentionsOf(steps.map(({ condition }) => condition));
  return { mentions, order: dependencyOrder(mentions) };
});

/**
 * The longest chain of steps of an iteration (from 0) that are not ended and depend on each other, first to last: how many
 * have to run one after the other at most, whatever the limit. Of equally long ones the first in declared order.
 */
export const longestChain = (plan: Plan, iteration: number, outcomes: Outcomes): readonly number[] => {
  const { mentions, order } = graphOf(plan.steps);
  const running = new Set(plan.iterations[iteration]?.order);
  const lengths = new Map<number, number>();
  const before = new Map<number, number>();
  let last: number | undefined;
  for (const step of order) {
    if (!running.has(step) || outcomes[step]) continue;
    let length = 1;
    for (const needed of mentions[step] ?? []) {
      const chain = (lengths.get(needed) ?? 0) + 1;
      if (chain <= length) continue;
      length = chain;
      before.set(step, needed);
    }
    lengths.set(step, length);
    const longest = last === undefined ? 0 : (lengths.get(last) ?? 0);
    if (length > longest || (length === longest && last !== undefined && step < last)) last = step;
  }
  const chain: number[] = [];
  for (let step = last; step !== undefined; step = before.get(step)) chain.push(step);
  return chain.reverse();
};

/** The steps by how many others have to end before them at most: those of level 0 depend on nothing. In declared order. */
export const levelsOf = (plan: Plan): readonly (readonly number[])[] => {
  const { mentions, order } = graphOf(plan.steps);
  const level = new Map<number, number>();
  const levels: number[][] = [];
  for (const step of order) {
    const own = (mentions[step] ?? []).reduce((most, needed) => Math.max(most, (level.get(needed) ?? 0) + 1), 0);
    level.set(step, own);
    const steps = levels[own] ?? [];
    steps.push(step);
    levels[own] = steps;
  }
  return levels.map((steps) => steps.sort((left, right) => left - right));
};
