import type { SeenRow } from './engine.ts';
import { type Outcome, outcomes } from './outcome.ts';
import { abortedRow, type RowOf, rejectedRow, row, type StatusRow } from './row.ts';

/** Which row of the contract's table says how the step ended. */
export const endings = ['completed', 'notFound', 'rejected', 'skipped', 'aborted'] as const;
export type Ending = (typeof endings)[number];

/** How a step has ended. */
export interface StepEnd {
  readonly ending: Ending;
  readonly outcome: Outcome;
}

const rowOf: Readonly<Record<Ending, (of: RowOf, outcome: Outcome, pod?: string) => StatusRow>> = {
  // `Error` also where the main container had started and no result can be believed.
  completed: (of, outcome, pod = '') => row(of, 'Completed', outcome === 'Skipped' ? 'Error' : outcome, pod),
  notFound: (of) => row(of, 'ChaosExperiment Not Found', 'Fail', 'N/A'),
  rejected: rejectedRow,
  skipped: (of) => row(of, 'Skipped', 'N/A', 'N/A'),
  aborted: (of, _, pod) => abortedRow(of, pod),
};

/** The row of a step that has ended. `pod`: its main pod; absent: none was seen. */
export const endedRow = (of: RowOf, { ending, outcome }: StepEnd, pod?: string): StatusRow =>
  rowOf[ending](of, outcome, pod);

/** How the step ended of which a terminal row tells; one whose words are none of the contract's tells of an error. */
export const endOfRow = ({ status, verdict }: Pick<SeenRow, 'status' | 'verdict'>): StepEnd => {
  if (status === 'Completed')
    return { ending: 'completed', outcome: outcomes.find((outcome) => outcome === verdict) ?? 'Error' };
  if (status === 'Forcefully Aborted') return { ending: 'aborted', outcome: 'Stopped' };
  if (status === 'Skipped' && verdict === 'N/A') return { ending: 'skipped', outcome: 'Skipped' };
  return { ending: status === 'ChaosExperiment Not Found' ? 'notFound' : 'rejected', outcome: 'Error' };
};
