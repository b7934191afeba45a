import type { SupervisorContext } from '../../../machines/supervisor/supervisor-types.ts';
import { type Outcome, worstOf } from '../../model/litmus/outcome.ts';
import type { Finished } from './finish.ts';
import type { RunParts } from './run-parts.ts';
import { stillInjectedIn } from './step-facts.ts';

/** How a run has ended as a whole. */
export const outcomeOfRun = ({ aborted, progress }: Pick<SupervisorContext, 'aborted' | 'progress'>): Outcome =>
  aborted === undefined ? worstOf([progress.worst]) : 'Stopped';

/** Steps of which targets are still marked as injected, in words. */
export const injectedIn = ({ run: { plan }, keeper }: Pick<RunParts, 'run' | 'keeper'>): readonly string[] =>
  stillInjectedIn(plan, keeper.facts());

/** What a run that has come to its end tells whoever has started it. */
export const finishedOf = (parts: RunParts): Finished => {
  const { run, loop, keeper, journal, state } = parts;
  const context = loop.supervisor()?.context;
  const { sequence, head } = journal.chain();
  return {
    is: 'Finished',
    runId: run.identity.runId,
    outcome: context === undefined ? 'Error' : outcomeOfRun(context),
    aborted: context?.aborted !== undefined,
    plan: run.plan,
    facts: keeper.facts(),
    sequence,
    head,
    left: state.closed.left ?? [],
    injected: injectedIn(parts),
  };
};
