import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPlan } from '../../../src/model/batch/default-plan.ts';
import { levelsOf, longestChain } from '../../../src/model/plan/critical-path.ts';
import { planText } from '../../../src/model/plan/plan-text.ts';
import { arbitraryPlan } from '../arbitrary-plan.ts';
import { planFor } from './plan-for.ts';

const diamond = planFor(
  '{parallelism: 3, timeout: 30m, failurePolicy: stopScheduling, steps: {b: {dependsOn: a}, c: {dependsOn: a.Done, mutex: x, timeout: 5m}, d: {dependsOn: [b, c], retries: {limit: 1, backoff: 10s}}}}',
  ['a', 'b', 'c', 'd'],
);

describe('planText', () => {
  it('shows levels, conditions, limits and the longest chain', () => {
    expect(planText(diamond)).toMatchInlineSnapshot(`
      "4 steps, at most 2 at once (parallelism 3), 1 iteration
      when a step fails: running steps finish, no other is started
      the whole run ends after 30m at the latest

      level 1, after nothing:
        a
      level 2, after steps of level 1:
        b  when a.Pass
        c  when a.Done; at most 5m; mutex x
      level 3, after steps of level 2:
        d  when b.Pass && c.Pass; 1 retry on Error after 10s

      longest chain, 3 steps one after the other: a → b → d

      ready steps are started in the order in which the engine lists them
      "
    `);
  });

  it('shows what is drawn in each iteration, mutexes with their reasons, and the seed', () => {
    const plan = planFor('{parallelism: 2, order: random, pick: 2, iterations: 2, minInterval: 30s-2m}', [
      'a',
      'a',
      'b',
    ]);
    expect(planText(plan)).toMatchInlineSnapshot(`
      "3 steps, 2 of them drawn in each iteration, at most 2 at once, 2 iterations
      when a step fails: the other steps go on
      seed 5, drawn for this plan

      steps:
        a    mutex result:a
        a-2  experiment a; mutex result:a
        b

      iteration 1:
        a-2, b
        drawn: a-2, b
      iteration 2, 56s69ms after the start of the one before at the earliest:
        a, a-2
        drawn: a, a-2

      notes:
        - a and a-2 never run at once: they write the same ChaosResult; give each an INSTANCE_ID of its own to run them at once (mutex result:a).
      "
    `);
  });

  it('is short for an engine without a document', () => {
    expect(planText(defaultPlan(['a', 'b']))).toMatchInlineSnapshot(`
      "2 steps, one at a time, 1 iteration
      when a step fails: the other steps go on

      steps:
        a
        b

      ready steps are started in the order in which the engine lists them
      "
    `);
  });

  it('names every step of every plan', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        const text = planText(plan);
        for (const { id } of plan.steps) expect(text).toContain(id);
        expect(text.endsWith('\n')).toBe(true);
      }),
    );
  });
});

describe('longestChain', () => {
  it('shrinks as steps end', () => {
    expect(longestChain(diamond, 0, [])).toEqual([0, 1, 3]);
    expect(longestChain(diamond, 0, ['Pass'])).toEqual([1, 3]);
    expect(longestChain(diamond, 0, ['Pass', 'Pass', null])).toEqual([2, 3]);
    expect(longestChain(diamond, 0, ['Pass', 'Pass', 'Pass', 'Pass'])).toEqual([]);
  });

  it('looks at the steps of the iteration only', () => {
    expect(longestChain({ ...diamond, iterations: [{ order: [0, 2], intervalMs: 0 }] }, 0, [])).toEqual([0, 2]);
    expect(longestChain(diamond, 1, [])).toEqual([]);
  });

  it('is as long as there are levels', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        expect(longestChain(plan, 0, []).length).toBe(levelsOf(plan).length);
      }),
    );
  });
});
