import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/model/batch/planning.ts';
import { cyclesOf, mentionsOf } from '../../../src/model/plan/dependency-graph.ts';
import { pickSteps } from '../../../src/model/plan/pick.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { brokenPlanningRule, type Planning } from './planning-property.ts';

const right: Planning = { pickSteps, cyclesOf, makePlan };

const changed =
  (change: (plan: Plan) => Plan): typeof makePlan =>
  (input) =>
    E.map(change)(makePlan(input));

/** Mistakes that somebody could make in planning, with the rule that each breaks. */
const mistakes: Readonly<Record<string, readonly [Planning, RegExp]>> = {
  'one step too many is drawn': [
    { ...right, pickSteps: (stream, mentions, count) => pickSteps(stream, mentions, count + 1) },
    /as many steps/,
  ],
  'steps that were pulled in do not count': [
    {
      ...right,
      pickSteps: (stream, mentions, count) => {
        const alone = pickSteps(
          stream,
          mentions.map(() => []),
          count,
        );
        return [...new Set(alone.flatMap((step) => [step, ...(mentions[step] ?? [])]))];
      },
    },
    /as many steps|lacks/,
  ],
  'a drawn step comes without what it needs': [
    {
      ...right,
      pickSteps: (stream, mentions, count) =>
        pickSteps(
          stream,
          mentions.map(() => []),
          count,
        ),
    },
    /lacks/,
  ],
  'a step that waits for itself is overlooked': [
    {
      ...right,
      cyclesOf: (conditions) => {
        const alone = mentionsOf(conditions).map((needed, step) => needed.includes(step));
        return cyclesOf(conditions).filter((cycle) => cycle.length > 1 || !alone[cycle[0] ?? 0]);
      },
    },
    /cycle is overlooked/,
  ],
  'two ways to one step are taken for a cycle': [
    {
      ...right,
      cyclesOf: (conditions) => {
        const wanted = mentionsOf(conditions).flat();
        const twice = wanted.find((step, index) => wanted.indexOf(step) < index);
        return twice === undefined ? cyclesOf(conditions) : [[twice]];
      },
    },
    /without cycles is rejected/,
  ],
  'the seed is ignored': [
    {
      ...right,
      makePlan: (input) => makePlan({ ...input, ...(input.batch ? { batch: { ...input.batch, seed: 1 } } : {}) }),
    },
    /every seed makes the same plan/,
  ],
  'all iterations share one draw': [
    {
      ...right,
      makePlan: changed((plan) => ({
        ...plan,
        iterations: plan.iterations.map((one) => ({ ...one, order: plan.iterations[0]?.order ?? [] })),
      })),
    },
    /every iteration is the same/,
  ],
  'the draws depend on how many iterations follow': [
    { ...right, makePlan: changed((plan) => ({ ...plan, iterations: [...plan.iterations].reverse() })) },
    /more iterations change|among the draws/,
  ],
  'a draw is not recorded': [
    { ...right, makePlan: changed((plan) => ({ ...plan, draws: plan.draws.slice(0, -1) })) },
    /not among the draws/,
  ],
  'the first iteration waits too': [
    {
      ...right,
      makePlan: changed((plan) => ({
        ...plan,
        iterations: plan.iterations.map((one) => ({ ...one, intervalMs: one.intervalMs || 5 })),
      })),
    },
    /interval/,
  ],
};

it('keeps its rules over random graphs and seeds', () => {
  expect(brokenPlanningRule(right, 1_000)).toBeUndefined();
});

describe('the properties of planning notice', () => {
  it.each(Object.entries(mistakes))('%s', (_, [mistaken, rule]) => {
    expect(brokenPlanningRule(mistaken, 500, 2024)).toMatch(rule);
  });
});
