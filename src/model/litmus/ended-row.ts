import type { SeenRow } from './engine.ts';
import { type Outcome, outcomes } from './outcome.ts';
import { abortedRow, completedRow, notFoundRow, type RowOf, rejectedRow, type StatusRow, skippedRow } from './row.ts';

/** Which row of the contract's table says how the step ended. */
export const endings = ['completed', 'notFound', 'rejected', 'skipped', 'aborted'] as const;
export type Ending = (typeof endings)[number];

/** How a step has ended. */
export interface StepEnd {
  readonly ending: Ending;
  readonly outcome: Outcome;
}

/** The row of a step that has ended. `pod`: its main pod; absent: none was seen. */
export const endedRow = (of: RowOf, { ending, outcome }: StepEnd, pod?: string): StatusRow => {
  switch (ending) {
    case 'completed':
      return completedRow(of, outcome === 'Skipped' ? 'Error' : outcome, pod ?? '');
    case 'notFound':
      return notFoundRow(of);
    case 'rejected':
      return rejectedRow(of);
    case 'skipped':
      return skippedRow(of);
    case 'aborted':
      return abortedRow(of, pod);
  }
};

/** How the step ended of which a terminal row tells; one whose words are none of the contract's tells of an error. */
export const endOfRow = ({ status, verdict }: Pick<SeenRow, 'status' | 'verdict'>): StepEnd => {
  switch (status) {
    case 'Completed':
      return { ending: 'completed', outcome: outcomes.find((outcome) => outcome === verdict) ?? 'Error' };
    case 'ChaosExperiment Not Found':
      return { ending: 'notFound', outcome: 'Error' };
    case 'Forcefully Aborted':
      return { ending: 'aborted', outcome: 'Stopped' };
    default:
      return status === 'Skipped' && verdict === 'N/A'
        ? { ending: 'skipped', outcome: 'Skipped' }
        : { ending: 'rejected', outcome: 'Error' };
  }
};
