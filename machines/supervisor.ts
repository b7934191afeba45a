import { enqueueActions, setup } from 'xstate';
import { worstOf } from '../src/model/outcome.ts';
import {
  beginIteration,
  type Decision,
  drain,
  endThatTrips,
  isAwaited,
  isIterationOver,
  isLastIteration,
  noProgress,
  type Progress,
  reconsidered,
  retryDue,
  type StepEnd,
  stepEnded,
  tripsPolicy,
} from '../src/model/progress.ts';
import type { Actor } from '../src/model/record.ts';
import type { SupervisorContext, SupervisorEffect, SupervisorEvent, SupervisorInput } from './supervisor-types.ts';

/** Declares the effects to XState as named actions. They have no implementation here: the shell executes them. */
type Effects = { [E in SupervisorEffect as E['type']]: (arguments_: unknown, params: E['params']) => void };

type InContext = { readonly context: SupervisorContext };
type On<Type extends SupervisorEvent['type']> = Extract<SupervisorEvent, { type: Type }>;

const idOf = (context: SupervisorContext, step: number): string => context.plan.steps[step]?.id ?? `step ${step}`;

const machineSetup = setup({
  types: {} as { context: SupervisorContext; events: SupervisorEvent; input: SupervisorInput },
  actions: {} as Effects,
  guards: {
    iterationIsOver: ({ context }) => isIterationOver(context.progress),
    moreIterations: ({ context }) =>
      isIterationOver(context.progress) &&
      !isLastIteration(context.plan, context.progress) &&
      (context.progress.draining === undefined || context.progress.goesOn === true),
    isAwaited: ({ context, event }) => event.type === 'STEP_ENDED' && isAwaited(context.progress, event),
    tripsPolicy: ({ context, event }) =>
      (event.type === 'STEP_ENDED' || event.type === 'OUTCOME_RECORDED') &&
      isAwaited(context.progress, event) &&
      tripsPolicy(context.plan, event),
    provenEndTripsPolicy: ({ context, event }) =>
      event.type === 'RESUME' && endThatTrips(context.plan, context.progress, event.proven ?? []) !== undefined,
    retryIsDue: ({ context, event }) =>
      event.type === 'TIMER' && event.timer === 'retry' && event.iteration === context.progress.iteration,
    iterationTimedOut: ({ context, event }) =>
      event.type === 'TIMER' && event.timer === 'iteration' && event.iteration === context.progress.iteration,
    runTimedOut: ({ event }) => event.type === 'TIMER' && event.timer === 'run',
    nextIsDue: ({ context, event }) =>
      event.type === 'TIMER' && event.timer === 'next' && event.iteration === context.progress.iteration + 1,
    wasAborted: ({ context, event }) =>
      context.aborted !== undefined && event.type === 'RUN_CLOSED' && event.aborted === true,
    wasNotAborted: ({ context }) => context.aborted === undefined,
  },
});

/** `enqueueActions` with the types of this machine, for one type of event. */
const does = <Type extends SupervisorEvent['type'] = SupervisorEvent['type']>(
  build: (
    context: SupervisorContext,
    event: On<Type>,
    enqueue: { assign: (part: Partial<SupervisorContext>) => void; effect: (effect: SupervisorEffect) => void },
  ) => void,
) =>
  enqueueActions<SupervisorContext, On<Type>, undefined, SupervisorEvent, never, SupervisorEffect, never, never, never>(
    ({ context, event, enqueue }) =>
      build(context, event, { assign: (part) => enqueue.assign(part), effect: (effect) => enqueue(effect) }),
  );

type Enqueue = Parameters<Parameters<typeof does>[0]>[2];

/** Takes over a decision of the model: the new progress, and an effect for each thing to be done. */
const carryOut = ({ progress, start, skip, retry }: Decision, enqueue: Enqueue): void => {
  const { iteration } = progress;
  enqueue.assign({ progress });
  if (retry)
    enqueue.effect({ type: 'armTimer', params: { timer: 'retry', iteration, due: retry.due, step: retry.step } });
  if (skip.length > 0) enqueue.effect({ type: 'skipSteps', params: { iteration, steps: skip } });
  if (start.length > 0) enqueue.effect({ type: 'startSteps', params: { iteration, steps: start } });
};

const armRunTimer = (context: SupervisorContext, enqueue: Enqueue): void => {
  const { timeoutMs } = context.plan;
  if (timeoutMs === undefined) return;
  const due = context.startedAt + timeoutMs;
  enqueue.effect({ type: 'armTimer', params: { timer: 'run', iteration: context.progress.iteration, due } });
};

const armIterationTimer = (plan: SupervisorContext['plan'], progress: Progress, enqueue: Enqueue): void => {
  if (plan.iterationTimeoutMs === undefined) return;
  const due = progress.iterationStartedAt + plan.iterationTimeoutMs;
  enqueue.effect({ type: 'armTimer', params: { timer: 'iteration', iteration: progress.iteration, due } });
};

