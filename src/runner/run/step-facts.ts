import { isDeepStrictEqual } from 'node:util';
import type { AttemptEnd } from '../../../machines/experiment/experiment-types.ts';
import { followsPlan, isLastIteration } from '../../../machines/supervisor/run-end.ts';
import { defined } from '../../model/json/json-object.ts';
import { endedRow, type StepEnd } from '../../model/litmus/ended-row.ts';
import { targetCount } from '../../model/litmus/injected-targets.ts';
import { type Outcome, worseOf } from '../../model/litmus/outcome.ts';
import { type RowOf, runningRow, type StatusRow, waitingRow } from '../../model/litmus/row.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { stepAt } from '../../model/plan/step-at.ts';
import { type Progress, retries } from '../../model/progress/progress.ts';
import type { AttemptState } from './machine-state.ts';

/** What a row has to say about one attempt. Plain JSON: part of the checkpoint. */
export interface AttemptFacts {
  readonly iteration: number;
  readonly attempt: number;
  readonly pod?: string;
  readonly job?: string;
  /** Absent: it has not come to its end. */
  readonly end?: StepEnd & { readonly verdict?: string; readonly reason?: string };
  /** Launch and end of the main container, or of what there was of it. */
  readonly launchedAt?: number;
  /** How many targets the ChaosResult still marks as injected, where it does. */
  readonly injected?: number;
  /** Something of it had not gone when its clean-up gave up looking. */
  readonly stays?: boolean;
  /** When any of this changed, in milliseconds since the epoch. */
  readonly at: number;
}

/** All attempts of a step as far as its row needs them: they share it. */
export interface StepFacts {
  /** The latest attempt; absent: none yet. */
  readonly current?: AttemptFacts;
  /** The worst of the iterations before the current one, each by its last attempt. */
  readonly worst?: AttemptFacts;
  /** The most targets that an attempt before the current one has left marked as injected: a later one met others. Absent: none. */
  readonly injectedBefore?: number;
  /** Something of an attempt before the current one had not gone when its clean-up gave up looking. */
  readonly stayedBefore?: boolean;
}

/** What a state of the experiment machine says. Once in CleaningUp the outcome is known and the step has ended. */
export const factsOf = ({ state, context }: AttemptState, at: number): AttemptFacts => {
  const { iteration, attempt, pod, launch, end, injected = [], stays } = context;
  return {
    iteration,
    attempt,
    at,
    ...defined({ pod, job: launch?.job.name, launchedAt: launch?.launchedAt, stays }),
    ...(end !== undefined && endedIn(state) ? { end: factsOfEnd(end) } : {}),
    ...(injected.length === 0 ? {} : { injected: targetCount(injected) }),
  };
};

const factsOfEnd = ({ ending, outcome, verdict, reason }: AttemptEnd): NonNullable<AttemptFacts['end']> => ({
  ...{ ending, outcome, reason },
  ...defined({ verdict }),
});

const endedIn = (state: string): boolean => state.startsWith('CleaningUp') || state === 'Verdict';

/** Takes in what an attempt says now. The end of an earlier iteration is kept if it is the worst so far. */
export const withFacts = (step: StepFacts | undefined, facts: AttemptFacts): StepFacts => {
  const current = step?.current;
  if (current === undefined) return { ...step, current: facts };
  const isNext = facts.iteration > current.iteration;
  const before = Math.max(step?.injectedBefore ?? 0, current.injected ?? 0);
  const stayed = step?.stayedBefore === true || current.stays === true;
  const isOther = isNext || facts.attempt > current.attempt;
  const remains = isOther
    ? { ...(before > 0 ? { injectedBefore: before } : {}), ...(stayed ? { stayedBefore: true } : {}) }
    : {};
  if (isNext) return { current: facts, worst: worseFacts(step?.worst, current), ...remains };
  const unchanged = { ...facts, at: current.at };
  return { ...step, ...remains, current: isDeepStrictEqual(current, unchanged) ? current : facts };
};

const worseFacts = (left: AttemptFacts | undefined, right: AttemptFacts): AttemptFacts => {
  if (left?.end === undefined || right.end === undefined) return left?.end === undefined ? right : left;
  return worseOf(left.end.outcome, right.end.outcome) === left.end.outcome ? left : right;
};

/** The worst attempt of a step over its iterations, each by its last attempt. */
export const worstFacts = ({ current, worst }: StepFacts): AttemptFacts | undefined =>
  current === undefined ? worst : current.end === undefined ? current : worseFacts(worst, current);

