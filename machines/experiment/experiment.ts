import { setup } from 'xstate';
import type { EffectActions } from '../effects-of.ts';
import { experimentAssigns } from './assigns.ts';
import {
  adoptJob,
  awaitLaunch,
  cleanUp,
  collectLog,
  createJob,
  deferDeletion,
  observe,
  publishCreated,
  publishDeleted,
  publishFailure,
  publishLeftBehind,
  publishOverdue,
  publishRetained,
  publishStillInjected,
  publishStopped,
  publishValidated,
  readResult,
  recordStatus,
  reportEnd,
  reportOutcome,
  reportPass,
  settleLaunch,
  updateStatus,
  validate,
} from './effects.ts';
import type { ExperimentContext, ExperimentEffect, ExperimentEvent, ExperimentInput } from './experiment-types.ts';
import { experimentGuards } from './guards.ts';

const { createMachine } = setup({
  types: {} as { context: ExperimentContext; events: ExperimentEvent; input: ExperimentInput },
  actions: { ...({} as EffectActions<ExperimentEffect>), ...experimentAssigns },
  guards: experimentGuards,
});

/**
 * One attempt of one step. Every path, also from an abort, a time-out, a vanished Job or a rejected dependency, leads
 * through CleaningUp to the final Verdict with an outcome in the context; the terminal row is written before the Job is
 * deleted. Driven by XState's pure `transition()`; what it asks the shell for is told by `effectsOf`. RESUME, sent to a machine
 * rebuilt after a restart, enters its state again and so repeats its effects, each of which may be repeated.
 */
