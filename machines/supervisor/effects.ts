import type { Asked } from '../effects-of.ts';
import type { Decide, On } from './decisions.ts';
import { runEnd } from './run-end.ts';
import type { SupervisorContext, SupervisorEffect } from './supervisor-types.ts';

type InContext = { readonly context: SupervisorContext };
type ParamsOf<Type extends SupervisorEffect['type']> = Extract<SupervisorEffect, { type: Type }>['params'];

/** Asks for an effect with these parameters, once for each of a list. */
const effect = <Type extends SupervisorEffect['type'], Asking extends InContext>(
  type: Type,
  params: (on: Asking) => Asked<ParamsOf<Type>>,
) => ({ type, params });

export const openRun = effect('openRun', ({ context: { runId } }: InContext) => ({ runId }));

export const closeRun = effect('closeRun', ({ context }: InContext) => ({ ...runEnd(context) }));

/** Says that the run is held now, or that it goes on. */
export const tellHold = (held: boolean) => effect('tellHold', (_: InContext) => ({ held }));

/** Starts the steps that a decision starts. */
export const startSteps = (decide: Decide) =>
  effect('startSteps', (on: On) => {
    const { progress, start } = decide(on);
    return start.length === 0 ? [] : { iteration: progress.iteration, steps: start };
  });

/** Skips the steps that a decision skips. */
export const skipSteps = (decide: Decide) =>
  effect('skipSteps', (on: On) => {
    const { progress, skip } = decide(on);
    return skip.length === 0 ? [] : { iteration: progress.iteration, steps: skip };
  });

/** Tells the steps to end that a decision ends. */
export const abortSteps = (decide: Decide) =>
  effect('abortSteps', (on: On) => {
    const { progress, abort } = decide(on);
    return abort === undefined || abort.steps.length === 0 ? [] : { iteration: progress.iteration, ...abort };
  });

/** Arms the timer of the attempt that a decision puts off. */
export const armRetry = (decide: Decide) =>
  effect('armTimer', (on: On) => {
    const { progress, retry } = decide(on);
    if (retry === undefined) return [];
    return { timer: 'retry', iteration: progress.iteration, due: retry.due, step: retry.step };
  });

/** Arms the timer of the run, where it has one. */
export const armRun = effect('armTimer', ({ context: { plan, progress, startedAt } }: InContext) => {
  if (plan.timeoutMs === undefined) return [];
  return { timer: 'run', iteration: progress.iteration, due: startedAt + plan.timeoutMs };
});

/** Arms the timer of the iteration that goes on, or of the one that begins, where iterations have one. */
export const armIteration = (decide?: Decide) =>
  effect('armTimer', (on: On) => {
    const { iterationTimeoutMs } = on.context.plan;
    if (iterationTimeoutMs === undefined) return [];
    const { iteration, iterationStartedAt } = decide?.(on).progress ?? on.context.progress;
    return { timer: 'iteration', iteration, due: iterationStartedAt + iterationTimeoutMs };
  });

/** Arms the timers of all steps that are between two attempts. */
export const armRetries = effect('armTimer', ({ context: { progress } }: InContext) =>
  progress.retrying.map(({ step, due }) => ({ timer: 'retry', iteration: progress.iteration, due, step })),
);

/** Arms the timer of the next iteration. */
export const armNext = effect('armTimer', ({ context: { plan, progress } }: InContext) => {
  const iteration = progress.iteration + 1;
  const due = progress.iterationStartedAt + (plan.iterations[iteration - 1]?.intervalMs ?? 0);
  return { timer: 'next', iteration, due };
});
