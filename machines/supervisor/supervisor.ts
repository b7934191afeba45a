import { assign, setup } from 'xstate';
import { noProgress } from '../../src/model/progress/progress.ts';
import type { EffectActions } from '../effects-of.ts';
import {
  abortOf,
  abortRun,
  begin,
  cutShort,
  type Decide,
  endIteration,
  goOn,
  obeyPolicy,
  obeyProven,
  reconsider,
  takeEnd,
  takeLastEnd,
  takePass,
  takeRetry,
} from './decisions.ts';
import {
  abortSteps,
  armIteration,
  armNext,
  armRetries,
  armRetry,
  armRun,
  closeRun,
  openRun,
  skipSteps,
  startSteps,
  tellHold,
} from './effects.ts';
import { supervisorGuards } from './guards.ts';
import type { SupervisorContext, SupervisorEffect, SupervisorEvent, SupervisorInput } from './supervisor-types.ts';

/** Takes a decision over into the context. Actions before it still see the context that it was made from. */
const taken = (decide: Decide) =>
  assign<SupervisorContext, SupervisorEvent, undefined, SupervisorEvent, never>((on) => {
    const { progress, aborted } = decide(on);
    return { progress, ...(aborted === undefined ? {} : { aborted }) };
  });

const { createMachine } = setup({
  types: {} as { context: SupervisorContext; events: SupervisorEvent; input: SupervisorInput },
  actions: {
    ...({} as EffectActions<SupervisorEffect>),
    begin: taken(begin),
    takeEnd: taken(takeEnd),
    takeLastEnd: taken(takeLastEnd),
    takePass: taken(takePass),
    takeRetry: taken(takeRetry),
    reconsider: taken(reconsider),
    goOn: taken(goOn),
    obeyPolicy: taken(obeyPolicy),
    obeyProven: taken(obeyProven),
    endIteration: taken(endIteration),
    abortRun: taken(abortRun),
    takeAbort: assign(({ event }) => ({ aborted: abortOf(event) })),
    takePause: assign(({ event }) => ({ pausedAt: event.at })),
    takeContinue: assign({ pausedAt: null }),
  },
  guards: supervisorGuards,
});

/** What a decision may ask for while steps are started: an effect for each part of it that is not empty. */
const asksFor = (decide: Decide) => [armRetry(decide), skipSteps(decide), startSteps(decide)] as const;

const toAborting = { target: '#supervisor.Aborting', actions: [abortSteps(abortRun), 'abortRun'] } as const;
const onRunTimeout = { guard: 'runTimedOut', ...toAborting } as const;
const onTrip = {
  guard: 'tripsPolicy',
  target: 'Draining',
  actions: [skipSteps(obeyPolicy), abortSteps(obeyPolicy), 'obeyPolicy'],
} as const;
const onLastEnd = { guard: 'isAwaited', actions: 'takeLastEnd' } as const;
const onIterationTimeout = { actions: [abortSteps(endIteration), 'endIteration'] } as const;

/** Where nothing would start now: that somebody holds the run counts for what comes. */
const onHold = {
  PAUSE: { guard: 'isNotPaused', actions: ['takePause', tellHold(true)] },
  CONTINUE: { guard: 'isPaused', actions: ['takeContinue', tellHold(false)] },
} as const;

/** After a restart: time-outs with the time that is left. Steps are resumed by the shell, one by one. */
const rearm = [armRun, armIteration()] as const;

/** What may happen while steps are started, or would be if nobody held the run. */
const onProgress = {
  STEP_ENDED: [onTrip, { guard: 'isAwaited', actions: [...asksFor(takeEnd), 'takeEnd'] }],
  STEP_PASSED: { guard: 'leavesPlace', actions: [...asksFor(takePass), 'takePass'] },
  OUTCOME_RECORDED: onTrip,
  TIMER: [
    { guard: 'retryIsDue', actions: [...asksFor(takeRetry), 'takeRetry'] },
    { guard: 'onlyIterationTimedOut', target: 'CuttingShort', ...onIterationTimeout },
    { guard: 'iterationTimedOut', target: 'Draining', ...onIterationTimeout },
  ],
  RESUME: [
    {
      guard: 'provenEndTripsPolicy',
      target: 'Draining',
      actions: [...rearm, skipSteps(obeyProven), abortSteps(obeyProven), 'obeyProven'],
    },
    { actions: [...rearm, armRetries, ...asksFor(reconsider), 'reconsider'] },
  ],
} as const;

