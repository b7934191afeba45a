import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { type Outcome, outcomes } from '../../../src/model/litmus/outcome.ts';
import { type Condition, evaluate } from '../../../src/model/plan/condition.ts';
import { cyclesOf, dependencyOrder, mentionsOf, printCycle } from '../../../src/model/plan/dependency-graph.ts';
import { canBeTrue } from '../../../src/model/plan/satisfiability.ts';
import { parseCondition } from '../fixtures.ts';

const ids = ['a', 'b', 'c', 'd'];

const parsed = (text: string): Condition => {
  const condition = parseCondition(text, ids);
  if (E.isLeft(condition)) throw new Error(JSON.stringify(condition.left));
  return condition.right;
};

const conditionsOf = (texts: Readonly<Record<string, string>>) =>
  ids.map((id) => (texts[id] === undefined ? undefined : parsed(texts[id])));

describe('cyclesOf', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ a: 'a' }, ['a → a']],
    [{ a: 'b', b: 'a' }, ['a → b → a']],
    [{ a: 'b', b: 'c.Fail || d', c: '!a' }, ['a → b → c → a']],
    [{ a: 'b', b: 'a', c: 'd', d: 'c' }, ['a → b → a', 'c → d → c']],
    [{ a: 'b', b: 'c', c: 'b' }, ['b → c → b']],
    [{ b: 'a', c: 'a && b' }, []],
  ])('finds in %j the cycles %j', (texts, cycles) => {
    expect(cyclesOf(conditionsOf(texts)).map((cycle) => printCycle(cycle, ids))).toEqual(cycles);
  });

  const edges = fc.integer({ min: 1, max: 30 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 60 }),
    }),
  );

  const graph = (size: number, pairs: readonly (readonly [number, number])[]): (Condition | undefined)[] =>
    Array.from({ length: size }, (_, step) => {
      const of = pairs
        .filter(([from]) => from === step)
        .map(([, to]): Condition => ({ is: 'outcome', step: to, outcome: 'Done' }));
      return of.length === 0 ? undefined : { is: 'any', of };
    });

  it('never rejects a graph without cycles, however its steps are numbered', () => {
    fc.assert(
      fc.property(edges, fc.infiniteStream(fc.nat()), ({ size, pairs }, ranks) => {
        const rank = Array.from({ length: size }, () => ranks.next().value as number);
        const later = (x: number, y: number) => (rank[x] ?? 0) > (rank[y] ?? 0) || (rank[x] === rank[y] && x > y);
        const acyclic = graph(
          size,
          pairs.filter(([x, y]) => later(x, y)),
        );
        expect(cyclesOf(acyclic)).toEqual([]);
        expect(dependencyOrder(mentionsOf(acyclic)).length).toBe(size);
      }),
    );
  });

  it('finds a cycle in every graph that has one, and only paths that are there', () => {
    fc.assert(
      fc.property(edges, fc.nat(), fc.integer({ min: 1, max: 5 }), ({ size, pairs }, from, length) => {
        const ring = Array.from({ length: Math.min(length, size) }, (_, index) => (from + index) % size);
        const closing = ring.map((step, index): [number, number] => [step, ring[(index + 1) % ring.length] ?? step]);
        const conditions = graph(size, [...pairs, ...closing]);
        const mentions = mentionsOf(conditions);
        const cycles = cyclesOf(conditions);
        expect(cycles.length).toBeGreaterThan(0);
        for (const cycle of cycles) {
          cycle.forEach((step, index) => {
            expect(mentions[step]).toContain(cycle[(index + 1) % cycle.length]);
          });
        }
        expect(new Set(cycles.flat()).size).toBe(cycles.flat().length);
      }),
    );
  });

  it('walks a chain of many thousand steps without recursion', () => {
    const chain = Array.from({ length: 20_000 }, (_, step): Condition | undefined =>
      step === 0 ? undefined : { is: 'outcome', step: step - 1, outcome: 'Pass' },
    );
    expect(cyclesOf(chain)).toEqual([]);
    const closed = chain.with(0, { is: 'outcome', step: 19_999, outcome: 'Pass' });
    expect(cyclesOf(closed).map((cycle) => cycle.length)).toEqual([20_000]);
    expect(printCycle(cyclesOf(closed)[0] ?? [], []).length).toBeLessThan(500);
  });
});

describe('canBeTrue', () => {
  it.each([
    ['a', {}, 'yes'],
    ['a.Pass && a.Fail', {}, 'no'],
    ['a.Pass && !a.Done', {}, 'no'],
    ['!a.Done', {}, 'no'],
    ['a.Pass && !a.Pass', {}, 'no'],
    ['!(a.Pass || a.Fail || a.Error || a.Stopped || a.Skipped)', {}, 'no'],
    ['!(a.Pass || a.Fail || a.Error || a.Stopped)', {}, 'yes'],
    ['b.Pass && a.Fail', { b: 'a.Pass' }, 'no'],
    ['b.Skipped && a.Fail', { b: 'a.Pass' }, 'yes'],
    ['b.Done && a.Fail', { b: 'a.Pass' }, 'yes'],
    ['b && c', { b: 'a.Pass', c: 'a.Fail' }, 'no'],
    ['b || c', { b: 'a.Pass', c: 'a.Fail' }, 'yes'],
  ] as const)('says of %j where %j: %s', (text, others, answer) => {
    expect(canBeTrue(parsed(text), conditionsOf(others))).toBe(answer);
  });

  const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        is: fc.constant('outcome' as const),
        step: fc.nat(2),
        outcome: fc.constantFrom(...outcomes, 'Done' as const),
      }),
      fc.record({ is: fc.constant('not' as const), of: tie('condition') }),
      fc.record({
        is: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('condition'), { maxLength: 3 }),
      }),
    ),
  }));

  it('agrees with trying all outcomes of all steps', () => {
    const all: Outcome[][] = outcomes.flatMap((x) => outcomes.flatMap((y) => outcomes.map((z) => [x, y, z])));
    fc.assert(
      fc.property(conditions, (condition) => {
        const possible = all.some((known) => evaluate(condition, known) === 'true');
        expect(canBeTrue(condition, [])).toBe(possible ? 'yes' : 'no');
      }),
    );
  });

  it('gives up on a condition that would take for ever', () => {
    // Ten pigeons in nine holes, a step for each pair: there is no way, and trying finds that out very slowly.
    const [pigeons, holes] = [Array.from({ length: 10 }, (_, one) => one), Array.from({ length: 9 }, (_, one) => one)];
    const sits = (pigeon: number, hole: number): Condition => ({
      is: 'outcome',
      step: pigeon * 9 + hole,
      outcome: 'Pass',
    });
    const somewhere = pigeons.map((one): Condition => ({ is: 'any', of: holes.map((hole) => sits(one, hole)) }));
    const alone = holes.flatMap((hole) =>
      pigeons.flatMap((one) =>
        pigeons
          .filter((other) => other > one)
          .map((other): Condition => ({ is: 'not', of: { is: 'all', of: [sits(one, hole), sits(other, hole)] } })),
      ),
    );
    expect(canBeTrue({ is: 'all', of: [...somewhere, ...alone] }, [])).toBe('unknown');
  });
});
