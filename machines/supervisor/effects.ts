import type { Asked } from '../effects-of.ts';
import type { Decide, On } from './decisions.ts';
import { runEnd } from './run-end.ts';
import type { SupervisorContext, SupervisorEffect } from './supervisor-types.ts';

type InContext = { readonly context: SupervisorContext };
type ParamsOf<Type extends SupervisorEffect['type']> = Extract<SupervisorEffect, { type: Type }>['params'];

export const openRun = {
  type: 'openRun' as const,
  params: ({ context }: InContext): Asked<ParamsOf<'openRun'>> => ({ runId: context.runId }),
};

export const closeRun = {
  type: 'closeRun' as const,
  params: ({ context }: InContext): Asked<ParamsOf<'closeRun'>> => ({ ...runEnd(context) }),
};

/** Starts the steps that a decision starts. */
export const startSteps = (decide: Decide) => ({
  type: 'startSteps' as const,
  params: (on: On): Asked<ParamsOf<'startSteps'>> => {
    const { progress, start } = decide(on);
    return start.length === 0 ? [] : { iteration: progress.iteration, steps: start };
  },
});

/** Skips the steps that a decision skips. */
export const skipSteps = (decide: Decide) => ({
  type: 'skipSteps' as const,
  params: (on: On): Asked<ParamsOf<'skipSteps'>> => {
    const { progress, skip } = decide(on);
    return skip.length === 0 ? [] : { iteration: progress.iteration, steps: skip };
  },
});

/** Tells the steps to end that a decision ends. */
export const abortSteps = (decide: Decide) => ({
  type: 'abortSteps' as const,
  params: (on: On): Asked<ParamsOf<'abortSteps'>> => {
    const { progress, abort } = decide(on);
    return abort === undefined || abort.steps.length === 0 ? [] : { iteration: progress.iteration, ...abort };
  },
});

/** Arms the timer of the attempt that a decision puts off. */
export const armRetry = (decide: Decide) => ({
  type: 'armTimer' as const,
  params: (on: On): Asked<ParamsOf<'armTimer'>> => {
    const { progress, retry } = decide(on);
    return retry === undefined
      ? []
      : { timer: 'retry', iteration: progress.iteration, due: retry.due, step: retry.step };
  },
});

/** Arms the timer of the run, where it has one. */
export const armRun = {
  type: 'armTimer' as const,
  params: ({ context: { plan, progress, startedAt } }: InContext): Asked<ParamsOf<'armTimer'>> =>
    plan.timeoutMs === undefined
      ? []
      : { timer: 'run', iteration: progress.iteration, due: startedAt + plan.timeoutMs },
};

/** Arms the timer of the iteration that goes on, or of the one that begins, where iterations have one. */
export const armIteration = (decide?: Decide) => ({
  type: 'armTimer' as const,
  params: (on: On): Asked<ParamsOf<'armTimer'>> => {
    const { iterationTimeoutMs } = on.context.plan;
    if (iterationTimeoutMs === undefined) return [];
    const { iteration, iterationStartedAt } = decide?.(on).progress ?? on.context.progress;
    return { timer: 'iteration', iteration, due: iterationStartedAt + iterationTimeoutMs };
  },
});

/** Arms the timers of all steps that are between two attempts. */
export const armRetries = {
  type: 'armTimer' as const,
  params: ({ context: { progress } }: InContext): Asked<ParamsOf<'armTimer'>> =>
    progress.retrying.map(({ step, due }) => ({ timer: 'retry', iteration: progress.iteration, due, step })),
};

/** Arms the timer of the next iteration. */
export const armNext = {
  type: 'armTimer' as const,
  params: ({ context: { plan, progress } }: InContext): Asked<ParamsOf<'armTimer'>> => {
    const iteration = progress.iteration + 1;
    const due = progress.iterationStartedAt + (plan.iterations[iteration - 1]?.intervalMs ?? 0);
    return { timer: 'next', iteration, due };
  },
};
