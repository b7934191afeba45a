import type { Plan } from '../../src/model/plan/plan.ts';
import {
  beginIteration,
  type Decision,
  drain,
  endThatTrips,
  lastEnd,
  type Progress,
  placeLeft,
  reconsidered,
  retryDue,
  type StepEnd,
  stepEnded,
} from '../../src/model/progress/progress.ts';
import { expected } from '../expected-event.ts';
import { isPaused } from './run-end.ts';
import type { SupervisorContext, SupervisorEffect, SupervisorEvent } from './supervisor-types.ts';

/** What a machine is asked with: its context before the event, and the event. */
export interface On {
  readonly context: SupervisorContext;
  readonly event: SupervisorEvent;
}

type Aborts = Extract<SupervisorEffect, { type: 'abortSteps' }>['params'];

/** What an event makes of the run, and what is to be done: a pure function of context and event, in all of its parts. */
export interface Decided extends Decision {
  readonly abort?: Omit<Aborts, 'iteration'>;
  readonly aborted?: NonNullable<SupervisorContext['aborted']>;
}

export type Decide = (on: On) => Decided;

/**
 * Each part of a decision is carried out by an action of its own, which asks for it: it is computed for the first of them.
 * Contexts never change, so that the answer is the same for all.
 */
const decidedOnce = (decide: Decide): Decide => {
  const known = new WeakMap<SupervisorContext, { readonly event: SupervisorEvent; readonly decided: Decided }>();
  return (on) => {
    const before = known.get(on.context);
    if (before?.event === on.event) return before.decided;
    const decided = decide(on);
    known.set(on.context, { event: on.event, decided });
    return decided;
  };
};

const nothingStarts = (progress: Progress): Decided => ({ progress, start: [], skip: [] });

const idOf = ({ plan }: SupervisorContext, step: number): string => plan.steps[step]?.id ?? `step ${step}`;

const iterationTimeout = ({ iteration }: Progress): string => `Iteration ${iteration} ran longer than its time-out.`;

/** The plan as it may be followed now: while the run is held, it has no place for anything that would start. */
const planNow = (context: SupervisorContext): Plan =>
  isPaused(context) ? { ...context.plan, parallelism: 0 } : context.plan;

/** The next iteration begins. */
export const begin = decidedOnce(({ context, event }) => beginIteration(planNow(context), context.progress, event.at));

/** An attempt has ended: it is tried again, or others follow. */
export const takeEnd = decidedOnce(({ context, event }) =>
  stepEnded(planNow(context), context.progress, expected(event, 'STEP_ENDED')),
);

/** An attempt has passed: another one may take its place. */
export const takePass = decidedOnce(({ context, event }) =>
  placeLeft(planNow(context), context.progress, expected(event, 'STEP_PASSED').step),
);

/** An attempt has ended after which nothing follows. */
export const takeLastEnd = decidedOnce(({ context, event }) =>
  nothingStarts(lastEnd(context.progress, expected(event, 'STEP_ENDED'))),
);

/** The backoff of a step is over. */
export const takeRetry = decidedOnce(({ context, event }) =>
  retryDue(planNow(context), context.progress, expected(event, 'TIMER').step ?? -1),
);

/** After a restart: what may start now. */
export const reconsider = decidedOnce(({ context }) => reconsidered(planNow(context), context.progress));

/** The run is held no more: what has been ready since starts. */
export const goOn = decidedOnce(({ context }) => reconsidered(context.plan, context.progress));

/** Nothing more is started because of this end; `ended`: steps that run for the plan only, and so are not called off. */
const policyAfter = (
  context: SupervisorContext,
  end: Pick<StepEnd, 'step' | 'outcome'>,
  ended: readonly number[],
  settle: (progress: Progress) => Progress,
): Decided => {
  const { failurePolicy } = context.plan;
  const reason = `${idOf(context, end.step)} ended ${end.outcome} and the failure policy is ${failurePolicy}.`;
  const drained = drain(context.plan, context.progress);
  const progress = settle(drained.progress);
  const others = failurePolicy === 'cancelRunning' ? progress.running.filter((step) => !ended.includes(step)) : [];
  return {
    ...nothingStarts(progress),
    skip: drained.unstarted.map((step) => ({ step, reason })),
    abort: { steps: others, reason, by: 'runner' },
  };
};

/** By the outcome of a step that is still being cleaned up, or by the end of one that had nothing to clean up. */
export const obeyPolicy = decidedOnce(({ context, event }) => {
  const end = expected(event, ['STEP_ENDED', 'OUTCOME_RECORDED']);
  return policyAfter(context, end, [end.step], (progress) =>
    end.type === 'STEP_ENDED' ? lastEnd(progress, end) : progress,
  );
});

/** In a run whose checkpoint is lost, by what is proven of it: it may have been over before its process was killed. */
export const obeyProven = decidedOnce(({ context, event }) => {
  const { proven = [] } = expected(event, 'RESUME');
  const end = endThatTrips(context.plan, context.progress, proven);
  const ended = proven.map(({ step }) => step);
  return end === undefined ? nothingStarts(context.progress) : policyAfter(context, end, ended, (progress) => progress);
});

/** The iteration has run longer than it may. */
export const endIteration = decidedOnce(({ context }) => {
  const { progress, unstarted } = drain(context.plan, context.progress);
  const reason = iterationTimeout(progress);
  return { ...nothingStarts(progress), abort: { steps: [...progress.running, ...unstarted], reason, by: 'runner' } };
});

/** What runs is let run by the policy, but not for longer than the iteration may take. */
export const cutShort = decidedOnce(({ context: { progress } }) => ({
  ...nothingStarts(progress),
  abort: { steps: progress.running, reason: iterationTimeout(progress), by: 'runner' },
}));

/** Who ends the run early, and why. */
export const abortOf = (event: SupervisorEvent): NonNullable<SupervisorContext['aborted']> => {
  const told = expected(event, ['ABORT', 'TIMER']);
  return told.type === 'ABORT'
    ? { by: told.by, reason: told.reason }
    : { by: 'runner', reason: 'The run took longer than its time-out.' };
};

/** Somebody or the run's own time-out ends it. */
export const abortRun = decidedOnce(({ context, event }) => {
  const aborted = abortOf(event);
  const { progress, unstarted } = drain(context.plan, begun(context));
  return { ...nothingStarts(progress), aborted, abort: { steps: [...progress.running, ...unstarted], ...aborted } };
});

/** A run that is aborted before it began ends in its first iteration, of which nothing has been started. */
const begun = ({ plan, progress }: SupervisorContext): Progress =>
  progress.iteration > 0
    ? progress
    : { ...beginIteration(plan, progress, 0).progress, running: [], attempts: progress.attempts.map(() => 0) };
