import { ended, ending } from './ending.ts';
import { runnerSetup } from './runner-setup.ts';
import { running } from './running.ts';
import { starting } from './starting.ts';

/**
 * What a process does around a run: from reading the engine to its exit. What was read is sorted out by pure functions of the
 * shell, which tells this machine the facts; what is done about them is decided here. It is never resumed: each process
 * begins with a new one, and finds out from the cluster where another one left off.
 * Driven by XState's pure `transition()`; what it asks the shell for is told by `effectsOf`.
 */
export const runnerMachine = runnerSetup.createMachine({
  id: 'runner',
  context: ({ input }) => ({ ...input }),
  initial: 'Starting',
  states: { Starting: starting, Running: running, Ending: ending, Ended: ended },
});

export type RunnerMachine = typeof runnerMachine;