/**
 * Drives a plan: which steps run, are skipped or aborted, and when the next iteration begins. What is ready and what has
 * become impossible is decided by pure functions of the model; this machine says in which situation they are asked.
 * Driven by XState's pure `transition()`; what it asks the shell for is told by `effectsOf`.
 */
export const supervisorMachine = createMachine({
  id: 'supervisor',
  context: ({ input }) => ({ ...input, version: 2, progress: noProgress(input.plan) }),
  initial: 'Opening',
  states: {
    Opening: {
      description: 'Writes down what is going to run, before anything does.',
      entry: openRun,
      on: {
        RUN_OPENED: { target: 'Iterating', actions: armRun },
        ABORT: toAborting,
        ...onHold,
        RESUME: { target: 'Opening', reenter: true },
      },
    },
    Iterating: {
      description: 'An iteration goes on until each of its steps has an outcome.',
      entry: [armIteration(begin), ...asksFor(begin), 'begin'],
      initial: 'Running',
      states: {
        Running: {
          description: 'Steps are started as their conditions, the limit and the mutexes allow.',
          always: { guard: 'isPaused', target: 'Paused' },
          on: { ...onProgress, PAUSE: { target: 'Paused', actions: ['takePause', tellHold(true)] } },
        },
        Paused: {
          description: 'Somebody holds the run: what runs goes on, its time-outs too, and nothing new starts.',
          on: {
            ...onProgress,
            CONTINUE: { target: 'Running', actions: [tellHold(false), ...asksFor(goOn), 'goOn', 'takeContinue'] },
          },
        },
        CuttingShort: {
          description:
            'The iteration ran longer than it may: each of its steps is told to end, and the next one follows.',
        },
        Draining: {
          description: 'Nothing more is started in this run; what runs comes to its end, or is being aborted.',
          always: { guard: 'iterationIsOver', target: '#supervisor.Closing' },
        },
      },
      on: {
        STEP_ENDED: onLastEnd,
        TIMER: [{ guard: 'iterationTimedOut', actions: abortSteps(cutShort) }, onRunTimeout],
        ABORT: toAborting,
        ...onHold,
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
        TIMER: [{ guard: 'nextIsDue', target: 'Iterating' }, onRunTimeout],
        ABORT: toAborting,
        ...onHold,
        RESUME: { target: 'Waiting', reenter: true, actions: rearm },
      },
    },
    Aborting: {
      description: 'Every step is told to end; waits until each has.',
      on: { STEP_ENDED: onLastEnd, ABORT: {}, RESUME: { actions: rearm } },
      always: { guard: 'iterationIsOver', target: 'Closing' },
    },
    Closing: {
      description:
        'Writes the last rows and the summary, and looks at what had not gone; after an abort removes what carries the run, and looks on until it is gone.',
      entry: closeRun,
      on: {
        // An abort begins the closing again: the answer to the first, which swept nothing, is then not the last word.
        RUN_CLOSED: [
          { guard: 'wasAborted', target: 'Aborted' },
          { guard: 'wasNotAborted', target: 'Completed' },
        ],
        ABORT: { target: 'Closing', reenter: true, actions: 'takeAbort' },
        RESUME: { target: 'Closing', reenter: true },
      },
    },
    Completed: { type: 'final', description: 'Every step of every iteration has an outcome.' },
    Aborted: { type: 'final', description: 'The run was ended early; what was left of it then is in its last event.' },
  },
});

export type SupervisorMachine = typeof supervisorMachine;
