import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { inOrder } from '../../../src/model/progress/frontier.ts';
import { drain, isAwaited, isIterationOver, type Progress } from '../../../src/model/progress/progress.ts';
import { arbitraryPlan } from '../arbitrary-plan.ts';
import { walk } from './walk.ts';

/** What holds wherever the run of any plan stands. */
const always = (name: string, holds: (plan: Plan, progress: Progress, order: readonly number[]) => void): void =>
  it(`${name}, in any run of any plan`, () => {
    fc.assert(
      fc.property(arbitraryPlan(6), fc.array(fc.nat(1_000), { maxLength: 30 }), (plan, draws) => {
        for (const { progress } of walk(plan, draws)) holds(plan, progress, plan.iterations[0]?.order ?? []);
      }),
      { numRuns: 300 },
    );
  });

always('as many steps are open as have no outcome', (_, progress, order) => {
  const open = order.filter((step) => progress.outcomes[step] === null);
  expect(progress.open).toBe(open.length);
  expect(isIterationOver(progress)).toBe(open.length === 0);
});

always('a step is ready or runs once, and what is ready stands in order', (plan, { ready, running }, order) => {
  expect(new Set([...ready, ...running]).size).toBe(ready.length + running.length);
  expect(inOrder(order, ready)).toEqual(ready);
  expect(running.length).toBeLessThanOrEqual(plan.parallelism);
});

always('the end of what runs is awaited once', (_, progress) => {
  for (const step of progress.running) {
    const end = { step, iteration: 1, attempt: progress.attempts[step] ?? 0, outcome: 'Pass', at: 0 } as const;
    expect(isAwaited(progress, end)).toBe(true);
    expect(isAwaited(progress, { ...end, attempt: end.attempt - 1 })).toBe(false);
  }
});

always('after a stop each step has ended, runs or is told not to have begun', (plan, progress, order) => {
  const { progress: stopped, unstarted } = drain(plan, progress);
  const ended = order.filter((step) => stopped.outcomes[step] !== null);
  expect([...ended, ...stopped.running, ...unstarted].sort()).toEqual([...order].sort());
  expect(stopped.ready.length + stopped.retrying.length).toBe(0);
});
