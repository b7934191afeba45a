import type { Outcome } from '../litmus/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { allRun, type Progress, retries } from './progress.ts';

/** An attempt that has ended and is to be cleaned up. */
interface Ended {
  readonly step: number;
  readonly attempt: number;
  readonly outcome: Outcome;
}

/** How the run stands around it. */
export interface Surroundings {
  readonly plan: Plan;
  readonly progress: Progress;
  readonly isAborting: boolean;
  /** Steps of which an attempt has not come to its own deletion; this one may be among them. */
  readonly atWork: ReadonlySet<number>;
  /** How many deletions are put off already. */
  readonly deferred: number;
}

/** Of more steps the deletions are not put off: coming all at once, they would stand in the way of those that an abort has to make. */
const mostDeferred = 50;

/**
 * Whether the deletion of an attempt's Job may wait for others: they are still at work, and nothing waits for its end, neither a
 * retry nor a dependent, a free place or an abort. What may inject never waits: the machine itself sees to that.
 */
export const isDeferrable = ({ step, attempt, outcome }: Ended, run: Surroundings): boolean =>
  !run.isAborting &&
  run.deferred < mostDeferred &&
  [...run.atWork].some((other) => other !== step) &&
  allRun(run.progress) &&
  !retries(run.plan.steps[step], { outcome, attempt });
