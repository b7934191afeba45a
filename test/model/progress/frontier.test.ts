import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import type { PlannedStep } from '../../../src/model/plan/planned-step.ts';
import { advance, inOrder, orderOf, placesIn, startable } from '../../../src/model/progress/frontier.ts';
import { brokenRule } from '../mutations/frontier-property.ts';

const is = (step: number, outcome: Outcome | 'Done' = 'Pass'): Condition => ({ is: 'outcome', step, outcome });

const planWith = (steps: readonly Partial<PlannedStep>[], rest: Partial<Plan> = {}): Plan => ({
  version: 1,
  parallelism: 2,
  failurePolicy: 'continue',
  steps: steps.map((step, entry) => ({ id: `s${entry}`, experiment: 'x', entry, mutexes: [], ...step })),
  iterations: [{ order: [...steps.keys()], intervalMs: 0 }],
  draws: [],
  notes: [],
  ...rest,
});

it('obeys conditions, limit and mutexes and always ends, over random plans', () => {
  expect(brokenRule({ advance, startable }, 10_000)).toBeUndefined();
});

describe('advance', () => {
  const diamond = planWith([
    {},
    { condition: is(0) },
    { condition: is(0) },
    { condition: { is: 'all', of: [is(1), is(2)] } },
  ]);

  it('begins with the steps that depend on nothing', () => {
    expect(advance(diamond, 0, [], undefined)).toEqual({ ready: [0], impossible: [] });
  });

  it('makes ready what waited for the step, in the iteration’s order', () => {
    const turned = { ...diamond, iterations: [{ order: [3, 2, 1, 0], intervalMs: 0 }] };
    expect(advance(turned, 0, ['Pass'], 0)).toEqual({ ready: [2, 1], impossible: [] });
  });

  it('waits for the last branch', () => {
    expect(advance(diamond, 0, ['Pass', 'Pass'], 1)).toEqual({ ready: [], impossible: [] });
    expect(advance(diamond, 0, ['Pass', 'Pass', 'Pass'], 2)).toEqual({ ready: [3], impossible: [] });
  });

  it('gives up what can no longer be true as soon as that is known, and says why', () => {
    expect(advance(diamond, 0, ['Pass', 'Fail'], 1)).toEqual({
      ready: [],
      impossible: [{ step: 3, reason: 'needs s1.Pass && s2.Pass, and s1 ended Fail' }],
    });
  });

  it('reports a step only once when a later end changes nothing', () => {
    expect(advance(diamond, 0, ['Pass', 'Fail', 'Pass'], 2)).toEqual({ ready: [], impossible: [] });
    const either = planWith([{}, {}, { condition: { is: 'any', of: [is(0), is(1)] } }]);
    expect(advance(either, 0, ['Pass', 'Pass'], 1).ready).toEqual([]);
  });

  it('leaves out steps that are not in the iteration', () => {
    const picked = { ...diamond, iterations: [{ order: [0, 2], intervalMs: 0 }] };
    expect(advance(picked, 0, ['Pass'], 0).ready).toEqual([2]);
    expect(advance(picked, 1, [], undefined).ready).toEqual([]);
  });

  it('makes nothing of the end of a step that nobody waits for', () => {
    expect(advance(diamond, 0, ['Pass', 'Pass', 'Pass', 'Pass'], 3)).toEqual({ ready: [], impossible: [] });
    expect(advance(planWith([{}, {}]), 0, ['Fail'], 0)).toEqual({ ready: [], impossible: [] });
  });

  it('names every step that has made another one impossible', () => {
    const plan = planWith([
      { id: 'first' },
      { id: 'second' },
      { condition: { is: 'any', of: [is(0), is(1, 'Fail')] } },
    ]);
    expect(advance(plan, 0, ['Error', 'Pass'], 1).impossible).toEqual([
      { step: 2, reason: 'needs first.Pass || second.Fail, and first ended Error, second ended Pass' },
    ]);
  });

  it('takes outcomes from a record as ended, also as JSON writes them', () => {
    expect(advance(diamond, 0, ['Pass', 'Pass', null, null], undefined).ready).toEqual([2]);
  });

  it('costs only the dependents of what ended', () => {
    const wide = planWith(Array.from({ length: 50_000 }, (_, step) => (step < 2 ? {} : { condition: is(step % 2) })));
    let asked = 0;
    const outcomes = new Proxy(['Pass'] as (Outcome | undefined)[], {
      get: (list, key) => {
        asked += 1;
        return Reflect.get(list, key);
      },
    });
    const chain = {
      ...wide,
      steps: wide.steps.with(4, { ...planWith([{}]).steps[0], condition: is(3) } as PlannedStep),
    };
    advance(chain, 0, outcomes, 3);
    expect(asked).toBeLessThan(10);
  });
});

describe('startable', () => {
  it('starts in the given order up to the limit', () => {
    expect(startable(planWith([{}, {}, {}, {}]), [3, 1, 2], [0])).toEqual([3]);
    expect(startable(planWith([{}, {}, {}, {}]), [3, 1, 2], [])).toEqual([3, 1]);
    expect(startable(planWith([{}, {}, {}, {}]), [3], [0, 1])).toEqual([]);
  });

  it('passes over a step whose mutex is held, and starts a later one', () => {
    const plan = planWith([{ mutexes: ['m'] }, { mutexes: ['m'] }, {}], { parallelism: 3 });
    expect(startable(plan, [1, 2], [0])).toEqual([2]);
    expect(startable(plan, [0, 1, 2], [])).toEqual([0, 2]);
  });

  it('takes up a place for each that runs, but for those that leave', () => {
    const plan = planWith([{}, {}, {}, {}, {}]);
    expect(startable(plan, [3, 4], [0, 1, 2], 1)).toEqual([]);
    expect(startable(plan, [3, 4], [0, 1, 2], 2)).toEqual([3]);
    expect(startable(plan, [3, 4], [0, 1, 2], 3)).toEqual([3, 4]);
  });

  it('lets nobody have the mutex of a step that leaves its place', () => {
    const plan = planWith([{ mutexes: ['m'] }, { mutexes: ['n', 'm'] }, { mutexes: ['n'] }]);
    expect(startable(plan, [1, 2], [0], 1)).toEqual([2]);
  });

  it('looks at no step where none is ready', () => {
    const plan = { ...planWith([{}, {}]), parallelism: 2 };
    const unseen = new Proxy(plan.steps, { get: () => expect.fail('a step was looked at') });
    expect(startable({ ...plan, steps: unseen }, [], [0])).toEqual([]);
  });
});

describe('the order of an iteration', () => {
  const plan = {
    iterations: [
      { order: [2, 0], intervalMs: 0 },
      { order: [1], intervalMs: 0 },
    ],
  };

  it.each([
    [0, []],
    [1, [2, 0]],
    [2, [1]],
    [3, []],
  ])('of number %i is what the plan has drawn', (iteration, order) => {
    expect(orderOf(plan, iteration)).toEqual(order);
  });

  it('gives each of its steps a place, and no other', () => {
    expect([...placesIn([2, 0])]).toEqual([
      [2, 0],
      [0, 1],
    ]);
  });

  it('is that of any steps of it', () => {
    expect(inOrder([4, 2, 0, 3, 1], [0, 1, 4])).toEqual([4, 0, 1]);
    expect(inOrder([4, 2, 0, 3, 1], [])).toEqual([]);
  });
});
