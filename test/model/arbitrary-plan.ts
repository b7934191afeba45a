import fc from 'fast-check';
import { type Outcome, outcomes } from '../../src/model/litmus/outcome.ts';
import type { Condition } from '../../src/model/plan/condition.ts';
import { failurePolicies, type Plan } from '../../src/model/plan/plan.ts';
import type { PlannedStep } from '../../src/model/plan/planned-step.ts';

const mutexNames = ['red', 'green', 'blue'];

/** A condition over earlier steps, so that the graph has no cycle. */
const conditionOver = (steps: number): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({
        is: fc.constant('outcome' as const),
        step: fc.nat(steps - 1),
        outcome: fc.constantFrom(...outcomes, 'Done' as const),
      }),
      fc.record({ is: fc.constant('not' as const), of: tie('condition') }),
      fc.record({
        is: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).condition;

const stepAt = (index: number): fc.Arbitrary<PlannedStep> =>
  fc
    .record({
      condition: index === 0 ? fc.constant(undefined) : fc.option(conditionOver(index), { nil: undefined, freq: 2 }),
      mutexes: fc.subarray(mutexNames, { maxLength: 2 }),
      limit: fc.nat(2),
    })
    .map(({ condition, mutexes, limit }) => ({
      id: `step-${index}`,
      experiment: `step-${index}`,
      entry: index,
      ...(condition ? { condition } : {}),
      ...(limit > 0 ? { retries: { limit, on: ['Error' as const], backoffMs: limit * 100 } } : {}),
      mutexes,
    }));

/** Plans over random graphs without cycles, all steps in every iteration, each iteration in an order of its own. */
export const arbitraryPlan = (mostSteps = 12): fc.Arbitrary<Plan> =>
  fc.integer({ min: 1, max: mostSteps }).chain((size) => {
    const all = Array.from({ length: size }, (_, index) => index);
    const order = fc.shuffledSubarray(all, { minLength: size, maxLength: size });
    return fc
      .record({
        parallelism: fc.integer({ min: 1, max: 5 }),
        failurePolicy: fc.constantFrom(...failurePolicies),
        steps: fc.tuple(...all.map(stepAt)),
        iterations: fc.array(fc.record({ order, intervalMs: fc.constant(0) }), { minLength: 1, maxLength: 3 }),
      })
      .map((parts) => ({ version: 1, draws: [], notes: [], ...parts }));
  });

/** An outcome for each step, should it run. */
export const arbitraryOutcomes = (size: number): fc.Arbitrary<readonly Outcome[]> =>
  fc.array(fc.constantFrom(...outcomes), { minLength: size, maxLength: size });
