import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../src/model/batch/batch-document.ts';
import { defaultPlan, stepIds } from '../../../src/model/batch/default-plan.ts';
import { makePlan } from '../../../src/model/batch/planning.ts';
import { mentionsOf } from '../../../src/model/plan/dependency-graph.ts';
import { neverPicked, pickSteps } from '../../../src/model/plan/pick.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { planProblems } from '../../../src/model/plan/plan-check.ts';
import { streamFor } from '../../../src/model/plan/random.ts';

const entriesOf = (...names: string[]) => names.map((name) => ({ name }));

const planOf = (text: string, names: readonly string[], seed?: number): Plan => {
  const document = readBatch(text);
  if (E.isLeft(document)) throw new Error(JSON.stringify(document.left));
  const plan = makePlan({
    entries: entriesOf(...names),
    batch: document.right.batch,
    ...(seed === undefined ? {} : { seed }),
  });
  if (E.isLeft(plan)) throw new Error(JSON.stringify(plan.left));
  return plan.right;
};

describe('stepIds', () => {
  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', 'a', 'a'],
      ['a', 'a-2', 'a-3'],
    ],
    [
      ['a', 'a', 'a-2'],
      ['a', 'a-3', 'a-2'],
    ],
    [
      ['a-2', 'a', 'a'],
      ['a-2', 'a', 'a-3'],
    ],
    [
      ['a', 'a', 'a-2', 'a-2'],
      ['a', 'a-3', 'a-2', 'a-2-2'],
    ],
  ])('names the entries %j as %j', (names, ids) => {
    expect(stepIds(names)).toEqual(ids);
  });

  it('never gives one id twice', () => {
    const name = fc.constantFrom('a', 'a-2', 'a-3', 'a-2-2', 'b');
    fc.assert(
      fc.property(fc.array(name), (names) => {
        expect(new Set(stepIds(names)).size).toBe(names.length);
      }),
    );
  });
});

