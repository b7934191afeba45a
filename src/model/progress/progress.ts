import { type Outcome, worseOf } from '../litmus/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlannedStep } from '../plan/planned-step.ts';
import { stepAt } from '../plan/step-at.ts';
import { advance, type Impossible, inOrder, orderOf, startable } from './frontier.ts';

/** A step between two attempts: from the end of one to the start of the next. */
export interface Retrying {
  readonly step: number;
  /** Of the attempt that ended: the step's outcome if no further attempt comes. */
  readonly outcome: Outcome;
  /** When the next attempt may start, in milliseconds since the epoch. */
  readonly due: number;
}

/** Where the run of a plan stands. Plain JSON; arrays are indexed like `plan.steps`. */
export interface Progress {
  /** From 1; 0 before the first. */
  readonly iteration: number;
  readonly iterationStartedAt: number;
  /** Of the current iteration; null: not ended. */
  readonly outcomes: readonly (Outcome | null)[];
  /** Attempts started in the current iteration; a step that is skipped or aborted unstarted ends as attempt 0. */
  readonly attempts: readonly number[];
  /** May start, in the iteration's order, and wait for a free place or a mutex. */
  readonly ready: readonly number[];
  readonly running: readonly number[];
  /** Of those that run, the ones that have passed: their row and their clean-up are all that is awaited. Absent: none. */
  readonly leaving?: readonly number[];
  readonly retrying: readonly Retrying[];
  /** Steps of the current iteration without an outcome. */
  readonly open: number;
  /** The worst outcome of all steps that ended, in all iterations. */
  readonly worst: Outcome;
}

/** Whether all steps of the iteration that have not ended run: the end of one of them lets nothing start but its own retry. */
export const allRun = ({ open, running }: Progress): boolean => open === running.length;

/** What has to be done after a step of progress. */
export interface Decision {
  readonly progress: Progress;
  readonly start: readonly { readonly step: number; readonly attempt: number }[];
  readonly skip: readonly Impossible[];
  readonly retry?: Retrying;
}

export const noProgress = (plan: Plan): Progress => ({
  iteration: 0,
  iterationStartedAt: 0,
  outcomes: plan.steps.map(() => null),
  attempts: plan.steps.map(() => 0),
  ready: [],
  running: [],
  retrying: [],
  open: 0,
  worst: 'Skipped',
});

const leavingOf = ({ leaving = [] }: Progress): readonly number[] => leaving;

const isBetweenAttempts = ({ retrying }: Progress, step: number): boolean => retrying.some((one) => one.step === step);

/** Starts what may start of what is ready. */
const dispatch = (plan: Plan, progress: Progress, skip: readonly Impossible[], retry?: Retrying): Decision => {
  const chosen = startable(plan, progress.ready, progress.running, leavingOf(progress).length);
  const rest = { skip, ...(retry ? { retry } : {}) };
  if (chosen.length === 0) return { progress, start: [], ...rest };
  const starting = new Set(chosen);
  const attempts = progress.attempts.slice();
  const start = chosen.map((step) => {
    const attempt = (attempts[step] ?? 0) + 1;
    attempts[step] = attempt;
    return { step, attempt };
  });
  return {
    progress: {
      ...progress,
      attempts,
      ready: progress.ready.filter((step) => !starting.has(step)),
      running: [...progress.running, ...chosen],
      retrying: progress.retrying.filter(({ step }) => !starting.has(step)),
    },
    start,
    ...rest,
  };
};

/** Puts newly ready steps among the waiting ones, in the iteration's order. */
const enqueued = (plan: Plan, { iteration, ready: waiting }: Progress, ready: readonly number[]): readonly number[] =>
  ready.length === 0 ? waiting : inOrder(orderOf(plan, iteration), [...waiting, ...ready]);

/** Begins the next iteration at `at`: every step of its order is open again. Outcomes taken from a record are those of others. */
export const beginIteration = (plan: Plan, progress: Progress, at: number): Decision => {
  const iteration = progress.iteration + 1;
  const outcomes = plan.steps.map((_, step) => plan.preset?.[step] ?? null);
  const { ready, impossible } = advance(plan, iteration - 1, outcomes, undefined);
  const begun: Progress = {
    ...noProgress(plan),
    iteration,
    iterationStartedAt: at,
    outcomes,
    ready,
    open: orderOf(plan, iteration).length,
    worst: progress.worst,
  };
  return dispatch(plan, begun, impossible);
};

/**
 * After a restart: what may start and what has become impossible, worked out from the outcomes alone. Everything that is
 * under way already stays as it is.
 */
export const reconsidered = (plan: Plan, progress: Progress): Decision => advanced(plan, progress, undefined);

/** What the end of a step makes ready or impossible; undefined: of all that have ended. */
const advanced = (plan: Plan, progress: Progress, finished: number | undefined): Decision => {
  const { ready, impossible } = advance(plan, progress.iteration - 1, progress.outcomes, finished);
  // A step that is under way is neither started nor skipped, whatever becomes of its condition: an adopted run knows less.
  const isNew = (step: number): boolean =>
    !progress.running.includes(step) && !isBetweenAttempts(progress, step) && !progress.ready.includes(step);
  return dispatch(
    plan,
    { ...progress, ready: enqueued(plan, progress, ready.filter(isNew)) },
    impossible.filter(({ step }) => isNew(step)),
  );
};

export interface StepEnd {
  readonly step: number;
  readonly iteration: number;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly at: number;
}

/** Whether the end of an attempt is followed by another one. */
export const retries = (
  step: PlannedStep | undefined,
  end: { readonly outcome: Outcome; readonly attempt: number },
): boolean => step?.retries !== undefined && end.attempt <= step.retries.limit && step.retries.on.includes(end.outcome);

