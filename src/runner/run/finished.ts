import { runEnd } from '../../../machines/supervisor/run-end.ts';
import type { Finished } from './finish.ts';
import type { DrivenRun } from './run-parts.ts';
import { stillInjectedIn } from './step-facts.ts';

/** What a run that has come to its end tells whoever has started it. */
export const finishedOf = ({ identity, plan, loop, keeper, journal, state }: DrivenRun): Finished => {
  const context = loop.supervisor()?.context;
  const { sequence, head } = journal.chain();
  return {
    is: 'Finished',
    runId: identity.runId,
    ...(context === undefined ? { outcome: 'Error' as const, aborted: false } : runEnd(context)),
    plan,
    facts: keeper.facts(),
    sequence,
    head,
    left: state.closed.left ?? [],
    injected: stillInjectedIn(plan, keeper.facts()),
  };
};
