import { type Outcome, outcomeOfRun } from '../../src/model/litmus/outcome.ts';
import type { SupervisorContext } from './supervisor-types.ts';

/** How a run has ended as a whole, or would if it ended as it stands. `aborted`: somebody has ended it early. */
export interface RunEnd {
  readonly outcome: Outcome;
  readonly aborted: boolean;
}

export const runEnd = ({ aborted, progress }: Pick<SupervisorContext, 'aborted' | 'progress'>): RunEnd => ({
  outcome: outcomeOfRun(aborted !== undefined, [progress.worst]),
  aborted: aborted !== undefined,
});

/** Whether somebody holds the run. */
export const isPaused = ({ pausedAt }: Pick<SupervisorContext, 'pausedAt'>): boolean => typeof pausedAt === 'number';

/** Whether the iteration goes on by its plan: steps are started, or will be when nobody holds the run. `state`: as a dotted path. */
export const followsPlan = (state: string): boolean => state === 'Iterating.Running' || state === 'Iterating.Paused';

/** States of the supervisor, as dotted paths, after which no iteration follows the current one. */
const lastStates: ReadonlySet<string> = new Set(['Iterating.Draining', 'Aborting', 'Closing', 'Completed', 'Aborted']);

/** Whether the current iteration is the last one, whatever its plan says. `state`: of the supervisor, as a dotted path. */
export const isLastIteration = (state: string): boolean => lastStates.has(state);
