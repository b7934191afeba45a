import { endAs, keepProblems, type On, runnerSetup, tryAgain } from './runner-setup.ts';
import type { ProcessEnd } from './runner-types.ts';
import { heldText, toldTooEarly } from './words.ts';

const taken = {
  type: 'keepEnd',
  params: ({ context: { problems = [] }, event }: On<'HELD'>): ProcessEnd => ({
    is: 'Taken',
    reason: [...problems, heldText(event.holder)].join('\n'),
  }),
} as const;

/** From the first read to the opening of the audit log: `Reading → Identifying → Planning → Opening`. */
export const starting = runnerSetup.createStateConfig({
  description: 'Nothing of a run is driven yet: a process that is told to go just ends.',
  initial: 'Reading',
  on: {
    ABORT: { actions: { type: 'keepAbort', params: ({ event: { by, reason } }) => ({ by, reason }) } },
    TERMINATE: { target: '#runner.Ended.HandedOver', actions: endAs('HandedOver', toldTooEarly) },
  },
  states: {
    Reading: {
      description: 'Reads the engine and the Jobs that carry its uid.',
      entry: 'readEngine',
      on: {
        READ: 'Identifying',
        UNREADABLE: [
          { guard: 'isUntouched', target: '#runner.Ending.Trying', actions: tryAgain },
          { target: '#runner.Ended.TryAgain', actions: tryAgain },
        ],
        UNUSABLE: [
          {
            guard: 'engineEnds',
            target: '#runner.Ending.Proving',
            actions: {
              type: 'keepEnd',
              params: ({ event }) => ({ is: 'Nothing' as const, reason: event.problems.join('\n') }),
            },
          },
          { target: 'Identifying.Claiming', actions: keepProblems },
        ],
      },
    },
    Identifying: {
      initial: 'Recognising',
      states: {
        Recognising: {
          description: 'Finds out which run this is: a new one, one of a checkpoint, or one whose checkpoint is lost.',
          entry: 'identifyRun',
          on: {
            IDENTIFIED: [
              {
                guard: 'nothingRuns',
                target: '#runner.Ending.Proving',
                actions: {
                  type: 'keepEnd',
                  params: ({ event: { nothing = '' } }) => ({ is: 'Nothing' as const, reason: nothing }),
                },
              },
              {
                target: 'Claiming',
                actions: {
                  type: 'keepRun',
                  params: ({ event: { run, startedAt } }) =>
                    startedAt === undefined ? { is: run } : { is: run, startedAt },
                },
              },
            ],
          },
        },
        Claiming: {
          description: 'Looks whether another runner that a checkpoint names may still act.',
          entry: 'claimEngine',
          on: {
            HELD: { target: '#runner.Ended.Taken', actions: taken },
            CLAIMED: [
              { guard: 'cannotRun', target: '#runner.Ending.Clearing' },
              { guard: 'resumes', target: '#runner.Starting.Opening.Auditing' },
              { target: '#runner.Starting.Planning' },
            ],
          },
        },
      },
    },
    Planning: {
      description: 'Makes the plan from the batch, with its draws.',
      entry: 'makePlan',
      on: {
        PLANNED: [{ guard: 'adopts', target: 'Opening.Adopting' }, { target: 'Opening.Clearing' }],
        NOT_PLANNED: { target: '#runner.Ending.Clearing', actions: keepProblems },
      },
    },
    Opening: {
      initial: 'Clearing',
      states: {
        Clearing: {
          description: 'Removes what is at work of earlier runs of this engine.',
          entry: 'removeEarlierRuns',
          on: {
            CLEARED: 'Auditing',
            NOT_CLEARED: { target: '#runner.Ended.TryAgain', actions: tryAgain },
          },
        },
        Adopting: {
          description: 'Reads the ChaosResults, which may prove how steps have ended.',
          entry: 'readResults',
          on: {
            RESULTS_READ: 'Auditing',
            RESULTS_UNREAD: { target: '#runner.Ended.TryAgain', actions: tryAgain },
          },
        },
        Auditing: {
          description: 'Opens the audit log of the run.',
          entry: 'openAudit',
          on: {
            OPENED: [
              {
                guard: 'wantsAbort',
                target: '#runner.Running.Aborting',
                actions: [
                  { type: 'keepStart', params: ({ event: { at } }) => ({ at }) },
                  'driveRun',
                  {
                    type: 'abortRun',
                    params: ({ context: { abort } }) => abort ?? { by: 'user' as const, reason: '' },
                  },
                ],
              },
              {
                target: '#runner.Running',
                actions: [{ type: 'keepStart', params: ({ event: { at } }) => ({ at }) }, 'driveRun'],
              },
            ],
          },
        },
      },
    },
  },
});
