import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import { type Condition, stepsOf } from '../../../src/model/plan/condition.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import type { advance, startable } from '../../../src/model/progress/frontier.ts';

/** The functions under test, as parameters, so that a mutated one can be put through the same checks. */
export interface Frontier {
  readonly advance: typeof advance;
  readonly startable: typeof startable;
}

/** Two-valued truth, written anew and simply, of a condition whose steps have all ended. */
export const holds = (condition: Condition, outcomes: readonly (Outcome | undefined)[]): boolean => {
  switch (condition.is) {
    case 'outcome':
      return condition.outcome === 'Done'
        ? outcomes[condition.step] !== undefined
        : outcomes[condition.step] === condition.outcome;
    case 'not':
      return !holds(condition.of, outcomes);
    case 'all':
      return condition.of.every((part) => holds(part, outcomes));
    case 'any':
      return condition.of.some((part) => holds(part, outcomes));
  }
};

/** Whether the truth stays the same whatever the open steps end with: by trying, for at most 5 open steps. */
export const decided = (condition: Condition, outcomes: readonly (Outcome | undefined)[]): boolean | undefined => {
  const open = stepsOf(condition).filter((step) => outcomes[step] === undefined);
  if (open.length > 5) return undefined;
  const [first] = open;
  if (first === undefined) return holds(condition, outcomes);
  const truths = (['Pass', 'Fail', 'Error', 'Stopped', 'Skipped'] as const).map((outcome) =>
    decided(condition, outcomes.with(first, outcome)),
  );
  return truths.every((truth) => truth === truths[0]) ? truths[0] : undefined;
};

/** Runs an iteration with the frontier alone, ending running steps in the order that `choose` says; every violation found. */
export const violationsOf = (
  frontier: Frontier,
  plan: Plan,
  iteration: number,
  ends: readonly Outcome[],
  choose: (running: readonly number[]) => number,
): readonly string[] => {
  const order = plan.iterations[iteration]?.order ?? [];
  const violations: string[] = [];
  let outcomes: readonly (Outcome | undefined)[] = plan.steps.map(() => undefined);
  let [ready, running]: [readonly number[], readonly number[]] = [[], []];
  const seen = new Set<number>();
  const told: number[] = [];

  const report = (step: number): void => {
    if (seen.has(step)) violations.push(`step ${step} reported twice`);
    seen.add(step);
  };
  const advanceBy = (finished: number | undefined): void => {
    const next = frontier.advance(plan, iteration, outcomes, finished);
    for (const step of next.ready) {
      report(step);
      const condition = plan.steps[step]?.condition;
      if (condition && decided(condition, outcomes) === false)
        violations.push(`step ${step} ready though its condition is false`);
      if (condition && stepsOf(condition).every((one) => outcomes[one]) && !holds(condition, outcomes)) {
        violations.push(`step ${step} started without its condition`);
      }
    }
    for (const { step, reason } of next.impossible) {
      report(step);
      const condition = plan.steps[step]?.condition;
      if (!condition || decided(condition, outcomes) === true)
        violations.push(`step ${step} given up though its condition is true`);
      if (reason === '') violations.push(`step ${step} given up without a reason`);
    }
    const inOrder = [...next.ready].sort((left, right) => order.indexOf(left) - order.indexOf(right));
    if (next.ready.join() !== inOrder.join()) violations.push('ready steps out of order');
    ready = [...ready, ...next.ready];
    told.push(...next.impossible.map(({ step }) => step));
  };
  const settle = (finished: number | undefined): void => {
    advanceBy(finished);
    for (let step = told.shift(); step !== undefined; step = told.shift()) {
      outcomes = outcomes.with(step, 'Skipped');
      advanceBy(step);
    }
  };

  settle(undefined);
  for (let turn = 0; turn <= order.length; turn += 1) {
    const chosen = frontier.startable(plan, ready, running);
    for (const step of chosen) if (!ready.includes(step)) violations.push(`step ${step} started though not ready`);
    ready = ready.filter((step) => !chosen.includes(step));
    running = [...running, ...chosen];
    if (running.length > plan.parallelism) violations.push('more steps at once than allowed');
    const locks = running.flatMap((step) => plan.steps[step]?.mutexes ?? []);
    if (new Set(locks).size < locks.length) violations.push('two steps with one mutex at once');
    const idle = running.length < plan.parallelism;
    const held = new Set(locks);
    if (idle && ready.some((step) => !plan.steps[step]?.mutexes.some((mutex) => held.has(mutex)))) {
      violations.push('a step waits though it could start');
    }
    if (running.length === 0) break;
    const ended = running[choose(running) % running.length] ?? 0;
    running = running.filter((step) => step !== ended);
    outcomes = outcomes.with(ended, ends[ended] ?? 'Pass');
    settle(ended);
  }
  if (order.some((step) => outcomes[step] === undefined)) violations.push('the iteration does not end');
  return violations;
};
