import { assign, setup } from 'xstate';
import {
  abort,
  attempt,
  awaitLaunch,
  baselineOf,
  cleanUp,
  doubtEnd,
  ended,
  jobName,
  launchTimedOut,
  loseJob,
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
  refuseJob,
  reportOutcome,
  takeJob,
  takeLog,
  takeOver,
  takeRemains,
  takeResult,
  timeOut,
  updateStatus,
} from './experiment-effects.ts';
import { experimentGuards } from './experiment-guards.ts';
import type { ExperimentContext, ExperimentEffect, ExperimentEvent, ExperimentInput } from './experiment-types.ts';
import { litmusMessage } from './litmus-message.ts';

/** Declares the effects to XState as named actions. They have no implementation here: the shell executes them. */
type Effects = { [E in ExperimentEffect as E['type']]: (arguments_: unknown, params: E['params']) => void };

const { createMachine } = setup({
  types: {} as { context: ExperimentContext; events: ExperimentEvent; input: ExperimentInput },
  actions: {} as Effects,
  guards: experimentGuards,
});

/**
 * One attempt of one step. Every path, also from an abort, a time-out, a vanished Job or a rejected dependency, leads
 * through CleaningUp to the final Verdict with an outcome in the context; the terminal row is written before the Job is
 * deleted. Driven by XState's pure `transition()`; all actions are effects for the shell. RESUME, sent to a machine
 * rebuilt after a restart, enters its state again and so repeats its effects, each of which may be repeated.
 */
