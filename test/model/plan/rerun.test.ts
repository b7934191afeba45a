import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../src/model/batch/batch-document.ts';
import { defaultPlan } from '../../../src/model/batch/default-plan.ts';
import { makePlan } from '../../../src/model/batch/planning.ts';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import { concurrencyOf } from '../../../src/model/plan/concurrency.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { planProblems } from '../../../src/model/plan/plan-check.ts';
import { planText } from '../../../src/model/plan/plan-text.ts';
import { rerunPlan } from '../../../src/model/plan/rerun.ts';
import { advance, startable } from '../../../src/model/progress/frontier.ts';
import { arbitraryOutcomes, arbitraryPlan } from '../arbitrary-plan.ts';

const planOf = (text: string, names: readonly string[]): Plan => {
  const document = readBatch(text);
  if (E.isLeft(document)) throw new Error(JSON.stringify(document.left));
  const plan = makePlan({ entries: names.map((name) => ({ name })), batch: document.right.batch, seed: 5 });
  if (E.isLeft(plan)) throw new Error(JSON.stringify(plan.left));
  return plan.right;
};

const diamond = planOf(
  '{parallelism: 3, timeout: 30m, failurePolicy: stopScheduling, steps: {b: {dependsOn: a}, c: {dependsOn: a.Done, mutex: x, timeout: 5m}, d: {dependsOn: [b, c], retries: {limit: 1, backoff: 10s}}}}',
  ['a', 'b', 'c', 'd'],
);

describe('rerunPlan', () => {
  it('runs again what did not pass or never ended, the outcomes of the others kept', () => {
    const again = rerunPlan(diamond, { a: 'Pass', b: 'Fail', c: 'Pass' });
    expect(again.iterations).toEqual([{ order: [1, 3], intervalMs: 0 }]);
    expect(again.preset).toEqual(['Pass', null, 'Pass', null]);
    expect(again.notes.at(-1)).toBe('Runs again what did not pass: b, d; 2 passed and keep their outcome.');
  });

  it('has nothing to run when everything passed', () => {
    const again = rerunPlan(diamond, { a: 'Pass', b: 'Pass', c: 'Pass', d: 'Pass' });
    expect(again.iterations).toEqual([{ order: [], intervalMs: 0 }]);
    expect(planText(again)).toContain('the iteration runs nothing');
  });

  it('leaves out steps that were never drawn', () => {
    const picked = {
      ...diamond,
      iterations: [
        { order: [0], intervalMs: 0 },
        { order: [0, 1], intervalMs: 5 },
      ],
    };
    expect(rerunPlan(picked, {}).iterations).toEqual([{ order: [0, 1], intervalMs: 0 }]);
  });

  it('always gives a plan that holds together', () => {
    const last = fc.dictionary(
      fc.nat(12).map((step) => `step-${step}`),
      fc.constantFrom<Outcome>('Pass', 'Fail', 'Error', 'Stopped', 'Skipped'),
    );
    fc.assert(
      fc.property(arbitraryPlan(), last, (plan, outcomes) => {
        expect(planProblems(rerunPlan(plan, outcomes))).toEqual([]);
      }),
    );
  });

  it('does not take what every object has for an outcome', () => {
    expect(rerunPlan(defaultPlan(['constructor']), {}).iterations[0]?.order).toEqual([0]);
  });

  it('keeps apart what only a passed step kept apart: faults on one target, and steps that write one result', () => {
    const plan = planOf(
      '{parallelism: 3, steps: {b: {dependsOn: pod-delete.Fail}, pod-delete-2: {dependsOn: b}, c: {dependsOn: b}}}',
      ['pod-delete', 'b', 'pod-delete', 'c'],
    );
    const again = rerunPlan(plan, { 'pod-delete': 'Fail', b: 'Pass', 'pod-delete-2': 'Fail', c: 'Pass' });
    const { ready } = advance(again, 0, again.preset ?? [], undefined);
    expect(ready).toEqual([0, 2]);
    expect(startable(again, ready, [])).toEqual([0]);
  });

  it('adds no lock to steps that cannot disturb each other', () => {
    const plan = planOf('{parallelism: 3, steps: {b: {dependsOn: a.Fail}, c: {dependsOn: b}}}', ['a', 'b', 'c']);
    expect(rerunPlan(plan, { a: 'Fail', b: 'Pass', c: 'Fail' }).steps).toEqual(plan.steps);
  });

  it('keeps nothing apart in a second rerun that only shares the name of a lock with the first', () => {
    const plan = planOf(
      '{parallelism: 4, steps: {b: {dependsOn: pod-delete.Fail}, pod-delete-2: {dependsOn: b}, c: {dependsOn: pod-cpu-hog.Fail}, pod-cpu-hog-2: {dependsOn: c}}}',
      ['pod-delete', 'b', 'pod-delete', 'pod-cpu-hog', 'c', 'pod-cpu-hog'],
    );
    const failed = {
      'pod-delete': 'Fail',
      'pod-delete-2': 'Fail',
      'pod-cpu-hog': 'Fail',
      'pod-cpu-hog-2': 'Fail',
    } as const;
    const once = rerunPlan(plan, { ...failed, b: 'Pass', c: 'Fail' });
    const twice = rerunPlan(once, { ...failed, 'pod-delete': 'Pass', c: 'Pass' });
    const { ready } = advance(twice, 0, twice.preset ?? [], undefined);
    expect(startable(twice, ready, [])).toEqual([2, 3]);
    expect(twice.notes.filter((note) => note.includes('(mutexes rerun:'))).toHaveLength(1);
  });

  it('never runs two faults of one mechanism at once that the plan would not have run at once', () => {
    const cases = arbitraryPlan(8).chain((plan) =>
      fc.tuple(
        fc.constant({
          ...plan,
          parallelism: 99,
          steps: plan.steps.map((step) => ({ ...step, experiment: 'pod-network-loss' })),
        }),
        arbitraryOutcomes(plan.steps.length),
        arbitraryOutcomes(plan.steps.length),
      ),
    );
    fc.assert(
      fc.property(cases, ([plan, last, ends]) => {
        const may = concurrencyOf(plan.steps.map(({ condition }) => condition));
        const again = rerunPlan(plan, Object.fromEntries(plan.steps.map(({ id }, step) => [id, last[step]])));
        let outcomes: readonly (Outcome | null)[] = again.preset ?? [];
        let ready: readonly number[] = [];
        let running: readonly number[] = [];
        const settle = (finished: number | undefined): void => {
          const next = advance(again, 0, outcomes, finished);
          ready = [...ready, ...next.ready];
          for (const { step } of next.impossible) {
            outcomes = outcomes.with(step, 'Skipped');
            settle(step);
          }
        };
        settle(undefined);
        for (;;) {
          const chosen = startable(again, ready, running);
          ready = ready.filter((step) => !chosen.includes(step));
          running = [...running, ...chosen];
          for (const left of running)
            for (const right of running) if (left !== right) expect(may(left, right)).toBe(true);
          const [ended, ...rest] = running;
          if (ended === undefined) break;
          running = rest;
          outcomes = outcomes.with(ended, ends[ended] ?? 'Pass');
          settle(ended);
        }
        expect(outcomes).not.toContain(null);
      }),
      { numRuns: 1_000 },
    );
  });
});
