import fc from 'fast-check';
import { arbitraryOutcomes, arbitraryPlan } from '../arbitrary-plan.ts';
import { type Frontier, violationsOf } from './frontier-run.ts';

/** Whether the frontier breaks none of its rules over random plans; undefined, or the first broken rule. */
export const brokenRule = (frontier: Frontier, runs: number, seed?: number): string | undefined => {
  const cases = arbitraryPlan().chain((plan) =>
    fc.record({
      plan: fc.constant(plan),
      ends: arbitraryOutcomes(plan.steps.length),
      choices: fc.infiniteStream(fc.nat(1000)),
    }),
  );
  const property = fc.property(cases, ({ plan, ends, choices }) => {
    plan.iterations.forEach((_, iteration) => {
      const violations = violationsOf(frontier, plan, iteration, ends, () => choices.next().value ?? 0);
      if (violations.length > 0) throw new Error(violations[0]);
    });
  });
  const result = fc.check(property, { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed }) });
  if (!result.failed) return undefined;
  return result.errorInstance instanceof Error ? result.errorInstance.message : 'failed';
};