const armNextTimer = (context: SupervisorContext, enqueue: Enqueue): void => {
  const iteration = context.progress.iteration + 1;
  const interval = context.plan.iterations[iteration - 1]?.intervalMs ?? 0;
  const due = context.progress.iterationStartedAt + interval;
  enqueue.effect({ type: 'armTimer', params: { timer: 'next', iteration, due } });
};

const armNext = does((context, _, enqueue) => armNextTimer(context, enqueue));

const begin = does((context, event, enqueue) => {
  const decision = beginIteration(context.plan, context.progress, event.at);
  armIterationTimer(context.plan, decision.progress, enqueue);
  carryOut(decision, enqueue);
});

/** After a restart: time-outs and backoffs with the time that is left. Steps are resumed by the shell, one by one. */
const rearm = does<'RESUME'>((context, _, enqueue) => {
  const { iteration, retrying } = context.progress;
  armRunTimer(context, enqueue);
  armIterationTimer(context.plan, context.progress, enqueue);
  for (const { step, due } of retrying)
    enqueue.effect({ type: 'armTimer', params: { timer: 'retry', iteration, due, step } });
  carryOut(reconsidered(context.plan, context.progress), enqueue);
});

const takeEnd = does<'STEP_ENDED'>((context, event, enqueue) =>
  carryOut(stepEnded(context.plan, context.progress, event), enqueue),
);

/** Nothing more is started because of this end; `ended`: steps that run for the plan only, and so are not called off. */
const applyPolicy = (
  context: SupervisorContext,
  end: Pick<StepEnd, 'step' | 'outcome'>,
  ended: readonly number[],
  enqueue: Enqueue,
  settle: (progress: Progress) => Progress = (progress) => progress,
): void => {
  const { failurePolicy } = context.plan;
  const reason = `${idOf(context, end.step)} ended ${end.outcome} and the failure policy is ${failurePolicy}.`;
  const drained = drain(context.plan, context.progress, reason);
  const progress = settle(drained.progress);
  carryOut({ progress, start: [], skip: drained.unstarted.map((step) => ({ step, reason })) }, enqueue);
  const others = progress.running.filter((step) => !ended.includes(step));
  if (failurePolicy === 'cancelRunning' && others.length > 0)
    enqueue.effect({
      type: 'abortSteps',
      params: { iteration: progress.iteration, steps: others, reason, by: 'runner' },
    });
};

/** By the outcome of a step that is still being cleaned up, or by the end of one that had nothing to clean up. */
const startPolicy = does<'STEP_ENDED' | 'OUTCOME_RECORDED'>((context, event, enqueue) =>
  applyPolicy(context, event, [event.step], enqueue, (progress) =>
    event.type === 'STEP_ENDED' ? stepEnded(context.plan, progress, event).progress : progress,
  ),
);

/** In a run whose checkpoint is lost, by what is proven of it: it may have been over before its process was killed. */
const resumePolicy = does<'RESUME'>((context, { proven = [] }, enqueue) => {
  armRunTimer(context, enqueue);
  armIterationTimer(context.plan, context.progress, enqueue);
  const end = endThatTrips(context.plan, context.progress, proven);
  const ended = proven.map(({ step }) => step);
  if (end !== undefined) applyPolicy(context, end, ended, enqueue);
});

const endIteration = does<'TIMER'>((context, _, enqueue) => {
  const reason = `Iteration ${context.progress.iteration} ran longer than its time-out.`;
  const { progress, unstarted } = drain(context.plan, context.progress, reason);
  carryOut(
    { progress: { ...progress, goesOn: context.plan.failurePolicy === 'continue' }, start: [], skip: [] },
    enqueue,
  );
  const steps = [...progress.running, ...unstarted];
  if (steps.length > 0)
    enqueue.effect({ type: 'abortSteps', params: { iteration: progress.iteration, steps, reason, by: 'runner' } });
});

/** The policy lets run what runs, but not for longer than the iteration may take. */
const cutShort = does<'TIMER'>((context, _, enqueue) => {
  const { iteration, running } = context.progress;
  const reason = `Iteration ${iteration} ran longer than its time-out.`;
  if (running.length > 0)
    enqueue.effect({ type: 'abortSteps', params: { iteration, steps: running, reason, by: 'runner' } });
});

const abortRun = (context: SupervisorContext, by: Actor, reason: string, enqueue: Enqueue): void => {
  enqueue.assign({ aborted: { by, reason } });
  const begun =
    context.progress.iteration > 0 ? context.progress : beginIteration(context.plan, context.progress, 0).progress;
  const { progress, unstarted } = drain(context.plan, context.progress.iteration > 0 ? begun : unbegun(begun), reason);
  enqueue.assign({ progress });
  const steps = [...progress.running, ...unstarted];
  if (steps.length > 0)
    enqueue.effect({ type: 'abortSteps', params: { iteration: progress.iteration, steps, reason, by } });
};

/** The first iteration as if nothing of it had been started: for a run that is aborted before it began. */
const unbegun = (progress: Progress): Progress => ({
  ...progress,
  running: [],
  attempts: progress.attempts.map(() => 0),
});

