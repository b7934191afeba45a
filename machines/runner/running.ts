import { known } from '../known.ts';
import { endAs, type InContext, type On, runnerSetup } from './runner-setup.ts';
import type { RunnerContext } from './runner-types.ts';
import { endingText, handedOver, leftTheAbort } from './words.ts';

const dueOf = ({ told }: RunnerContext): number => known(told, 'that the process was told to go').due;

const armLeave = {
  type: 'armTimer',
  params: ({ context }: InContext) => ({ timer: 'leave' as const, due: dueOf(context) }),
} as const;

const abortBySomebody = {
  type: 'abortRun',
  params: ({ event: { by, reason } }: On<'ABORT'>) => ({ by, reason }),
} as const;

const abortByOperator = {
  type: 'abortRun',
  params: ({ event: { how } }: On<'ENGINE_ENDING'>) => ({ by: 'operator' as const, reason: endingText(how) }),
} as const;

const armNext = {
  type: 'armNext',
  params: ({ event: { iteration, due } }: On<'ITERATION_AWAITED'>) => ({ iteration, due }),
} as const;

/** While the supervisor drives its plan: `Driving → {Aborting | HandingOver}`, and its end. */
export const running = runnerSetup.createStateConfig({
  description: 'The supervisor drives its plan, or what is left of it is brought to its end.',
  initial: 'Driving',
  on: {
    OVERTAKEN: {
      target: '#runner.Ended.Taken',
      actions: ['haltRun', 'leaveToSuccessor'],
    },
    WIPED: { actions: 'rewriteStatus' },
    HINDERED: [
      {
        guard: 'mayNotTryAgain',
        actions: {
          type: 'rejectStep',
          params: ({ event: { step, iteration, attempt, reason } }) => ({ step, iteration, attempt, reason }),
        },
      },
      { guard: 'launchedNothing', target: '#runner.Ending.Trying', actions: ['haltRun', 'tryAgain'] },
      { target: '#runner.Ended.TryAgain', actions: ['haltRun', 'tryAgain'] },
    ],
    UNFINISHED: [
      { guard: 'launchedNothing', target: '#runner.Ending.Trying', actions: ['haltRun', 'tryAgain'] },
      { target: '#runner.Ended.TryAgain', actions: ['haltRun', 'tryAgain'] },
    ],
    RUN_CLOSING: {
      actions: {
        type: 'closeRun',
        params: ({ event: { outcome, aborted, orphans } }) => ({ outcome, aborted, orphans }),
      },
    },
    RUN_ENDED: [{ guard: 'wasTold', target: '.Finishing.Leaving' }, { target: '.Finishing' }],
  },
  states: {
    Driving: {
      initial: 'Working',
      on: {
        ABORT: { target: 'Aborting', actions: abortBySomebody },
        ENGINE_ENDING: { target: 'Aborting', actions: abortByOperator },
        TERMINATE: { target: 'HandingOver', actions: ['keepTold', 'closeLatch', 'askEngine'] },
      },
      states: {
        Working: {
          description: 'The supervisor drives the plan.',
          on: {
            ITERATION_AWAITED: [
              {
                guard: 'hasOrphans',
                target: 'Sweeping',
                actions: 'keepNext',
              },
              { actions: armNext },
            ],
          },
        },
        Sweeping: {
          description: 'Nothing of an iteration that is over may inject beside the next one.',
          entry: {
            type: 'removeOrphans',
            params: ({ context: { next } }) =>
              next === undefined ? [] : { iteration: next.iteration, orphans: next.orphans },
          },
          on: {
            ORPHANS_REMOVED: {
              target: 'Working',
              actions: {
                type: 'armNext',
                params: ({ context: { next }, event }) => ({
                  iteration: event.iteration,
                  due: next?.due ?? event.at,
                }),
              },
            },
          },
        },
      },
    },
    Aborting: {
      initial: 'Waiting',
      on: { ABORT: {} },
      states: {
        Waiting: {
          description: 'No launch can start any more; looks on until everything has ended.',
          on: { TERMINATE: { target: 'Asking', actions: ['keepTold', 'askEngine'] } },
        },
        Asking: {
          description: 'Told to go: it is being asked how the engine is, and what grace the pod has.',
          on: {
            ENGINE_ASKED: [
              { guard: 'engineEnds', target: 'Leaving', actions: 'keepGrace' },
              { target: '#runner.Running.HandingOver.Leaving' },
            ],
            TERMINATE: {},
          },
        },
        Leaving: {
          description: 'Looks on for as long as the pod may stay. The operator waits for what is left.',
          entry: armLeave,
          on: {
            TIMER: { target: '#runner.Ended.Nothing', actions: ['haltRun', endAs('Nothing', leftTheAbort)] },
            TERMINATE: {},
          },
        },
      },
    },
    HandingOver: {
      initial: 'Asking',
      states: {
        Asking: {
          description:
            'Told to go: no launch can start any more. An engine that ends is aborted, any other one handed over.',
          on: {
            ENGINE_ASKED: [
              {
                guard: 'engineEnds',
                target: '#runner.Running.Aborting.Leaving',
                actions: ['keepGrace', { type: 'abortRun', params: { by: 'operator', reason: endingText('stopped') } }],
              },
              { target: 'Leaving' },
            ],
            ENGINE_ENDING: { target: '#runner.Running.Aborting.Asking', actions: abortByOperator },
            ABORT: { target: '#runner.Running.Aborting.Asking', actions: abortBySomebody },
            TERMINATE: {},
          },
        },
        Leaving: {
          description: 'Waits for launches under way and writes the checkpoint: the next process goes on.',
          entry: { type: 'handOver', params: ({ context }) => ({ due: dueOf(context) }) },
          on: {
            HANDED_OVER: {
              target: '#runner.Ended.HandedOver',
              actions: ['haltRun', endAs('HandedOver', handedOver)],
            },
            ENGINE_ENDING: { actions: abortByOperator },
            ABORT: { actions: abortBySomebody },
            TERMINATE: {},
          },
        },
      },
    },
    Finishing: {
      initial: 'Waiting',
      entry: 'finishRun',
      on: {
        FINISHED: { target: '#runner.Ending.Proving', actions: ['haltRun', endAs('Finished')] },
        ABORT: {},
        RUN_ENDED: {},
      },
      states: {
        Waiting: {
          description: 'Writes the last events, and what somebody has wiped meanwhile.',
          on: { TERMINATE: { target: 'Leaving', actions: 'keepTold' } },
        },
        Leaving: {
          description: 'Told to go: only events are still waited for, and nobody can go on with those.',
          entry: armLeave,
          on: {
            TIMER: { target: '#runner.Ending.Proving', actions: ['haltRun', endAs('Finished')] },
            TERMINATE: {},
          },
        },
      },
    },
  },
});
