import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { defaultPlan } from '../../../src/model/batch/default-plan.ts';
import { showProblem } from '../../../src/model/json/problem.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { planFitsEngine } from '../../../src/model/plan/plan-check.ts';
import { decodePlan, writePlan } from '../../../src/model/plan/plan-codec.ts';
import { readPlan } from '../../../src/model/plan/plan-file.ts';
import { arbitraryPlan } from '../arbitrary-plan.ts';

const plan: Plan = {
  ...defaultPlan(['a', 'b']),
  steps: [
    { id: 'a', experiment: 'a', entry: 0, mutexes: [] },
    { id: 'b', experiment: 'b', entry: 1, mutexes: [], condition: { is: 'outcome', step: 0, outcome: 'Pass' } },
  ],
  seed: 4,
  draws: [{ what: 'seed', value: 4 }],
};

const problemsOf = (value: unknown): readonly string[] => {
  const decoded = decodePlan(value);
  return E.isLeft(decoded) ? decoded.left.map(showProblem) : [];
};

it('reads back every plan that it writes', () => {
  fc.assert(
    fc.property(arbitraryPlan(), (any) => {
      expect(readPlan(writePlan(any))).toEqual(E.right(any));
    }),
  );
});

describe('decodePlan', () => {
  it('keeps outcomes that were taken from a record', () => {
    const preset = { ...plan, iterations: [{ order: [1], intervalMs: 0 }], preset: ['Pass', null] };
    expect(decodePlan(preset)).toEqual(E.right(preset));
  });

  const nested = (levels: number): Condition =>
    levels === 0 ? { is: 'outcome', step: 0, outcome: 'Pass' } : { is: 'not', of: nested(levels - 1) };

  it.each<[string, unknown, RegExp]>([
    ['another version', { ...plan, version: 2 }, /version: this program reads plans of version 1, not 2/],
    ['an unknown key', { ...plan, paralelism: 3 }, /paralelism: unknown key .*did you mean parallelism/],
    ['no parallelism', { ...plan, parallelism: 0 }, /parallelism: expected a whole number/],
    ['a missing part', { ...plan, notes: undefined }, /notes: /],
    [
      'an id twice',
      { ...plan, steps: [plan.steps[0], { ...plan.steps[1], id: 'a' }] },
      /steps\[1\].id: another step is called "a"/,
    ],
    [
      'a condition on nothing',
      {
        ...plan,
        steps: plan.steps.map((step) => ({ ...step, condition: { is: 'outcome', step: 9, outcome: 'Pass' } })),
      },
      /no step with the index 9/,
    ],
    [
      'a cycle',
      {
        ...plan,
        steps: plan.steps.map((step, index) => ({
          ...step,
          condition: { is: 'outcome', step: 1 - index, outcome: 'Pass' },
        })),
      },
      /a → b → a/,
    ],
    [
      'a condition of no kind',
      { ...plan, steps: [{ ...plan.steps[0], condition: { is: 'maybe' } }] },
      /condition.is: expected one of outcome, all, any, not/,
    ],
    [
      'a condition with more than it needs',
      { ...plan, steps: [{ ...plan.steps[0], condition: { is: 'not', of: nested(0), step: 1 } }] },
      /condition.step: unknown key/,
    ],
    [
      'a condition that is too deep',
      { ...plan, steps: [{ ...plan.steps[0], condition: nested(500) }] },
      /nested deeper/,
    ],
    [
      'an order with a step that is not there',
      { ...plan, iterations: [{ order: [0, 1, 2], intervalMs: 0 }] },
      /order\[2\]: there is no step with the index 2/,
    ],
    ['an order with a step twice', { ...plan, iterations: [{ order: [0, 1, 0], intervalMs: 0 }] }, /has a step twice/],
    [
      'a step that waits for one that does not run',
      { ...plan, iterations: [{ order: [1], intervalMs: 0 }] },
      /b waits for a, which is not in this iteration/,
    ],
    ['a step that has an outcome and runs', { ...plan, preset: ['Pass', null] }, /a has an outcome already/],
    ['too few outcomes', { ...plan, preset: ['Pass'] }, /preset: has 1 entries for 2 steps/],
    ['no iteration', { ...plan, iterations: [] }, /iterations: there is no iteration/],
    ['an outcome that is none', { ...plan, preset: ['Passed', null] }, /preset\[0\]: expected one of/],
    ['no object', [], /expected a plan, found a list/],
  ])('refuses %s', (_, value, reason) => {
    expect(problemsOf(value).join('\n')).toMatch(reason);
  });

  it('never throws on text that is no plan', () => {
    const nearly = fc
      .tuple(arbitraryPlan(3), fc.nat(300), fc.constantFrom('', '}', '9', '"', 'null', '['))
      .map(([any, at, mark]) => {
        const text = writePlan(any);
        return text.slice(0, at) + mark + text.slice(at + 1);
      });
    fc.assert(
      fc.property(nearly, (text) => {
        const read = readPlan(text);
        expect(E.isLeft(read) ? read.left.length : 1).toBeGreaterThan(0);
      }),
    );
  });
});

it('tells a plan that was made for another engine', () => {
  expect(planFitsEngine(plan, ['a', 'b', 'c'])).toEqual([]);
  expect(planFitsEngine(plan, ['a', 'c']).map(showProblem)).toEqual([
    'steps[1].entry: entry 1 of the engine is c, not b',
  ]);
  expect(planFitsEngine(plan, ['a']).map(showProblem)).toEqual([
    'steps[1].entry: entry 1 of the engine is not there, not b',
  ]);
});
