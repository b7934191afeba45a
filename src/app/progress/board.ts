import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import type { Outcome } from '../../model/litmus/outcome.ts';
import { longestChain } from '../../model/plan/critical-path.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { retries } from '../../model/progress/progress.ts';

/** What a step is doing, in words for people; an outcome once it has ended. */
export type Phase =
  | 'waiting'
  | 'checking'
  | 'launching'
  | 'starting'
  | 'running'
  | 'reading result'
  | 'cleaning up'
  | 'trying again'
  | Outcome;

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

const phases: Readonly<Record<string, Phase>> = {
  Pending: 'waiting',
  Validating: 'checking',
  Launching: 'launching',
  'Running.Starting': 'starting',
  Running: 'running',
  CleaningUp: 'cleaning up',
  'Running.ReadingResult': 'reading result',
};

const phaseOf = (state: string): Phase => phases[state] ?? phases[state.split('.')[0] ?? ''] ?? 'running';

/** Whether another attempt follows this one: its step has not ended with it. */
export const isRetried = (model: RunModel, attempt: AttemptView): boolean => {
  const { outcome, index = -1 } = attempt;
  if (outcome === undefined || model.supervisor.state !== 'Iterating.Running') return false;
  return retries(model.plan?.steps[index], { outcome, attempt: attempt.attempt });
};

const rowOf = (model: RunModel, id: string, attempt: AttemptView | undefined, now: number): BoardRow => {
  if (attempt === undefined) return { id, phase: 'waiting', attempt: 0, detail: '' };
  const { state, startedAt, endedAt, outcome, reason, pod, job } = attempt;
  const elapsedMs = Math.max(0, (endedAt ?? now) - startedAt);
  const row = { id, attempt: attempt.attempt, elapsedMs };
  // It is being skipped, or aborted before its turn: nothing of it runs.
  if (endedAt === undefined && attempt.attempt === 0) return { ...row, phase: 'waiting', detail: '' };
  if (endedAt === undefined) {
    const detail = outcome === undefined ? (pod ?? job ?? '') : `${outcome}: ${reason ?? ''}`;
    return { ...row, phase: phaseOf(state), detail };
  }
  if (isRetried(model, attempt)) return { ...row, phase: 'trying again', detail: `${outcome}: ${reason ?? ''}` };
  return { ...row, phase: outcome ?? 'Error', detail: outcome === 'Pass' ? '' : (reason ?? '') };
};

const isOutcome = (phase: Phase): phase is Outcome =>
  phase === 'Pass' || phase === 'Fail' || phase === 'Error' || phase === 'Stopped' || phase === 'Skipped';

/** How a run stands at `now`; undefined before its plan is known. */
export const boardOf = (model: RunModel, now: number): Board | undefined => {
  const { plan, startedAt = now } = model;
  if (plan === undefined) return undefined;
  const iteration = Math.max(1, model.iteration);
  const latest = new Map<number, AttemptView>();
  for (const attempt of model.attempts)
    if (attempt.iteration === iteration && attempt.index !== undefined) latest.set(attempt.index, attempt);
  const outcomes: (Outcome | null)[] = plan.steps.map((_, step) => plan.preset?.[step] ?? null);
  const rows = shownSteps(plan, iteration).map((step): BoardRow => {
    const id = plan.steps[step]?.id ?? '';
    const known = plan.preset?.[step];
    if (known) return { id, phase: known, attempt: 0, detail: 'not run again: taken from the record' };
    const row = rowOf(model, id, latest.get(step), now);
    if (isOutcome(row.phase)) outcomes[step] = row.phase;
    return row;
  });
  const done = rows.filter(({ phase }) => isOutcome(phase)).length;
  const waiting = rows.filter(({ phase }) => phase === 'waiting' || phase === 'trying again').length;
  const chain = longestChain(plan, iteration - 1, outcomes).map((step) => plan.steps[step]?.id ?? '');
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
