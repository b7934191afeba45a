import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isUnanswered } from '../../cluster/error-predicates.ts';
import type { Run } from '../run/run-context.ts';

export type SightMeans = Pick<Run, 'clock' | 'enduranceMs' | 'endUnfinished'>;

export interface Sight {
  /** A look that began at `since`, by the clock's `elapsed`, with what came of its requests; undefined: not made. */
  readonly looked: (since: number, ...answers: readonly (E.Either<ClusterError, unknown> | undefined)[]) => void;
}

/** Ends the process when a run could not be looked at for longer than it endures: each look by itself may fail and be made again. */
export const createSight = (run: SightMeans): Sight => {
  let blindSince: number | undefined;
  return {
    looked: (since, ...answers) => {
      const failed = answers.flatMap((answer) => (answer && E.isLeft(answer) ? [answer.left] : []));
      const unanswered = failed.find(isUnanswered);
      if (unanswered === undefined) {
        blindSince = undefined;
        return;
      }
      blindSince ??= since;
      if (run.clock.elapsed() - blindSince >= run.enduranceMs)
        run.endUnfinished(`The run could not be looked at any more: ${unanswered.message}`);
    },
  };
};
