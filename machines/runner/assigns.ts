import { assign } from 'xstate';
import { expected } from '../expected-event.ts';
import { known } from '../known.ts';
import { leavesAbortAt, leavesAt } from './bounds.ts';
import type { ProcessEnd, RunnerContext, RunnerEvent } from './runner-types.ts';
import { heldText, overtakenText, triedText } from './words.ts';

/** Takes into the context what an event says. Throws on one of another type: a defect of the chart. */
const assigned = <Type extends RunnerEvent['type']>(
  types: Type | readonly Type[],
  partOf: (event: Extract<RunnerEvent, { type: Type }>, context: RunnerContext) => Partial<RunnerContext>,
) =>
  assign<RunnerContext, RunnerEvent, undefined, RunnerEvent, never>(({ context, event }) =>
    partOf(expected(event, types), context),
  );

const endedAs = (is: ProcessEnd['is'], reason: string): Partial<RunnerContext> => ({ end: { is, reason } });

const failures = [
  ...(['UNREADABLE', 'NOT_CLEARED', 'RESULTS_UNREAD', 'HINDERED'] as const),
  ...(['UNFINISHED', 'NOT_REJECTED', 'UNPROVEN'] as const),
];

/** What the runner machine keeps in its context, by the names that its charts show. */
export const runnerAssigns = {
  keepRun: assigned('IDENTIFIED', ({ run, startedAt }) => ({
    run: startedAt === undefined ? { is: run } : { is: run, startedAt },
  })),
  keepStart: assigned('OPENED', ({ at }) => ({ drivesSince: at })),
  keepProblems: assigned(['UNUSABLE', 'NOT_PLANNED'], ({ problems }) => ({ problems })),
  keepAbort: assigned('ABORT', ({ by, reason }) => ({ abort: { by, reason } })),
  /** When the process has to have ended that was told to go. */
  keepTold: assigned('TERMINATE', ({ at }) => ({ told: { at, due: leavesAt(at) } })),
  /** It may look on at its abort for as long as the pod's grace allows. */
  keepGrace: assigned('ENGINE_ASKED', ({ graceSeconds }, { told }) => {
    const { at } = known(told, 'that the process was told to go');
    return { told: { at, due: leavesAbortAt(at, graceSeconds) } };
  }),
  keepNext: assigned('ITERATION_AWAITED', ({ iteration, due, orphans }) => ({ next: { iteration, due, orphans } })),
  /** How the process ends, where that is known in advance. */
  endAs: assign<RunnerContext, RunnerEvent, ProcessEnd, RunnerEvent, never>((_, end) => ({ end })),
  /** Another process may have more luck. */
  tryAgain: assigned(failures, ({ reason, left }) => ({
    end: { is: 'TryAgain', reason, ...(left === undefined ? {} : { left }) },
  })),
  /** Another process has had no more luck for too long. */
  giveUp: assigned('AGE_READ', (_, { end }) => ({ problems: [triedText(end?.reason ?? '')] })),
  leaveToHolder: assigned('HELD', ({ holder }, { problems = [] }) =>
    endedAs('Taken', [...problems, heldText(holder)].join('\n')),
  ),
  leaveToSuccessor: assigned('OVERTAKEN', ({ holder }) => endedAs('Taken', overtakenText(holder))),
  /** The engine is being stopped or deleted. */
  endIdle: assigned(['UNUSABLE', 'IDENTIFIED'], (event) =>
    endedAs('Nothing', event.type === 'UNUSABLE' ? event.problems.join('\n') : (event.nothing ?? '')),
  ),
  endRejected: assigned('REJECTED', ({ reason }) => endedAs('Rejected', reason)),
};
