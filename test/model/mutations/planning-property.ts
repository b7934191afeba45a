import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import type { makePlan } from '../../../src/model/batch/planning.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import type { cyclesOf } from '../../../src/model/plan/dependency-graph.ts';
import type { pickSteps } from '../../../src/model/plan/pick.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { streamFor } from '../../../src/model/plan/random.ts';

/** The functions under test, as parameters, so that a mutated one can be put through the same checks. */
export interface Planning {
  readonly pickSteps: typeof pickSteps;
  readonly cyclesOf: typeof cyclesOf;
  readonly makePlan: typeof makePlan;
}

type Edges = readonly (readonly [number, number])[];

const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }) as fc.Arbitrary<Edges>,
    seed: fc.nat(),
    count: fc.integer({ min: 1, max: size }),
  }),
);

const conditionsOf = (size: number, edges: Edges): readonly (Condition | undefined)[] =>
  Array.from({ length: size }, (_, step) => {
    const of = edges
      .filter(([from]) => from === step)
      .map(([, to]): Condition => ({ is: 'outcome', step: to, outcome: 'Pass' }));
    return of.length === 0 ? undefined : { is: 'all', of };
  });

const downwards = (edges: Edges): Edges => edges.filter(([from, to]) => from > to);

const check = (rule: string, holds: boolean): void => {
  if (!holds) throw new Error(rule);
};

const cycles = (planning: Planning) =>
  fc.property(graphs, ({ size, edges, seed, count }) => {
    const acyclic = downwards(edges);
    check('a graph without cycles is rejected', planning.cyclesOf(conditionsOf(size, acyclic)).length === 0);
    const ring: Edges = Array.from({ length: count }, (_, index) => [
      (seed + index) % size,
      (seed + ((index + 1) % count)) % size,
    ]);
    check('a cycle is overlooked', planning.cyclesOf(conditionsOf(size, [...acyclic, ...ring])).length > 0);
  });

const picks = (planning: Planning) =>
  fc.property(graphs, ({ size, edges, seed, count }) => {
    const mentions = Array.from({ length: size }, (_, step) =>
      downwards(edges).flatMap(([from, to]) => (from === step ? [to] : [])),
    );
    const picked = planning.pickSteps(streamFor(seed, 'test'), mentions, count);
    check('not exactly as many steps as asked for', new Set(picked).size === count && picked.length === count);
    check(
      'a drawn step lacks what it needs',
      picked.every((step) => mentions[step]?.every((needed) => picked.includes(needed))),
    );
  });

const entries = Array.from({ length: 8 }, (_, index) => ({ name: `e${index}` }));

const planned = (planning: Planning, seed: number, iterations: number): Plan => {
  const batch = { order: 'random', pick: 6, iterations, seed, minInterval: { minMs: 1000, maxMs: 60_000 } } as const;
  const plan = planning.makePlan({ entries, batch });
  if (E.isLeft(plan)) throw new Error('a right document is rejected');
  return plan.right;
};

const draws = (planning: Planning) =>
  fc.property(fc.nat(), fc.integer({ min: 2, max: 5 }), (seed, iterations) => {
    const plan = planned(planning, seed, iterations);
    const orders = plan.iterations.map(({ order }) => order.join());
    check(
      'the same seed makes another plan',
      JSON.stringify(planned(planning, seed, iterations)) === JSON.stringify(plan),
    );
    const again = planned(planning, seed, iterations + 3).iterations.slice(0, iterations);
    check('more iterations change the earlier ones', JSON.stringify(again) === JSON.stringify(plan.iterations));
    check(
      'every iteration is the same',
      new Set([...orders, ...planned(planning, seed, 8).iterations.map(({ order }) => order.join())]).size > 1,
    );
    check(
      'every seed makes the same plan',
      [1, 2, 3].some(
        (other) =>
          JSON.stringify(planned(planning, seed + other, iterations).iterations) !== JSON.stringify(plan.iterations),
      ),
    );
    plan.iterations.forEach(({ order, intervalMs }, index) => {
      const value = (what: string) =>
        plan.draws.find((draw) => draw.what === what && draw.iteration === index + 1)?.value;
      check(
        'the order is not among the draws',
        JSON.stringify(value('order')) === JSON.stringify(order.map((step) => plan.steps[step]?.id)),
      );
      check('the interval is not among the draws', index === 0 ? intervalMs === 0 : value('interval') === intervalMs);
      check('an interval is out of its range', index === 0 || (intervalMs >= 1000 && intervalMs <= 60_000));
    });
  });

/** Undefined when planning keeps all of its rules over random graphs and seeds, else the first broken rule. */
export const brokenPlanningRule = (planning: Planning, runs: number, seed?: number): string | undefined => {
  const parameters = { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed }) };
  for (const result of [
    fc.check(cycles(planning), parameters),
    fc.check(picks(planning), parameters),
    fc.check(draws(planning), { ...parameters, numRuns: Math.ceil(runs / 10) }),
  ]) {
    if (result.failed) return result.errorInstance instanceof Error ? result.errorInstance.message : 'failed';
  }
  return undefined;
};
