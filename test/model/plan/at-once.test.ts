import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import { atOnceOf } from '../../../src/model/plan/at-once.ts';
import { atOnceNotes, atOnceText } from '../../../src/model/plan/at-once-text.ts';
import { concurrencyOf } from '../../../src/model/plan/concurrency.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { advance, startable } from '../../../src/model/progress/frontier.ts';
import { arbitraryOutcomes, arbitraryPlan } from '../arbitrary-plan.ts';
import { planFor } from './plan-for.ts';

/** `count` steps; `more` of the whole batch. */
const many = (count: number, more: string, name: (index: number) => string = () => 'pod-delete'): Plan =>
  planFor(
    more,
    Array.from({ length: count }, (_, index) => name(index)),
  );

const mutexes = (of: Readonly<Record<string, string>>): string =>
  `steps: {${Object.entries(of).map(([id, mutex]) => `${id}: {mutex: ${mutex}}`)}}`;

const custom = (index: number): string => `f${index}`;

describe('what runs at once', () => {
  it.each([
    ['nothing but the limit', many(5, 'parallelism: 3', custom), 'at most 3 at once'],
    ['one at a time', many(5, 'parallelism: 1'), 'at most 1 at once'],
    ['fewer steps than the limit', many(4, 'parallelism: 50', custom), 'at most 4 at once (parallelism 50)'],
    [
      'one ChaosResult of all',
      many(200, 'parallelism: 50', () => 'custom-fault'),
      'at most 1 at once (parallelism 50): they share the ChaosResult engine-custom-fault',
    ],
    [
      'one ChaosResult and one target of all',
      many(200, 'parallelism: 50'),
      'at most 1 at once (parallelism 50): they may disturb each other (mutex overlap:pod-lifecycle) and share the ChaosResult engine-pod-delete',
    ],
    [
      'one mechanism of all',
      planFor('parallelism: 2', ['pod-network-loss', 'pod-network-latency']),
      'at most 1 at once (parallelism 2): they may disturb each other (mutex overlap:tc)',
    ],
    [
      'two ChaosResults',
      many(100, 'parallelism: 50', (index) => (index % 2 === 0 ? 'x' : 'y')),
      'at most 2 at once (parallelism 50): 50 of them share the ChaosResult engine-x, 50 of them share the ChaosResult engine-y',
    ],
    [
      'five ChaosResults',
      many(100, 'parallelism: 50', (index) => `f${index % 5}`),
      'at most 5 at once (parallelism 50): 20 of them share the ChaosResult engine-f0, 20 of them share the ChaosResult engine-f1, and so on for 3 more groups',
    ],
    [
      'a mutex beside steps that are free',
      many(5, `parallelism: 5\n${mutexes({ f0: 'db', f1: 'db', f2: 'db' })}`, custom),
      'at most 3 at once (parallelism 5): 3 of them share the mutex db',
    ],
    ['more ChaosResults than the limit', many(100, 'parallelism: 5', (index) => `f${index % 10}`), 'at most 5 at once'],
    [
      'mutexes that cross',
      many(3, `parallelism: 3\n${mutexes({ f0: '[p]', f1: '[p, q]', f2: '[q]' })}`, custom),
      'at most 2 at once (parallelism 3): 2 of them share the mutex p',
    ],
    [
      'a chain',
      planFor('{parallelism: 4, steps: {b: {dependsOn: a}, c: {dependsOn: b}}}', ['a', 'b', 'c']),
      'at most 1 at once (parallelism 4): they take turns',
    ],
    [
      'a diamond',
      planFor('{parallelism: 4, steps: {b: {dependsOn: a}, c: {dependsOn: a}, d: {dependsOn: [b, c]}}}', [
        ...['a', 'b', 'c', 'd'],
      ]),
      'at most 2 at once (parallelism 4): 3 of them take turns',
    ],
    [
      'a chain beside steps with one mutex',
      planFor('{parallelism: 9, steps: {b: {dependsOn: a}, c: {mutex: m}, d: {mutex: m}}}', ['a', 'b', 'c', 'd']),
      'at most 2 at once (parallelism 9): 2 of them share the mutex m, 2 of them take turns',
    ],
  ])('is told, with what keeps it down: %s', (_, plan, text) => {
    expect(atOnceText(plan, 'engine')).toBe(text);
  });

  it('counts in the iteration in which most of them run', () => {
    const plan = many(4, `parallelism: 4\n${mutexes({ f0: 'm', f1: 'm' })}`, custom);
    const drawn = [[0, 1], [2, 3], [0]].map((order) => ({ order, intervalMs: 0 }));
    expect(atOnceOf({ ...plan, iterations: drawn })).toEqual({ most: 2, steps: 2, turns: [] });
    expect(atOnceOf({ ...plan, iterations: drawn.slice(0, 1) })).toMatchObject({ most: 1 });
  });

  it('waits for nothing that has its outcome from the run before', () => {
    const plan = planFor('{parallelism: 4, steps: {b: {dependsOn: a}, c: {dependsOn: a}}}', ['a', 'b', 'c']);
    const again: Plan = { ...plan, iterations: [{ order: [1, 2], intervalMs: 0 }], preset: ['Pass', null, null] };
    expect(atOnceOf(again)).toEqual({ most: 2, steps: 2, turns: [] });
  });

  it('is worked out for the largest batch', () => {
    const free = (index: number): string => `f${index}`;
    expect(atOnceOf(many(2_000, 'parallelism: 2000', free)).most).toBe(2_000);
    expect(atOnceOf(many(2_000, 'parallelism: 2000', (index) => `f${index % 999}`)).most).toBe(999);
  });

  it('is never less than what then runs', () => {
    const cases = arbitraryPlan(10).chain((plan) =>
      fc.tuple(fc.constant(plan), arbitraryOutcomes(plan.steps.length), fc.infiniteStream(fc.nat(99))),
    );
    fc.assert(
      fc.property(cases, ([plan, ends, choices]) => {
        const { most } = atOnceOf(plan);
        let outcomes: readonly (Outcome | undefined)[] = plan.steps.map(() => undefined);
        let running: readonly number[] = [];
        const settle = (finished: number | undefined): void => {
          const next = advance(plan, 0, outcomes, finished);
          running = [...running, ...startable(plan, next.ready, running)];
          for (const { step } of next.impossible) {
            outcomes = outcomes.with(step, 'Skipped');
            settle(step);
          }
        };
        settle(undefined);
        while (running.length > 0) {
          expect(running.length).toBeLessThanOrEqual(most);
          const ended = running[(choices.next().value ?? 0) % running.length] ?? 0;
          running = running.filter((step) => step !== ended);
          outcomes = outcomes.with(ended, ends[ended]);
          settle(ended);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is exact where each step has one mutex at most and waits for nothing', () => {
    const groups = fc.array(fc.option(fc.nat(5), { nil: undefined }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 40 }), (held, parallelism) => {
        const of = Object.fromEntries(
          held.flatMap((group, at) => (group === undefined ? [] : [[`f${at}`, `m${group}`]])),
        );
        const plan = many(held.length, `parallelism: ${parallelism}\n${mutexes(of)}`, custom);
        const free = held.filter((group) => group === undefined).length;
        const most = free + new Set(Object.values(of)).size;
        expect(atOnceOf(plan).most).toBe(Math.min(most, parallelism));
      }),
      { numRuns: 200 },
    );
  });

  it('puts no two steps that may meet into one group', () => {
    fc.assert(
      fc.property(arbitraryPlan(10), (plan) => {
        const mayMeet = concurrencyOf(plan.steps.map(({ condition }) => condition));
        const shared = (left: number, right: number): boolean =>
          (plan.steps[left]?.mutexes ?? []).some((mutex) => plan.steps[right]?.mutexes.includes(mutex));
        for (const { steps } of atOnceOf(plan).turns)
          for (const left of steps)
            for (const right of steps)
              if (left !== right && mayMeet(left, right)) expect(shared(left, right)).toBe(true);
      }),
    );
  });
});

describe('the notes of a plan', () => {
  it('say how many steps run at once where a mutex keeps them below the limit', () => {
    expect(many(200, 'parallelism: 50', () => 'custom').notes.at(-1)).toBe(
      'At most 1 at once, although parallelism is 50: they share a ChaosResult (mutex result:custom).',
    );
  });

  it('say nothing of it where only dependencies do', () => {
    const chain = planFor('{parallelism: 4, steps: {b: {dependsOn: a}}}', ['a', 'b']);
    expect([chain.notes, atOnceNotes(chain)]).toEqual([[], []]);
  });
});