/** Whether this end belongs to an attempt that progress waits for: anything else is a repetition, and changes nothing. */
export const isAwaited = (progress: Progress, end: StepEnd): boolean =>
  end.iteration === progress.iteration &&
  progress.outcomes[end.step] === null &&
  progress.attempts[end.step] === end.attempt &&
  !isBetweenAttempts(progress, end.step);

const settled = (progress: Progress, step: number, outcome: Outcome): Progress => ({
  ...progress,
  outcomes: progress.outcomes.with(step, outcome),
  open: progress.open - 1,
  worst: worseOf(progress.worst, outcome),
});

const freed = ({ leaving = [], ...progress }: Progress, step: number): Progress => {
  const others = leaving.filter((one) => one !== step);
  return {
    ...progress,
    running: progress.running.filter((one) => one !== step),
    ...(others.length === 0 ? {} : { leaving: others }),
  };
};

/** So many times as many as may run at once may leave at a time: what is not written down stays bounded. */
const mostLeaving = 4;

/**
 * Whether an attempt that has passed leaves its place to others: it is awaited, and not too many leave already. Where one runs
 * at a time, each waits for the end of the one before it, as under Litmus.
 */
export const leavesPlace = (
  plan: Plan,
  progress: Progress,
  { step, iteration, attempt }: Pick<StepEnd, 'step' | 'iteration' | 'attempt'>,
): boolean => {
  const leaving = leavingOf(progress);
  if (plan.parallelism === 1) return false;
  if (iteration !== progress.iteration || attempt !== progress.attempts[step] || !progress.running.includes(step))
    return false;
  return !leaving.includes(step) && leaving.length < mostLeaving * plan.parallelism;
};

/**
 * An attempt has passed: nothing of it is at work any more, so that its place is free for another step, which need not wait
 * until the row is written and the Job is deleted. Its mutexes it holds to its end, and what depends on it waits for that.
 */
export const placeLeft = (plan: Plan, progress: Progress, step: number): Decision =>
  dispatch(plan, { ...progress, leaving: [...leavingOf(progress), step] }, []);

/** Takes in the end of an attempt: another attempt, or the step's outcome and what it makes ready or impossible. */
export const stepEnded = (plan: Plan, progress: Progress, end: StepEnd): Decision => {
  const rest = freed(progress, end.step);
  const step = stepAt(plan, end.step);
  if (step.retries && retries(step, end)) {
    const retry = { step: end.step, outcome: end.outcome, due: end.at + step.retries.backoffMs };
    return dispatch(plan, { ...rest, retrying: [...rest.retrying, retry] }, [], retry);
  }
  return advanced(plan, settled(rest, end.step, end.outcome), end.step);
};

/** Takes in the last end of a step of which nothing follows any more: no other attempt, and no step that waits for it. */
export const lastEnd = (progress: Progress, end: StepEnd): Progress =>
  settled(freed(progress, end.step), end.step, end.outcome);

/** The backoff of a step is over: it is ready again. */
export const retryDue = (plan: Plan, progress: Progress, step: number): Decision => {
  if (!isBetweenAttempts(progress, step) || progress.ready.includes(step)) return { progress, start: [], skip: [] };
  return dispatch(plan, { ...progress, ready: enqueued(plan, progress, [step]) }, []);
};

/** Whether this end makes the plan's failure policy act: the last attempt failed and the policy is not `continue`. */
export const tripsPolicy = (plan: Plan, end: StepEnd): boolean =>
  isFailure(plan, end.outcome) && !retries(plan.steps[end.step], end);

const isFailure = ({ failurePolicy }: Plan, outcome: Outcome): boolean =>
  failurePolicy !== 'continue' && outcome !== 'Pass' && outcome !== 'Skipped';

/** How the attempt of a step has ended that counts as running, because nobody has taken its end in. */
export interface ProvenEnd {
  readonly step: number;
  readonly outcome: Outcome;
  /** No attempt follows it. */
  readonly isLast: boolean;
}

/**
 * The first step, in the iteration's order, whose end makes the failure policy act though it has not been asked, as in a run
 * whose checkpoint is lost: an outcome that stands, or a proven end.
 */
export const endThatTrips = (
  plan: Plan,
  progress: Progress,
  proven: readonly ProvenEnd[],
): Pick<StepEnd, 'step' | 'outcome'> | undefined => {
  for (const step of orderOf(plan, progress.iteration)) {
    const end = proven.find((one) => one.step === step && one.isLast && progress.running.includes(step));
    const outcome = progress.outcomes[step] ?? end?.outcome;
    if (outcome !== undefined && isFailure(plan, outcome)) return { step, outcome };
  }
  return undefined;
};

/**
 * Nothing more is started in this iteration: steps between two attempts keep the outcome of their last one. `unstarted`:
 * the steps that are neither running nor ended, to be told to skip or to abort.
 */
export const drain = (plan: Plan, progress: Progress): { progress: Progress; unstarted: readonly number[] } => {
  let next: Progress = { ...progress, ready: [], retrying: [] };
  for (const { step, outcome } of progress.retrying) next = settled(next, step, outcome);
  const running = new Set(next.running);
  const unstarted = orderOf(plan, next.iteration).filter((step) => next.outcomes[step] === null && !running.has(step));
  return { progress: next, unstarted };
};

export const isIterationOver = (progress: Progress): boolean => progress.open === 0;

export const isLastIteration = (plan: Plan, progress: Progress): boolean =>
  progress.iteration >= plan.iterations.length;
