import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { planDigest } from '../../src/job/plan-digest.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { decodePlan } from '../../src/model/plan/plan-codec.ts';
import { planOf } from '../runner/fixtures.ts';

const plan = planOf([
  { id: 'a', retries: { limit: 1, on: ['Error'], backoffMs: 1_000 } },
  { id: 'b', condition: { is: 'not', of: { is: 'outcome', step: 0, outcome: 'Fail' } } },
]);
const withSecond = (change: object): Plan => ({
  ...plan,
  steps: plan.steps.map((step, index) => (index === 1 ? { ...step, ...change } : step)),
});

describe('the digest of a plan', () => {
  it('is sixteen hex digits, and the same of the plan as a checkpoint has it', () => {
    const decoded = decodePlan(JSON.parse(JSON.stringify(plan)));
    expect(planDigest(plan)).toMatch(/^[0-9a-f]{16}$/);
    expect(E.map(planDigest)(decoded)).toEqual(E.right(planDigest(plan)));
  });

  it('is the same whatever order the keys of a condition are in', () => {
    const condition = { of: { outcome: 'Fail', step: 0, is: 'outcome' }, is: 'not' };
    expect(planDigest(withSecond({ condition }))).toBe(planDigest(plan));
  });

  it.each([
    ['another step', withSecond({ id: 'c' })],
    ['another experiment', withSecond({ experiment: 'c' })],
    ['another condition', withSecond({ condition: { is: 'outcome', step: 0, outcome: 'Fail' } })],
    ['more attempts', withSecond({ retries: { limit: 1, on: ['Error'], backoffMs: 0 } })],
    ['another order', { ...plan, iterations: [{ order: [1, 0], intervalMs: 0 }] }],
    ['more iterations', { ...plan, iterations: [...plan.iterations, ...plan.iterations] }],
    ['more at once', { ...plan, parallelism: 2 }],
    ['outcomes of an earlier run', { ...plan, preset: ['Pass' as const, null] }],
  ])('tells a plan with %s', (_, other) => {
    expect(planDigest(other)).not.toBe(planDigest(plan));
  });

  it.each([
    ['time-outs', { ...withSecond({ timeoutMs: 1 }), timeoutMs: 2 }],
    ['places of the entries', withSecond({ entry: 7 })],
    ['notes', { ...plan, notes: ['a note'] }],
  ])('does not depend on %s: nothing is proven by them', (_, other) => {
    expect(planDigest(other)).toBe(planDigest(plan));
  });
});
