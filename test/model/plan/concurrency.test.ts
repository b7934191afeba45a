import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import { concurrencyOf } from '../../../src/model/plan/concurrency.ts';
import { advance, startable } from '../../../src/model/progress/frontier.ts';
import { arbitraryOutcomes, arbitraryPlan } from '../arbitrary-plan.ts';
import { parseCondition } from '../fixtures.ts';

const ids = ['a', 'b', 'c', 'd'];

const atOnce = (texts: Readonly<Record<string, string>>, left: string, right: string): boolean => {
  const conditions = ids.map((id) => {
    const parsed = texts[id] === undefined ? undefined : parseCondition(texts[id], ids);
    return parsed && E.isRight(parsed) ? parsed.right : undefined;
  });
  return concurrencyOf(conditions)(ids.indexOf(left), ids.indexOf(right));
};

it.each([
  [{}, 'a', 'b', true],
  [{ b: 'a' }, 'a', 'b', false],
  [{ b: 'a.Done' }, 'b', 'a', false],
  [{ b: '!a' }, 'b', 'a', false],
  [{ b: 'a', c: 'b' }, 'a', 'c', false],
  [{ c: 'a || b' }, 'a', 'c', true],
  [{ c: 'a && b' }, 'a', 'c', false],
  [{ b: 'a', c: 'a' }, 'b', 'c', true],
  // c is skipped when a fails, while b still runs: d may start beside b.
  [{ c: 'a && b', d: 'c.Done' }, 'b', 'd', true],
  [{ c: 'a && b', d: 'c.Pass' }, 'b', 'd', false],
  [{ b: 'a', c: 'b.Done' }, 'a', 'c', false],
] as const)('of %j says whether %s and %s can run at once: %s', (texts, left, right, expected) => {
  expect(atOnce(texts, left, right)).toBe(expected);
});

it('never denies that two steps run at once which then do', () => {
  const cases = arbitraryPlan(8).chain((plan) =>
    fc.tuple(fc.constant(plan), arbitraryOutcomes(plan.steps.length), fc.infiniteStream(fc.nat(99))),
  );
  fc.assert(
    fc.property(cases, ([plan, ends, choices]) => {
      const wide = { ...plan, parallelism: 99, steps: plan.steps.map((step) => ({ ...step, mutexes: [] })) };
      const may = concurrencyOf(wide.steps.map(({ condition }) => condition));
      let outcomes: readonly (Outcome | undefined)[] = wide.steps.map(() => undefined);
      let running: readonly number[] = [];
      const settle = (finished: number | undefined): void => {
        const next = advance(wide, 0, outcomes, finished);
        running = [...running, ...startable(wide, next.ready, running)];
        for (const { step } of next.impossible) {
          outcomes = outcomes.with(step, 'Skipped');
          settle(step);
        }
      };
      settle(undefined);
      while (running.length > 0) {
        for (const left of running)
          for (const right of running) if (left !== right) expect(may(left, right)).toBe(true);
        const ended = running[(choices.next().value ?? 0) % running.length] ?? 0;
        running = running.filter((step) => step !== ended);
        outcomes = outcomes.with(ended, ends[ended]);
        settle(ended);
      }
    }),
    { numRuns: 1_000 },
  );
});
