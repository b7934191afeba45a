import { endOfRow } from '../../model/litmus/ended-row.ts';
import type { SeenRow } from '../../model/litmus/engine.ts';
import { isTerminal } from '../../model/litmus/row.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { retries } from '../../model/progress/progress.ts';
import type { AttemptFacts, StepFacts } from '../run/step-facts.ts';
import type { Evidence } from './adoption-evidence.ts';

/** What a terminal row says, which an earlier process had written. `at`: milliseconds since the epoch, where it names no time. */
export const rowFacts = (row: SeenRow, iteration: number, at: number): AttemptFacts => ({
  iteration,
  attempt: 1,
  end: { ...endOfRow(row), reason: 'Taken from the row that an earlier process had written.' },
  ...(row.experimentPod === undefined || row.experimentPod === 'N/A' ? {} : { pod: row.experimentPod }),
  at: Date.parse(row.lastUpdateTime ?? '') || at,
});

/** What is left of a run at its current iteration. `now`: milliseconds since the epoch. */
interface Remains {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly iteration: number;
  readonly rows: readonly SeenRow[];
  readonly now: number;
}

/**
 * The worst of the iterations before the current one, by step. All of them have ended; how, only the ChaosResult of the last
 * attempt of all can prove, and so only where there was one iteration, and no other attempt that may have followed.
 */
export const earlierFacts = ({ plan, evidence, iteration, rows, now }: Remains): readonly (StepFacts | null)[] => {
  const earlier = plan.iterations.slice(0, iteration - 1);
  return plan.steps.map((planned, step) => {
    const drawn = earlier.flatMap(({ order }, index) => (order.includes(step) ? [index + 1] : []));
    const last = drawn.at(-1);
    if (last === undefined) return null;
    const row = rows.find(({ name, status }) => name === planned.id && isTerminal(status));
    if (row !== undefined) return { worst: rowFacts(row, last, now) };
    const found = evidence.results.find((result) => result.step === step && result.iteration === last);
    const isOnly = drawn.length === 1 && evidence.strange.length === 0;
    const outcome = isOnly ? found?.verdict : undefined;
    const attempt = found?.attempt ?? 1;
    const isProven = outcome !== undefined && !retries(planned, { outcome, attempt });
    const worst: AttemptFacts = {
      ...{ iteration: last, attempt, at: now },
      end: isProven
        ? {
            ...{ ending: 'completed', outcome, verdict: outcome },
            reason: 'Taken from the ChaosResult of this attempt.',
          }
        : {
            ...{ ending: 'completed', outcome: 'Error' },
            reason: 'The checkpoint of this run is lost: how this step ended before cannot be proven.',
          },
    };
    return { worst };
  });
};
