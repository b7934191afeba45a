import type { RunModel } from '../../audit/run-model.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Box } from './batch-layout.ts';
import type { Select, Selection } from './selection.ts';
import type { Log } from './source.ts';
import type { StepView } from './steps.ts';

/** What the page shows: a run at one moment, and what changes that. Each of its parts takes what it needs. */
export interface Shown {
  readonly log: Log;
  readonly model: RunModel;
  /** Where the log does not hold one, the steps that it tells of, without what ties them. */
  readonly plan: Plan;
  readonly steps: readonly StepView[];
  /** The group of steps that is selected, and those of the steps that are in it; all where there is none. */
  readonly group: Box | undefined;
  readonly lanes: readonly StepView[];
  /** How many records there are, and how many of them are shown. */
  readonly total: number;
  readonly count: number;
  /** The time that is shown, and those of the run's first and last record, whatever moment is shown. */
  readonly now: number;
  readonly start: number;
  readonly end: number;
  readonly selection: Selection;
  readonly select: Select;
  /** Shows the run after so many records; all of them, and those to come, where it is none or there are no more. */
  readonly moveTo: (count?: number) => void;
  /** Shows the run as it was at a time. */
  readonly goTo: (at: number) => void;
}
