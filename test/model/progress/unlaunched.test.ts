import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { neededEnds, unlaunchedSteps } from '../../../src/model/progress/unlaunched.ts';
import { planOf } from '../../runner/fixtures.ts';
import { arbitraryPlan } from '../arbitrary-plan.ts';
import { walk } from './walk.ts';

const atom = (step: number, outcome: Outcome | 'Done' = 'Pass'): Condition => ({ is: 'outcome', step, outcome });
const serial = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]);
const of = (plan: Plan, step: number, attempt = 1) => [...unlaunchedSteps(plan, 1, [{ step, attempt }])].sort();

describe('of the steps whose Jobs are not there', () => {
  it('those behind the open one have not been launched, one at a time', () => {
    expect(of(serial, 2)).toEqual([3]);
    expect(of(serial, 0)).toEqual([1, 2, 3]);
  });

  it('nothing is certain where none is open', () => {
    expect([...unlaunchedSteps(serial, 1, [])]).toEqual([]);
  });

  it('nothing is certain of what comes after an open one that may have waited for its second attempt', () => {
    expect(of(serial, 1, 2)).toEqual([]);
  });

  it('nothing is certain of what comes after an open one where others may run beside it', () => {
    expect(of({ ...serial, parallelism: 2 }, 2)).toEqual([]);
  });

  it('those that wait for the end of the open one have not been launched, however many run', () => {
    const steps = [{ id: 'a' }, { id: 'b' }, { id: 'c', condition: atom(0) }, { id: 'd', condition: atom(2, 'Done') }];
    expect(of(planOf(steps, { parallelism: 4 }), 0)).toEqual([2, 3]);
  });

  it('nothing is certain of what waits for a step that may have been skipped', () => {
    const both: Condition = { is: 'all', of: [atom(0), atom(1)] };
    const steps = [{ id: 'a' }, { id: 'b' }, { id: 'c', condition: both }, { id: 'd', condition: atom(2, 'Done') }];
    expect(of(planOf(steps, { parallelism: 4 }), 0)).toEqual([2]);
  });

  it('one that the open one waited for may have let others pass while it was tried again', () => {
    const retries = { limit: 1, on: ['Fail' as const], backoffMs: 1_000 };
    const steps = [{ id: 'a', retries }, { id: 'b', condition: atom(0) }, { id: 'c' }];
    expect(of(planOf(steps), 1)).toEqual([]);
  });

  it('one that the open one waited for lets nothing pass where it runs once', () => {
    expect(of(planOf([{ id: 'a' }, { id: 'b', condition: atom(0) }, { id: 'c' }]), 1)).toEqual([2]);
    expect(of(planOf([{ id: 'b', condition: atom(2) }, { id: 'c' }, { id: 'a' }, { id: 'd' }]), 0)).toEqual([3]);
  });

  it('one that the open one waited to be skipped may have let others pass', () => {
    expect(of(planOf([{ id: 'a' }, { id: 'b', condition: atom(0, 'Skipped') }, { id: 'c' }]), 1)).toEqual([]);
  });

  it('none that is open is among them, though it comes after another open one', () => {
    const open = [
      { step: 0, attempt: 1 },
      { step: 2, attempt: 1 },
    ];
    expect([...unlaunchedSteps(serial, 1, open)]).toEqual([1, 3]);
  });

  it('those that wait for one behind the open one are among them, wherever they stand', () => {
    const steps = [{ id: 'waits', condition: atom(2) }, { id: 'open' }, { id: 'behind' }];
    expect(of(planOf(steps), 1)).toEqual([0, 2]);
  });

  it('nothing is certain of what waits for one behind the open one that may have been skipped before', () => {
    const steps = [
      ...[{ id: 'before' }, { id: 'waits', condition: atom(3, 'Done') }, { id: 'open' }],
      { id: 'behind', condition: atom(0) },
    ];
    expect(of(planOf(steps), 2)).toEqual([3]);
  });

  it('nothing is certain of an iteration that the plan does not have', () => {
    expect([...unlaunchedSteps(serial, 0, [{ step: 0, attempt: 1 }])]).toEqual([]);
    expect([...unlaunchedSteps(serial, 2, [{ step: 0, attempt: 1 }])]).toEqual([]);
  });

  it('only those of the iteration are among them', () => {
    const picked = { ...serial, iterations: [{ order: [2, 0, 3], intervalMs: 0 }] };
    expect(of(picked, 2)).toEqual([0, 3]);
    expect(of(picked, 0)).toEqual([3]);
  });
});

