import { runEnd } from '../../../machines/supervisor/run-end.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Finished } from './finish.ts';
import type { Journal } from './journal.ts';
import type { Loop } from './loop.ts';
import type { RunIdentity } from './run-context.ts';
import type { RunState } from './run-parts.ts';
import { stillInjectedIn } from './step-facts.ts';
import type { Keeper } from './step-ledger.ts';

export interface FinishedMeans {
  readonly identity: Pick<RunIdentity, 'runId'>;
  readonly plan: Plan;
  readonly loop: Pick<Loop, 'supervisor'>;
  readonly keeper: Pick<Keeper, 'facts'>;
  readonly journal: Pick<Journal, 'chain'>;
  readonly state: Pick<RunState, 'closed'>;
}

/** What a run that has come to its end tells whoever has started it. */
export const finishedOf = ({ identity, plan, loop, keeper, journal, state }: FinishedMeans): Finished => {
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