describe('makePlan', () => {
  it('without a document runs the entries as the Go runner does: declared order, one at a time, on after a failure', () => {
    const plan = makePlan({ entries: entriesOf('b', 'a', 'b') });
    expect(plan).toEqual(
      E.right({
        version: 1,
        parallelism: 1,
        failurePolicy: 'continue',
        steps: [
          { id: 'b', experiment: 'b', entry: 0, mutexes: [] },
          { id: 'a', experiment: 'a', entry: 1, mutexes: [] },
          { id: 'b-2', experiment: 'b', entry: 2, mutexes: [] },
        ],
        iterations: [{ order: [0, 1, 2], intervalMs: 0 }],
        draws: [],
        notes: [],
      }),
    );
    expect(planOf('{}', ['b', 'a', 'b'])).toEqual(defaultPlan(['b', 'a', 'b']));
  });

  it('carries the settings of the steps into the plan', () => {
    const plan = planOf(
      '{timeout: 1h, iterationTimeout: 20m, failurePolicy: cancelRunning, steps: {b: {dependsOn: a.Fail, retries: {limit: 2}, timeout: 5m, mutex: [y, x]}}}',
      ['a', 'b'],
    );
    expect(plan).toMatchObject({ timeoutMs: 3_600_000, iterationTimeoutMs: 1_200_000, failurePolicy: 'cancelRunning' });
    expect(plan.steps[1]).toEqual({
      id: 'b',
      experiment: 'b',
      entry: 1,
      condition: { is: 'outcome', step: 0, outcome: 'Fail' },
      retries: { limit: 2, on: ['Error'], backoffMs: 0 },
      timeoutMs: 300_000,
      mutexes: ['x', 'y'],
    });
  });

  it('repeats the declared order with a fixed interval without any draw', () => {
    const plan = planOf('{iterations: 3, minInterval: 10m}', ['a', 'b']);
    expect(plan.iterations).toEqual([
      { order: [0, 1], intervalMs: 0 },
      { order: [0, 1], intervalMs: 600_000 },
      { order: [0, 1], intervalMs: 600_000 },
    ]);
    expect(plan.draws).toEqual([]);
    expect(plan.seed).toBeUndefined();
  });

  it('asks for a seed when something is random and none is given, and puts a drawn one among the draws', () => {
    const random = { entries: entriesOf('a', 'b'), batch: { order: 'random' as const } };
    expect(E.isLeft(makePlan(random))).toBe(true);
    expect(planOf('order: random', ['a', 'b'], 7)).toMatchObject({
      seed: 7,
      draws: [{ what: 'seed', value: 7 }, { what: 'order' }],
    });
    expect(planOf('{order: random, seed: 9}', ['a', 'b'], 7).seed).toBe(9);
    expect(planOf('{order: random, seed: 9}', ['a', 'b'], 7).draws[0]).toMatchObject({ what: 'order' });
  });

  it('names every draw, as they were made', () => {
    const plan = planOf('{order: random, seed: 3, pick: 2, iterations: 2, minInterval: 30s-2m}', ['a', 'b', 'c', 'd']);
    expect(plan.draws.map(({ what, iteration }) => `${what} ${iteration}`)).toEqual([
      'pick 1',
      'order 1',
      'pick 2',
      'order 2',
      'interval 2',
    ]);
    const order = plan.draws.find(({ what, iteration }) => what === 'order' && iteration === 2);
    expect(order?.value).toEqual(plan.iterations[1]?.order.map((step) => plan.steps[step]?.id));
    expect(plan.draws.at(-1)?.value).toBe(plan.iterations[1]?.intervalMs);
  });

  it('keeps the draws of a seed for ever', () => {
    const plan = planOf('{order: random, seed: 42, pick: 3, iterations: 3, minInterval: 30s-2m}', [
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
    expect(plan.iterations).toMatchInlineSnapshot(`
      [
        {
          "intervalMs": 0,
          "order": [
            2,
            0,
            4,
          ],
        },
        {
          "intervalMs": 41942,
          "order": [
            4,
            2,
            0,
          ],
        },
        {
          "intervalMs": 90876,
          "order": [
            4,
            3,
            0,
          ],
        },
      ]
    `);
  });

  it('says that steps which need too many others are never drawn, and that an interval has no effect', () => {
    const plan = planOf('{seed: 1, pick: 2, minInterval: 5s, steps: {c: {dependsOn: [a, b]}}}', ['a', 'b', 'c']);
    expect(plan.notes).toEqual([
      'c depends on so many steps that it is never among 2 drawn ones.',
      'minInterval 5s has no effect: there is only one iteration.',
    ]);
  });
});

/** Documents over five entries that are always right. */
const documents = fc.record(
  {
    parallelism: fc.integer({ min: 1, max: 4 }),
    order: fc.constantFrom('declared', 'random'),
    seed: fc.nat(1000),
    pick: fc.integer({ min: 1, max: 5 }),
    iterations: fc.integer({ min: 1, max: 6 }),
    minInterval: fc.constantFrom('10s', '10s-50s'),
    steps: fc.record(
      {
        b: fc.record({ dependsOn: fc.constantFrom('a', 'a.Done', '!a.Fail') }),
        c: fc.record({ dependsOn: fc.constantFrom('a', 'a || b', 'b.Skipped') }),
        e: fc.record({ dependsOn: fc.constantFrom('c && d', '!(c || a)') }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['seed'] },
);
const names = ['a', 'b', 'c', 'd', 'e'];

describe('for every document', () => {
  it('the same input gives the same plan', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(planOf(JSON.stringify(document), names)).toEqual(planOf(JSON.stringify(document), names));
      }),
    );
  });

  it('the plan holds together and each iteration has as many steps as were asked for', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const plan = planOf(JSON.stringify(document), names);
        expect(planProblems(plan)).toEqual([]);
        expect(plan.iterations.length).toBe(document.iterations ?? 1);
        for (const { order } of plan.iterations) expect(order.length).toBe(document.pick ?? names.length);
      }),
    );
  });

  it('a random order has every step behind those that it depends on', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const plan = planOf(JSON.stringify({ ...document, order: 'random' }), names);
        const mentions = mentionsOf(plan.steps.map(({ condition }) => condition));
        for (const { order } of plan.iterations) {
          order.forEach((step, place) => {
            for (const needed of mentions[step] ?? []) expect(order.indexOf(needed)).toBeLessThan(place);
          });
        }
      }),
    );
  });

  it('more iterations never change the earlier ones, and another interval changes no order', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const orders = (changed: object) =>
          planOf(JSON.stringify({ ...document, ...changed }), names).iterations.map(({ order }) => order);
        const before = orders({});
        expect(orders({ iterations: 9 }).slice(0, before.length)).toEqual(before);
        expect(orders({ minInterval: '1s-9s' })).toEqual(before);
      }),
    );
  });
});

describe('pickSteps', () => {
  it('draws exactly so many, with all that they depend on', () => {
    const graphs = fc.integer({ min: 1, max: 15 }).chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, step) =>
          fc.subarray(
            Array.from({ length: step }, (__, one) => one),
            { maxLength: Math.min(3, step) },
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(14), (mentions, seed, less) => {
        const count = Math.max(1, mentions.length - less);
        const picked = pickSteps(streamFor(seed, 'test'), mentions, count);
        expect(picked.length).toBe(count);
        expect(new Set(picked).size).toBe(count);
        for (const step of picked) for (const needed of mentions[step] ?? []) expect(picked).toContain(needed);
        for (const step of neverPicked(mentions, count)) expect(picked).not.toContain(step);
      }),
    );
  });

  it('draws every step about equally often when none depends on another', () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 6_000; seed += 1) {
      for (const step of pickSteps(streamFor(seed, 'pick/1'), [[], [], [], [], [], []], 2))
        counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    for (let step = 0; step < 6; step += 1) expect(Math.abs((counts.get(step) ?? 0) - 2_000)).toBeLessThan(200);
  });

  it('takes the mentions from conditions', () => {
    expect(mentionsOf([undefined, { is: 'not', of: { is: 'outcome', step: 0, outcome: 'Pass' } }])).toEqual([[], [0]]);
  });
});
