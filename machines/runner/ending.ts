import { endAs, type InContext, runnerSetup } from './runner-setup.ts';
import type { ProcessEnd } from './runner-types.ts';
import { toldTooEarly } from './words.ts';

/** How it is to end, or what it would be without a reason: the next process looks again. */
const theEnd = ({ context }: InContext): ProcessEnd => context.end ?? { is: 'TryAgain' };

/** What is still done when nothing is driven any more: the rows of an engine that cannot be run, and the last test. */
export const ending = runnerSetup.createStateConfig({
  description: 'Nothing is driven any more.',
  initial: 'Proving',
  on: {
    ABORT: {},
    TERMINATE: { target: '#runner.Ended.HandedOver', actions: endAs('HandedOver', toldTooEarly) },
  },
  states: {
    Clearing: {
      description: 'Nothing will be run: removes what is at work of earlier runs, after which nobody would look.',
      entry: 'removeEarlierRuns',
      on: {
        CLEARED: 'Rejecting',
        NOT_CLEARED: { target: '#runner.Ended.TryAgain', actions: 'tryAgain' },
      },
    },
    Trying: {
      description: 'Nothing was launched. Another process tries again, for fifteen minutes.',
      entry: 'readAge',
      on: {
        AGE_READ: [
          {
            guard: 'triedForLong',
            target: 'Rejecting',
            actions: 'giveUp',
          },
          { target: '#runner.Ended.TryAgain' },
        ],
      },
    },
    Rejecting: {
      description: 'Writes why nothing can be run into the rows of the engine.',
      entry: { type: 'rejectEngine', params: ({ context: { problems = [] } }) => ({ problems }) },
      on: {
        REJECTED: {
          target: 'Proving',
          actions: 'endRejected',
        },
        NOT_REJECTED: { target: '#runner.Ended.TryAgain', actions: 'tryAgain' },
      },
    },
    Proving: {
      description: 'That nobody has to run the engine again stands only over rows that say how each step has ended.',
      entry: {
        type: 'proveRows',
        params: theEnd,
      },
      on: {
        PROVEN: [
          { guard: 'endsFinished', target: '#runner.Ended.Finished' },
          { guard: 'endsRejected', target: '#runner.Ended.Rejected' },
          { target: '#runner.Ended.Nothing' },
        ],
        UNPROVEN: { target: '#runner.Ended.TryAgain', actions: 'tryAgain' },
        TERMINATE: {},
      },
    },
  },
});

/** How the process ends. */
export const ended = runnerSetup.createStateConfig({
  description: 'The exit code follows from how.',
  initial: 'TryAgain',
  entry: { type: 'exit', params: theEnd },
  states: {
    Finished: { type: 'final', description: 'The run has come to its end.' },
    Nothing: { type: 'final', description: 'There is nothing to run: the engine is being stopped or deleted.' },
    Rejected: { type: 'final', description: 'Nothing can be run, however often it is tried; the rows say why.' },
    TryAgain: { type: 'final', description: 'It is not over, and another process may have more luck.' },
    Taken: { type: 'final', description: 'Another runner holds the engine.' },
    HandedOver: { type: 'final', description: 'The run goes on with the next process.' },
  },
});