describe('of what comes after an open step that has waited, one at a time', () => {
  const first = [{ id: 'a' }, { id: 'b' }];
  const after = (condition: Condition) => of(planOf([...first, { id: 'open', condition }, { id: 'after' }]), 2);

  it.each<[string, Condition, readonly number[]]>([
    ['for two that have run', { is: 'all', of: [atom(0), atom(1, 'Fail')] }, [3]],
    ['for one that may have been skipped', atom(0, 'Done'), []],
    ['for two of which one may have been skipped', { is: 'all', of: [atom(0), atom(1, 'Done')] }, []],
    ['for either of two', { is: 'any', of: [atom(0), atom(1)] }, []],
    ['for one not to pass', { is: 'not', of: atom(0) }, []],
  ])('%s, something is certain where all of them surely ran just before', (_, condition, expected) => {
    expect(after(condition)).toEqual(expected);
  });

  it('nothing is certain if what it waited for had waited for one that was tried again', () => {
    const retries = { limit: 1, on: ['Fail' as const], backoffMs: 1_000 };
    const chain = [{ id: 'a', retries }, { id: 'b', condition: atom(0) }, { id: 'c', condition: atom(1) }, { id: 'd' }];
    expect(of(planOf(chain), 2)).toEqual([]);
  });

  it('all is certain if it waited twice for one that ran once', () => {
    const both: Condition = { is: 'all', of: [atom(0), atom(1)] };
    const chain = [{ id: 'a' }, { id: 'b', condition: atom(0) }, { id: 'c', condition: both }, { id: 'd' }];
    expect(of(planOf(chain), 2)).toEqual([3]);
  });

  it('all is certain if it waited for one whose outcome is of an earlier run', () => {
    const retries = { limit: 1, on: ['Fail' as const], backoffMs: 1_000 };
    const steps = [{ id: 'a', retries }, { id: 'b', condition: atom(0) }, { id: 'c' }];
    const order = { order: [1, 2], intervalMs: 0 };
    expect(of(planOf(steps, { preset: ['Pass', null, null], iterations: [order] }), 1)).toEqual([2]);
  });
});

describe('what a condition needs', () => {
  it.each<[string, Condition, boolean, readonly number[]]>([
    ['both parts of an and', { is: 'all', of: [atom(0), atom(1)] }, true, [0, 1]],
    ['nothing certain of an or', { is: 'any', of: [atom(0), atom(1)] }, true, []],
    ['what both parts of an or need', { is: 'any', of: [atom(0), { is: 'all', of: [atom(0), atom(1)] }] }, true, [0]],
    ['both parts of an or that is false', { is: 'any', of: [atom(0), atom(1)] }, false, [0, 1]],
    ['nothing of an or without parts', { is: 'any', of: [] }, true, []],
    ['what is denied', { is: 'not', of: atom(3) }, true, [3]],
  ])('is %s', (_, condition, wanted, expected) => {
    expect(neededEnds(condition, wanted)).toEqual(expected);
  });
});

it('is never said of a step that has been launched, in any run of any plan', () => {
  fc.assert(
    fc.property(arbitraryPlan(5), fc.boolean(), fc.array(fc.nat(1_000), { maxLength: 30 }), (any, alone, draws) => {
      const plan = alone ? { ...any, parallelism: 1 } : any;
      for (const { launched, progress } of walk(plan, draws)) {
        const open = progress.running.map((step) => ({ step, attempt: progress.attempts[step] ?? 0 }));
        for (const shown of [open, ...open.map((one) => [one])])
          for (const step of unlaunchedSteps(plan, 1, shown)) expect(launched.has(step)).toBe(false);
      }
    }),
    { numRuns: 2_000 },
  );
});