const abort = does<'ABORT'>((context, event, enqueue) => abortRun(context, event.by, event.reason, enqueue));
const timeOut = does<'TIMER'>((context, _, enqueue) =>
  abortRun(context, 'runner', 'The run took longer than its time-out.', enqueue),
);

const takeEndWhileDraining = { guard: 'isAwaited' as const, actions: takeEnd };
const toAborting = { target: 'Aborting' as const, actions: abort };
const onRunTimeout = { guard: 'runTimedOut' as const, target: 'Aborting' as const, actions: timeOut };

/**
 * Drives a plan: which steps run, are skipped or aborted, and when the next iteration begins. What is ready and what has
 * become impossible is decided by pure functions of the model; this machine says in which situation they are asked.
 * Driven by XState's pure `transition()`; all actions are effects for the shell.
 */
export const supervisorMachine = machineSetup.createMachine({
  id: 'supervisor',
  context: ({ input }) => ({ ...input, version: 1, progress: noProgress(input.plan) }),
  initial: 'Opening',
  states: {
    Opening: {
      description: 'Writes down what is going to run, before anything does.',
      entry: { type: 'openRun', params: ({ context }: InContext) => ({ runId: context.runId }) },
      on: {
        RUN_OPENED: {
          target: 'Running',
          actions: does<'RUN_OPENED'>((context, _, enqueue) => armRunTimer(context, enqueue)),
        },
        ABORT: toAborting,
        RESUME: { target: 'Opening', reenter: true },
      },
    },
    Running: {
      description: 'An iteration runs: steps are started as their conditions, the limit and the mutexes allow.',
      entry: begin,
      on: {
        STEP_ENDED: [
          { guard: 'tripsPolicy', target: 'Draining', actions: startPolicy },
          { guard: 'isAwaited', actions: takeEnd },
        ],
        OUTCOME_RECORDED: { guard: 'tripsPolicy', target: 'Draining', actions: startPolicy },
        TIMER: [
          {
            guard: 'retryIsDue',
            actions: does<'TIMER'>((context, event, enqueue) =>
              carryOut(retryDue(context.plan, context.progress, event.step ?? -1), enqueue),
            ),
          },
          { guard: 'iterationTimedOut', target: 'Draining', actions: endIteration },
          onRunTimeout,
        ],
        ABORT: toAborting,
        RESUME: [{ guard: 'provenEndTripsPolicy', target: 'Draining', actions: resumePolicy }, { actions: rearm }],
      },
      always: [
        { guard: 'moreIterations', target: 'Waiting' },
        { guard: 'iterationIsOver', target: 'Closing' },
      ],
    },
    Draining: {
      description: 'Nothing more is started in this iteration; what runs comes to its end, or is being aborted.',
      on: {
        STEP_ENDED: takeEndWhileDraining,
        TIMER: [{ guard: 'iterationTimedOut', actions: cutShort }, onRunTimeout],
        ABORT: toAborting,
        RESUME: { actions: rearm },
      },
      always: [
        { guard: 'moreIterations', target: 'Waiting' },
        { guard: 'iterationIsOver', target: 'Closing' },
      ],
    },
    Waiting: {
      description: 'Between two iterations.',
      entry: armNext,
      on: {
        TIMER: [{ guard: 'nextIsDue', target: 'Running' }, onRunTimeout],
        ABORT: toAborting,
        RESUME: { target: 'Waiting', reenter: true, actions: rearm },
      },
    },
    Aborting: {
      description: 'Every step is told to end; waits until each has.',
      on: { STEP_ENDED: takeEndWhileDraining, ABORT: {}, RESUME: { actions: rearm } },
      always: { guard: 'iterationIsOver', target: 'Closing' },
    },
    Closing: {
      description:
        'Writes the last rows and the summary, and looks at what had not gone; after an abort removes what carries the run, and looks on until it is gone.',
      entry: {
        type: 'closeRun',
        params: ({ context }: InContext) => ({
          outcome: context.aborted ? 'Stopped' : worstOf([context.progress.worst]),
          aborted: context.aborted !== undefined,
        }),
      },
      on: {
        // An abort begins the closing again: the answer to the first, which swept nothing, is then not the last word.
        RUN_CLOSED: [
          { guard: 'wasAborted', target: 'Aborted' },
          { guard: 'wasNotAborted', target: 'Completed' },
        ],
        ABORT: {
          target: 'Closing',
          reenter: true,
          actions: does<'ABORT'>((_, event, enqueue) =>
            enqueue.assign({ aborted: { by: event.by, reason: event.reason } }),
          ),
        },
        RESUME: { target: 'Closing', reenter: true },
      },
    },
    Completed: { type: 'final', description: 'Every step of every iteration has an outcome.' },
    Aborted: { type: 'final', description: 'The run was ended early; what was left of it then is in its last event.' },
  },
});

export type SupervisorMachine = typeof supervisorMachine;
