import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { makePlan, type PlanningInput } from '../../../src/model/batch/planning.ts';
import { lockPrefix } from '../../../src/model/plan/mutual-exclusion.ts';

const one = [{ name: 'a' }, { name: 'b' }];
const instance = (value: string) => [{ name: 'INSTANCE_ID', value }];

/** Whether the two steps are kept from writing one ChaosResult at once. */
const areKeptApart = (input: Omit<PlanningInput, 'batch'>): boolean => {
  const plan = makePlan({ ...input, batch: { parallelism: 2 } });
  if (E.isLeft(plan)) throw new Error(JSON.stringify(plan.left));
  return plan.right.steps.every(({ mutexes }) => mutexes.some((mutex) => mutex.startsWith(lockPrefix.result)));
};

describe('a plan', () => {
  it.each([
    ['a random order', { order: 'random' }],
    ['steps that are drawn', { pick: 1 }],
    ['an interval that is drawn', { minInterval: { minMs: 1, maxMs: 2 } }],
  ] as const)('needs a seed for %s', (_, batch) => {
    const message = 'random order, pick and interval need a seed, and none was given';
    expect(makePlan({ entries: one, batch })).toEqual(E.left([{ path: ['seed'], message }]));
    expect(E.isRight(makePlan({ entries: one, batch, seed: 7 }))).toBe(true);
    expect(E.isRight(makePlan({ entries: one, batch: { ...batch, seed: 7 } }))).toBe(true);
  });

  it.each([
    ['the declared order', { order: 'declared' }],
    ['a fixed interval', { minInterval: { minMs: 2, maxMs: 2 }, iterations: 2 }],
  ] as const)('needs none for %s, and keeps the one that is written', (_, batch) => {
    const without = makePlan({ entries: one, batch, seed: 7 });
    expect(E.isRight(without) && without.right.seed).toBeUndefined();
    const written = makePlan({ entries: one, batch: { ...batch, seed: 9 }, seed: 7 });
    expect(E.isRight(written) && [written.right.seed, written.right.draws]).toEqual([9, []]);
  });
});

describe('two steps of one experiment', () => {
  const twice = [{ name: 'x' }, { name: 'x' }];

  it('are kept apart where nothing tells their results from one another', () => {
    expect(areKeptApart({ entries: twice })).toBe(true);
    expect(areKeptApart({ entries: one })).toBe(false);
  });

  it('are told apart by the INSTANCE_ID of their entries', () => {
    expect(
      areKeptApart({
        entries: [
          { name: 'x', env: instance('1') },
          { name: 'x', env: instance('2') },
        ],
      }),
    ).toBe(false);
    expect(
      areKeptApart({
        entries: [
          { name: 'x', env: instance('1') },
          { name: 'x', env: instance('1') },
        ],
      }),
    ).toBe(true);
    expect(areKeptApart({ entries: [{ name: 'x', env: instance('1') }, { name: 'x' }] })).toBe(false);
  });

  it('have the INSTANCE_ID of their entry before that of the experiment, and that before the runner’s', () => {
    const experiments = () => instance('2');
    const [first, other] = [
      { name: 'x', env: instance('1') },
      { name: 'x', env: instance('2') },
    ];
    expect(areKeptApart({ entries: [first, { name: 'x' }], experiments })).toBe(false);
    expect(areKeptApart({ entries: [other, { name: 'x' }], experiments })).toBe(true);
    expect(areKeptApart({ entries: [first, { name: 'x' }], experiments, runnerEnv: instance('1') })).toBe(false);
    expect(areKeptApart({ entries: [first, { name: 'x' }], runnerEnv: instance('1') })).toBe(true);
  });

  it('may write one ChaosResult at once in no case, also where they may overlap', () => {
    const steps = new Map([['x', { allowOverlap: true }]]);
    const plan = makePlan({ entries: twice, batch: { parallelism: 2, steps } as never });
    expect(E.isRight(plan) && plan.right.steps.every(({ mutexes }) => mutexes.length > 0)).toBe(true);
  });
});