export const experimentMachine = createMachine({
  id: 'experiment',
  context: ({ input }) => ({ ...input, version: 2 }),
  initial: 'Pending',
  states: {
    Pending: {
      description: 'Waits for its turn.',
      on: {
        START: 'Validating',
        ADOPT: {
          target: '#experiment.Launching.Adopting',
          actions: 'adopt',
        },
        SKIP: {
          target: 'CleaningUp',
          actions: 'skip',
        },
        ABORT: { target: 'CleaningUp', actions: 'abort' },
        RESUME: { target: 'Pending', reenter: true },
      },
    },
    Validating: {
      description: 'Reads what the launch depends on and builds the Job.',
      entry: validate,
      on: {
        VALIDATED: {
          target: 'Launching',
          actions: 'takeValidation',
        },
        REJECTED: {
          target: 'CleaningUp',
          actions: 'reject',
        },
        ABORT: { target: 'CleaningUp', actions: 'abort' },
        RESUME: { target: 'Validating', reenter: true },
      },
    },
    Launching: {
      description: 'Creates the Job, or adopts the one that an earlier process created.',
      initial: 'Creating',
      states: {
        Creating: {
          entry: createJob,
          on: {
            JOB_CREATED: { target: '#experiment.Running', actions: ['takeJob', publishValidated, publishCreated] },
            JOB_HELD: { target: 'Held', actions: 'takeWaiting' },
            ABORT: { target: 'Settling', actions: 'abort' },
            RESUME: { target: 'Creating', reenter: true, actions: 'takeOver' },
          },
        },
        Held: {
          description: 'A quota is full now: the creation is tried again, for as long as a start may take.',
          entry: awaitLaunch,
          on: {
            JOB_CREATED: { target: '#experiment.Running', actions: ['takeJob', publishValidated, publishCreated] },
            JOB_HELD: { guard: 'isNewReason', actions: 'takeWaiting' },
            TIMER: {
              guard: { type: 'isTimer', params: { timer: 'start' } },
              target: 'Settling',
              actions: 'launchTimedOut',
            },
            ABORT: { target: 'Settling', actions: 'abort' },
            RESUME: { target: 'Creating', actions: 'takeOver' },
          },
        },
        Adopting: {
          description:
            'An earlier process had launched it, or may have, and its checkpoint is lost: looks for the Job, else for what can be proven.',
          entry: adoptJob,
          on: {
            JOB_CREATED: { target: '#experiment.Running', actions: ['takeJob', publishValidated, publishCreated] },
            RESULT_READ: { target: '#experiment.CleaningUp', actions: ['takeResult', 'doubtEnd'] },
            LOST: { target: '#experiment.CleaningUp', actions: 'loseJob' },
            ABORT: { target: '#experiment.CleaningUp', actions: 'abort' },
            RESUME: { target: 'Adopting', reenter: true, actions: 'takeOver' },
          },
        },
        Settling: {
          description:
            'Called off while the Job was being created: waits for the answer, so that nothing appears later.',
          entry: settleLaunch,
          on: {
            JOB_CREATED: {
              target: '#experiment.CleaningUp',
              actions: 'takeUnwanted',
            },
            ABORT: { actions: 'doubt' },
            RESUME: '#experiment.CleaningUp',
          },
        },
      },
      on: {
        JOB_REFUSED: { target: 'CleaningUp', actions: 'refuseJob' },
      },
    },
    Running: {
      description: 'The Job exists.',
      initial: 'Starting',
      states: {
        Starting: {
          description: 'The main container has not started.',
          entry: observe,
          on: {
            POD_WAITING: {
              guard: 'isNewReason',
              actions: 'takeWaiting',
            },
            MAIN_STARTED: {
              target: 'Observing',
              actions: ['takeStart', updateStatus],
            },
            START_FAILED: {
              target: '#experiment.CleaningUp',
              actions: 'failStart',
            },
            TIMER: {
              guard: { type: 'isTimer', params: { timer: 'start' } },
              target: '#experiment.CleaningUp',
              actions: 'startTimedOut',
            },
            RESUME: { target: 'Starting', reenter: true, actions: 'takeOver' },
          },
        },
        Observing: {
          description: 'The main container runs.',
          entry: observe,
          on: {
            TIMER: { guard: { type: 'isTimer', params: { timer: 'overdue' } }, actions: publishOverdue },
            RESUME: { target: 'Observing', reenter: true, actions: 'takeOver' },
          },
        },
        ReadingResult: {
          description:
            'The main container has ended: reads the ChaosResult until one can be believed, for a bounded time.',
          entry: readResult,
          on: {
            RESULT_READ: { target: '#experiment.CleaningUp', actions: 'takeResult' },
            RESULT_MISSING: {
              target: '#experiment.CleaningUp',
              actions: 'missResult',
            },
            // The main container has ended, so nothing of this matters any more; the reading is bounded by itself.
            MAIN_ENDED: {},
            LOST: {},
            TIMER: {},
            RESUME: { target: 'ReadingResult', reenter: true },
          },
        },
      },
      on: {
        POD_SEEN: {
          guard: 'isNewPod',
          actions: ['takePod', updateStatus],
        },
        MAIN_ENDED: {
          target: '.ReadingResult',
          actions: 'takeMainEnd',
        },
        LOST: { target: 'CleaningUp', actions: 'loseJob' },
        TIMER: {
          guard: { type: 'isTimer', params: { timer: 'timeout' } },
          target: 'CleaningUp',
          actions: 'timeOut',
        },
        ABORT: { target: 'CleaningUp', actions: 'abort' },
      },
    },
    CleaningUp: {
      description: 'The outcome is known: it is written down first, then what the step left behind is removed.',
      initial: 'Deciding',
      states: {
        Deciding: {
          always: [
            { guard: 'logIsWanted', target: 'CollectingLog' },
            { guard: 'hasFailed', target: 'Recording', actions: publishFailure },
            { target: 'Recording' },
          ],
        },
        CollectingLog: {
          entry: collectLog,
          on: {
            LOG_COLLECTED: { target: 'Recording', actions: publishFailure },
            RESUME: { target: 'CollectingLog', reenter: true },
          },
        },
        Recording: {
          entry: [recordStatus, reportPass],
          on: {
            STATUS_RECORDED: [
              { guard: 'mayDefer', target: 'Deferring' },
              { guard: 'mustCleanUp', target: 'Deleting' },
              { guard: 'wasLaunched', target: 'Ended', actions: publishRetained },
              { target: 'Ended' },
            ],
            RESUME: { target: 'Recording', reenter: true },
          },
        },
        Deferring: {
          description:
            'It has passed, nothing waits for it, and others are at work: its Job stays until they are not, for a bounded time.',
          entry: deferDeletion,
          on: {
            OTHERS_ENDED: 'Deleting',
            TIMER: { guard: { type: 'isTimer', params: { timer: 'deferral' } }, target: 'Deleting' },
            ABORT: 'Deleting',
            RESUME: 'Deleting',
          },
        },
        Deleting: {
          entry: [cleanUp, reportOutcome],
          on: {
            CLEANED: [
              {
                guard: 'tellsOfItsStop',
                target: 'Ended',
                actions: ['takeRemains', 'takeLog', publishStopped, publishDeleted],
              },
              { guard: 'jobWasRemoved', target: 'Ended', actions: ['takeRemains', publishDeleted] },
              { target: 'Ended', actions: ['takeRemains', publishRetained] },
            ],
            // What is to be removed has been decided, and the step has ended by itself.
            ABORT: {},
            RESUME: { target: 'Deleting', reenter: true },
          },
        },
        Ended: {
          description: 'Whatever the outcome is: what has not gone is told of, because it may inject yet.',
          always: [{ guard: 'somethingStays', target: 'Removed', actions: publishLeftBehind }, { target: 'Removed' }],
        },
        Removed: {
          description: 'Whatever the outcome is: targets that are still marked as injected are told of.',
          always: [
            { guard: 'targetsStayInjected', target: '#experiment.Verdict', actions: publishStillInjected },
            { target: '#experiment.Verdict' },
          ],
        },
      },
      on: {
        ABORT: { actions: 'doubt' },
      },
    },
    Verdict: {
      type: 'final',
      description: 'The step has ended with the outcome in the context.',
      entry: reportEnd,
    },
  },
});

export type ExperimentMachine = typeof experimentMachine;
