import { type Phase, phaseOf } from '../../audit/phases.ts';
import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import { type Outcome, outcomes } from '../../model/litmus/outcome.ts';
import { longestChain } from '../../model/plan/critical-path.ts';
import type { Plan } from '../../model/plan/plan.ts';

export interface BoardRow {
  readonly id: string;
  readonly phase: Phase;
  /** Milliseconds since it was started, or from its start to its end. */
  readonly elapsedMs?: number;
  readonly attempt: number;
  /** Why it ended, or what it runs as. */
  readonly detail: string;
}

/** The current iteration of a run at one moment. */
export interface Board {
  readonly runId: string;
  readonly engine: string;
  readonly iteration: number;
  readonly iterations: number;
  readonly elapsedMs: number;
  /** In the order of the plan. */
  readonly rows: readonly BoardRow[];
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  /** Steps that still have to run one after the other at most; empty where there is no order. */
  readonly chain: readonly string[];
  readonly state: string;
}

const rowOf = (model: RunModel, id: string, latest: AttemptView | undefined, now: number): BoardRow => {
  const phase = phaseOf(model, latest);
  if (latest === undefined) return { id, phase, attempt: 0, detail: '' };
  const { attempt, startedAt, endedAt, outcome, reason = '', pod, job } = latest;
  const row = { id, phase, attempt, elapsedMs: Math.max(0, (endedAt ?? now) - startedAt) };
  if (phase === 'Waiting' || phase === 'Pass') return { ...row, detail: '' };
  if (phase === outcome || outcome === undefined) return { ...row, detail: outcome ? reason : (pod ?? job ?? reason) };
  return { ...row, detail: `${outcome}: ${reason}` };
};

const isOutcome = (phase: Phase): phase is Outcome => outcomes.some((outcome) => outcome === phase);

/** How a run stands at `now`; undefined before its plan is known. */
export const boardOf = (model: RunModel, now: number): Board | undefined => {
  const { plan, startedAt = now } = model;
  if (plan === undefined) return undefined;
  const iteration = Math.max(1, model.iteration);
  const latest = new Map<number, AttemptView>();
  for (const attempt of model.attempts)
    if (attempt.iteration === iteration && attempt.index !== undefined) latest.set(attempt.index, attempt);
  const ends: (Outcome | null)[] = plan.steps.map((_, step) => plan.preset?.[step] ?? null);
  const rows = shownSteps(plan, iteration).map((step): BoardRow => {
    const id = plan.steps[step]?.id ?? '';
    const known = plan.preset?.[step];
    if (known) return { id, phase: known, attempt: 0, detail: 'not run again: taken from the record' };
    const row = rowOf(model, id, latest.get(step), now);
    if (isOutcome(row.phase)) ends[step] = row.phase;
    return row;
  });
  const done = rows.filter(({ phase }) => isOutcome(phase)).length;
  const waiting = rows.filter(({ phase }) => phase === 'Waiting' || phase === 'Retrying').length;
  const chain = longestChain(plan, iteration - 1, ends).map((step) => plan.steps[step]?.id ?? '');
  return {
    runId: model.runId,
    engine: `${model.namespace}/${model.engine}`,
    iteration,
    iterations: plan.iterations.length,
    elapsedMs: Math.max(0, (model.endedAt ?? now) - startedAt),
    rows,
    waiting,
    running: rows.length - done - waiting,
    done,
    chain: chain.length > 1 ? chain : [],
    state: model.supervisor.state,
  };
};

/** The steps of an iteration, and those whose outcome was taken from a record. */
const shownSteps = (plan: Plan, iteration: number): readonly number[] => {
  const order = new Set(plan.iterations[iteration - 1]?.order ?? []);
  return plan.steps.flatMap((_, step) => (order.has(step) || plan.preset?.[step] ? [step] : []));
};
