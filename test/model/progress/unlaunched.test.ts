import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import type { Condition } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import {
  beginIteration,
  noProgress,
  type Progress,
  reconsidered,
  retryDue,
  stepEnded,
} from '../../../src/model/progress/progress.ts';
import { neededEnds, unlaunchedSteps } from '../../../src/model/progress/unlaunched.ts';
import { planOf } from '../../runner/fixtures.ts';
import { arbitraryPlan } from '../arbitrary-plan.ts';

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
});

describe('what a condition needs', () => {
  it.each<[string, Condition, boolean, readonly number[]]>([
    ['both parts of an and', { is: 'all', of: [atom(0), atom(1)] }, true, [0, 1]],
    ['nothing certain of an or', { is: 'any', of: [atom(0), atom(1)] }, true, []],
    ['what both parts of an or need', { is: 'any', of: [atom(0), { is: 'all', of: [atom(0), atom(1)] }] }, true, [0]],
    ['both parts of an or that is false', { is: 'any', of: [atom(0), atom(1)] }, false, [0, 1]],
    ['what is denied', { is: 'not', of: atom(3) }, true, [3]],
  ])('is %s', (_, condition, wanted, expected) => {
    expect(neededEnds(condition, wanted)).toEqual(expected);
  });
});

const ends: readonly Outcome[] = ['Pass', 'Fail', 'Error', 'Stopped'];

/**
 * A walk of the model: at each moment the steps that have been launched, and those whose latest attempt has not ended. Now and
 * then somebody holds the run for a while.
 */
const walk = (
  plan: Plan,
  draws: readonly number[],
): readonly { launched: ReadonlySet<number>; progress: Progress }[] => {
  const moments: { launched: ReadonlySet<number>; progress: Progress }[] = [];
  const launched = new Set<number>();
  let skips: readonly number[] = [];
  const take = (decision: ReturnType<typeof beginIteration>): Progress => {
    for (const { step } of decision.start) launched.add(step);
    skips = [...new Set([...skips, ...decision.skip.map(({ step }) => step)])];
    moments.push({ launched: new Set(launched), progress: decision.progress });
    return decision.progress;
  };
  let held = draws.length % 2 === 1;
  const planNow = (): Plan => (held ? { ...plan, parallelism: 0 } : plan);
  let progress = take(beginIteration(planNow(), noProgress(plan), 0));
  for (const draw of draws) {
    if (draw % 5 === 0) {
      held = !held;
      progress = take(reconsidered(planNow(), progress));
    }
    const retrying = progress.retrying.map(({ step }) => step).filter((step) => !progress.ready.includes(step));
    const choices = [...progress.running, ...skips, ...retrying];
    const step = choices[draw % Math.max(1, choices.length)];
    if (step === undefined) continue;
    const end = { step, iteration: 1, attempt: progress.attempts[step] ?? 0, at: 0 };
    if (progress.running.includes(step))
      progress = take(stepEnded(planNow(), progress, { ...end, outcome: ends[draw % ends.length] ?? 'Pass' }));
    else if (retrying.includes(step)) progress = take(retryDue(planNow(), progress, step));
    else {
      skips = skips.filter((one) => one !== step);
      progress = take(stepEnded(planNow(), progress, { ...end, outcome: 'Skipped' }));
    }
  }
  return moments;
};

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