export const experimentMachine = createMachine({
  id: 'experiment',
  context: ({ input }) => ({ ...input, version: 1 }),
  initial: 'Pending',
  states: {
    Pending: {
      description: 'Waits for its turn.',
      on: {
        START: 'Validating',
        ADOPT: {
          target: '#experiment.Launching.Adopting',
          actions: assign(({ event }) => ({
            ...{ job: event.job, baseline: event.baseline, takenOverAt: event.at },
            ...(event.pod === undefined ? {} : { pod: event.pod }),
          })),
        },
        SKIP: {
          target: 'CleaningUp',
          actions: assign(({ event }) => ({
            outcome: 'Skipped',
            ending: 'skipped',
            reason: event.reason,
            by: 'runner',
          })),
        },
        ABORT: { target: 'CleaningUp', actions: abort },
        RESUME: { target: 'Pending', reenter: true },
      },
    },
    Validating: {
      description: 'Reads what the launch depends on and builds the Job.',
      entry: { type: 'validate', params: attempt },
      on: {
        VALIDATED: {
          target: 'Launching',
          actions: assign(({ event }) => ({
            job: { name: event.job },
            baseline: event.baseline,
            validatedAt: event.at,
            startTimeoutMs: event.startTimeoutMs,
            ...(event.expectedMs === undefined ? {} : { expectedMs: event.expectedMs }),
          })),
        },
        REJECTED: {
          target: 'CleaningUp',
          actions: assign(({ event }) => ({
            ...ended(event.ending, 'Error', true, event.warning),
            reason: event.reason,
            by: 'runner',
          })),
        },
        ABORT: { target: 'CleaningUp', actions: abort },
        RESUME: { target: 'Validating', reenter: true },
      },
    },
    Launching: {
      description: 'Creates the Job, or adopts the one that an earlier process created.',
      initial: 'Creating',
      states: {
        Creating: {
          entry: { type: 'createJob', params: (on) => ({ ...attempt(on), job: jobName(on.context) }) },
          on: {
            JOB_CREATED: { target: '#experiment.Running', actions: [takeJob, publishValidated, publishCreated] },
            JOB_HELD: { target: 'Held', actions: assign(({ event }) => ({ waiting: event.reason })) },
            ABORT: { target: 'Settling', actions: abort },
            RESUME: { target: 'Creating', reenter: true, actions: takeOver },
          },
        },
        Held: {
          description: 'A quota is full now: the creation is tried again, for as long as a start may take.',
          entry: awaitLaunch,
          on: {
            JOB_CREATED: { target: '#experiment.Running', actions: [takeJob, publishValidated, publishCreated] },
            JOB_HELD: { guard: 'isNewReason', actions: assign(({ event }) => ({ waiting: event.reason })) },
            TIMER: {
              guard: { type: 'isTimer', params: { timer: 'start' } },
              target: 'Settling',
              actions: launchTimedOut,
            },
            ABORT: { target: 'Settling', actions: abort },
            RESUME: { target: 'Creating', actions: takeOver },
          },
        },
        Adopting: {
          description:
            'An earlier process had launched it, or may have, and its checkpoint is lost: looks for the Job, else for what can be proven.',
          entry: {
            type: 'adoptJob',
            params: (on) => ({ ...attempt(on), job: jobName(on.context), baseline: baselineOf(on.context) }),
          },
          on: {
            JOB_CREATED: { target: '#experiment.Running', actions: [takeJob, publishValidated, publishCreated] },
            RESULT_READ: { target: '#experiment.CleaningUp', actions: [takeResult, doubtEnd] },
            LOST: { target: '#experiment.CleaningUp', actions: loseJob },
            ABORT: { target: '#experiment.CleaningUp', actions: abort },
            RESUME: { target: 'Adopting', reenter: true, actions: takeOver },
          },
        },
        Settling: {
          description:
            'Called off while the Job was being created: waits for the answer, so that nothing appears later.',
          entry: { type: 'settleLaunch', params: (on) => ({ ...attempt(on), job: jobName(on.context) }) },
          on: {
            JOB_CREATED: {
              target: '#experiment.CleaningUp',
              actions: assign(({ event }) => ({ job: event.job, launchedAt: event.at })),
            },
            ABORT: { actions: assign({ unclean: true }) },
            RESUME: '#experiment.CleaningUp',
          },
        },
      },
      on: {
        JOB_REFUSED: { target: 'CleaningUp', actions: refuseJob },
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
              actions: assign(({ event }) => ({ waiting: event.reason })),
            },
            MAIN_STARTED: {
              target: 'Observing',
              actions: [assign(({ event }) => ({ pod: event.pod, startedAt: event.startedAt })), updateStatus],
            },
            START_FAILED: {
              target: '#experiment.CleaningUp',
              actions: assign(({ context, event }) => ({
                ...ended('rejected', 'Error', false),
                ...(event.pod === undefined
                  ? context.pod === undefined
                    ? {}
                    : { pod: context.pod }
                  : { pod: event.pod }),
                reason: event.reason,
                by: 'kubernetes',
              })),
            },
            TIMER: {
              guard: { type: 'isTimer', params: { timer: 'start' } },
              target: '#experiment.CleaningUp',
              actions: assign(({ context }) => ({
                ...ended('rejected', 'Error', false),
                reason: litmusMessage.notStarted(context),
                by: 'kubernetes',
              })),
            },
            RESUME: { target: 'Starting', reenter: true, actions: takeOver },
          },
        },
        Observing: {
          description: 'The main container runs.',
          entry: observe,
          on: {
            TIMER: { guard: { type: 'isTimer', params: { timer: 'overdue' } }, actions: publishOverdue },
            RESUME: { target: 'Observing', reenter: true, actions: takeOver },
          },
        },
        ReadingResult: {
          description:
            'The main container has ended: reads the ChaosResult until one can be believed, for a bounded time.',
          entry: [
            {
              type: 'readResult',
              params: (on) => ({ ...attempt(on), job: jobName(on.context), baseline: baselineOf(on.context) }),
            },
          ],
          on: {
            RESULT_READ: { target: '#experiment.CleaningUp', actions: takeResult },
            RESULT_MISSING: {
              target: '#experiment.CleaningUp',
              actions: assign(({ context, event }) => ({
                ...ended('completed', 'Error', false),
                reason: litmusMessage.noResult(context, event.reason),
                by: 'kubernetes',
              })),
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
          actions: [assign(({ event }) => ({ pod: event.pod })), updateStatus],
        },
        MAIN_ENDED: {
          target: '.ReadingResult',
          actions: assign(({ context, event }) => ({
            // Of a Job that is complete and has no pod any more nobody knows the pod, unless it was seen before.
            ...(event.pod === '' ? {} : { pod: event.pod }),
            startedAt: context.startedAt ?? event.endedAt,
            endedAt: event.endedAt,
            ...(event.exitCode === 0 ? {} : { exit: `exit code ${event.exitCode} (${event.reason})` }),
          })),
        },
        LOST: { target: 'CleaningUp', actions: loseJob },
        TIMER: {
          guard: { type: 'isTimer', params: { timer: 'timeout' } },
          target: 'CleaningUp',
          actions: timeOut,
        },
        ABORT: { target: 'CleaningUp', actions: abort },
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
          entry: {
            type: 'collectLog',
            params: (on) => ({ ...attempt(on), job: jobName(on.context), pod: on.context.pod ?? '' }),
          },
          on: {
            LOG_COLLECTED: { target: 'Recording', actions: publishFailure },
            RESUME: { target: 'CollectingLog', reenter: true },
          },
        },
        Recording: {
          entry: { type: 'recordStatus', params: attempt },
          on: {
            STATUS_RECORDED: [
              { guard: 'mustCleanUp', target: 'Deleting' },
              { guard: 'wasLaunched', target: 'Ended', actions: publishRetained },
              { target: 'Ended' },
            ],
            RESUME: { target: 'Recording', reenter: true },
          },
        },
        Deleting: {
          entry: [cleanUp, reportOutcome],
          on: {
            CLEANED: [
              {
                guard: 'tellsOfItsStop',
                target: 'Ended',
                actions: [takeRemains, takeLog, publishStopped, publishDeleted],
              },
              { guard: 'jobWasRemoved', target: 'Ended', actions: [takeRemains, publishDeleted] },
              { target: 'Ended', actions: [takeRemains, publishRetained] },
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
        ABORT: { actions: assign({ unclean: true }) },
      },
    },
    Verdict: {
      type: 'final',
      description: 'The step has ended with the outcome in the context.',
      entry: {
        type: 'reportEnd',
        params: (on) => ({ ...attempt(on), outcome: on.context.outcome ?? 'Error', reason: on.context.reason ?? '' }),
      },
    },
  },
});

export type ExperimentMachine = typeof experimentMachine;