/** The steps of which targets are still marked as injected, in words: whatever their verdicts are. */
export const stillInjectedIn = (plan: Plan, facts: readonly (StepFacts | null | undefined)[]): readonly string[] =>
  plan.steps.flatMap(({ id }, step) => {
    const most = Math.max(facts[step]?.current?.injected ?? 0, facts[step]?.injectedBefore ?? 0);
    return most === 0 ? [] : [`${id} (${most} ${most === 1 ? 'target' : 'targets'})`];
  });

/** The ids of the steps of which something had not gone when a clean-up gave up looking. */
export const stayingIn = (plan: Plan, facts: readonly (StepFacts | null | undefined)[]): readonly string[] =>
  plan.steps.flatMap(({ id }, step) =>
    facts[step]?.current?.stays === true || facts[step]?.stayedBefore === true ? [id] : [],
  );

export interface RowsOf {
  readonly engine: string;
  readonly plan: Plan;
  /** Of the supervisor, as a dotted path. */
  readonly state: string;
  readonly progress: Progress;
  /** By index into the plan's steps. */
  readonly facts: readonly (StepFacts | undefined)[];
  /** When the run was opened. */
  readonly startedAt: number;
  /** No further attempt comes: every step has its last word. */
  readonly final: boolean;
}

/**
 * The rows of `status.experiments`, one per step. While the run goes on a row shows the current iteration, and no terminal
 * row appears before the last attempt; at the end it shows the worst, and the worst row comes first, because ChaosCenter
 * reads the first one only.
 */
export const rowsOf = (run: RowsOf): readonly StatusRow[] => {
  const { plan, facts, final } = run;
  const lastIterations = lastIterationOf(plan);
  const rows = plan.steps.map((_, step) => {
    const shown = shownFacts(run, step, lastIterations[step] ?? 0);
    const outcome = shown === undefined ? plan.preset?.[step] : shown.end?.outcome;
    return { row: rowFor(run, step, shown), outcome: outcome ?? undefined };
  });
  if (final || rows.every(({ outcome }) => outcome !== undefined)) {
    const worst = facts.length === 0 ? -1 : worstIndex(rows.map(({ outcome }) => outcome));
    const first = rows[worst];
    if (first) return [first, ...rows.filter((_, index) => index !== worst)].map(({ row }) => row);
  }
  return rows.map(({ row }) => row);
};

const lastIterationOf = (plan: Plan): readonly number[] => {
  const last = plan.steps.map(() => 0);
  plan.iterations.forEach(({ order }, index) => {
    for (const step of order) last[step] = index + 1;
  });
  return last;
};

const shownFacts = (run: RowsOf, step: number, lastIteration: number): AttemptFacts | undefined => {
  const facts = run.facts[step];
  const current = facts?.current;
  if (facts === undefined || current === undefined) return undefined;
  if (run.final) return worstFacts(facts);
  const { end, ...begun } = current;
  if (end === undefined) return current;
  const mayRetry = followsPlan(run.state) && current.iteration === run.progress.iteration;
  const again = mayRetry && retries(run.plan.steps[step], { attempt: current.attempt, outcome: end.outcome });
  if (!again && !(!isLastIteration(run.state) && current.iteration < lastIteration)) return worstFacts(facts);
  return begun;
};

const worstIndex = (outcomes: readonly (Outcome | undefined)[]): number => {
  let worst = 0;
  outcomes.forEach((outcome, index) => {
    const before = outcomes[worst] ?? 'Skipped';
    if (outcome !== undefined && outcome !== before && worseOf(before, outcome) === outcome) worst = index;
  });
  return worst;
};

const rowFor = (run: RowsOf, step: number, facts: AttemptFacts | undefined): StatusRow => {
  const { engine, plan, startedAt } = run;
  const of: RowOf = { name: stepAt(plan, step).id, engine, at: facts?.at ?? startedAt };
  if (facts === undefined) return rowWithoutFacts(run, step, of);
  const { end, pod } = facts;
  if (end !== undefined) return endedRow(of, end, pod);
  return pod === undefined ? waitingRow(of) : runningRow(of, pod);
};

/** A step that keeps the outcome of an earlier run, or that is never drawn: at the end nobody may go on waiting for it. */
const rowWithoutFacts = ({ plan, final }: RowsOf, step: number, of: RowOf): StatusRow => {
  const outcome = plan.preset?.[step] ?? (final ? 'Skipped' : undefined);
  if (outcome === undefined) return waitingRow(of);
  return endedRow(of, { ending: outcome === 'Skipped' ? 'skipped' : 'completed', outcome });
};
