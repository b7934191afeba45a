import { endAs, runnerSetup } from './runner-setup.ts';
import { toldTooEarly } from './words.ts';

/** From the first read to the opening of the audit log: `Reading → Identifying → Planning → Opening`. */
export const starting = runnerSetup.createStateConfig({
  description: 'Nothing of a run is driven yet: a process that is told to go just ends.',
  initial: 'Reading',
  on: {
    ABORT: { actions: 'keepAbort' },
    TERMINATE: { target: '#runner.Ended.HandedOver', actions: endAs('HandedOver', toldTooEarly) },
  },
  states: {
    Reading: {
      description: 'Reads the engine and the Jobs that carry its uid.',
      entry: 'readEngine',
      on: {
        READ: 'Identifying',
        UNREADABLE: [
          { guard: 'isUntouched', target: '#runner.Ending.Trying', actions: 'tryAgain' },
          { target: '#runner.Ended.TryAgain', actions: 'tryAgain' },
        ],
        UNUSABLE: [
          {
            guard: 'engineEnds',
            target: '#runner.Ending.Proving',
            actions: 'endIdle',
          },
          { target: 'Identifying.Claiming', actions: 'keepProblems' },
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
                actions: 'endIdle',
              },
              {
                target: 'Claiming',
                actions: 'keepRun',
              },
            ],
          },
        },
        Claiming: {
          description: 'Looks whether another runner that a checkpoint names may still act.',
          entry: 'claimEngine',
          on: {
            HELD: { target: '#runner.Ended.Taken', actions: 'leaveToHolder' },
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
        NOT_PLANNED: { target: '#runner.Ending.Clearing', actions: 'keepProblems' },
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
            NOT_CLEARED: { target: '#runner.Ended.TryAgain', actions: 'tryAgain' },
          },
        },
        Adopting: {
          description: 'Reads the ChaosResults, which may prove how steps have ended.',
          entry: 'readResults',
          on: {
            RESULTS_READ: 'Auditing',
            RESULTS_UNREAD: { target: '#runner.Ended.TryAgain', actions: 'tryAgain' },
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
                  'keepStart',
                  'driveRun',
                  {
                    type: 'abortRun',
                    params: ({ context: { abort } }) => abort ?? [],
                  },
                ],
              },
              {
                target: '#runner.Running',
                actions: ['keepStart', 'driveRun'],
              },
            ],
          },
        },
      },
    },
  },
});
