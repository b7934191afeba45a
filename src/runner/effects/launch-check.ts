import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isCancelled, isForbidden, isUnanswered } from '../../cluster/error-predicates.ts';
import type { ChaosResult } from '../../model/litmus/result.ts';
import { type Baseline, baselineOf } from '../../model/litmus/result-acceptance.ts';
import type { Existence } from './existence.ts';

/** What the server has answered about all that one launch depends on. */
export interface LaunchAnswers {
  /** The ChaosResult before the launch; right with undefined: there is none. */
  readonly result: E.Either<ClusterError, ChaosResult | undefined>;
  /** ConfigMaps and Secrets that the launch mounts or reads. */
  readonly dependencies: readonly Existence[];
}

/** What the answers mean for the launch. */
export type LaunchCheck =
  /** The process is about to end. */
  | { readonly is: 'Ending' }
  /** Something could not be asked now, and may be later. */
  | { readonly is: 'Hindered'; readonly reason: string }
  | { readonly is: 'Rejected'; readonly reason: string }
  /** `warnings`: what could not be checked because nobody may look. */
  | { readonly is: 'Launchable'; readonly baseline: Baseline; readonly warnings: readonly string[] };

/**
 * Whether a step may be launched. What is known to be missing rejects it; what nobody may look at does not, because the
 * experiment may be allowed to: only the result before the launch is unknown then. As long as one answer is owing, none counts.
 */
export const checkLaunch = ({ result, dependencies }: LaunchAnswers): LaunchCheck => {
  const missing = dependencies.flatMap((answer) => (E.isLeft(answer) ? [answer.left] : []));
  const errors = [...missing, ...(E.isLeft(result) ? [result.left] : [])];
  if (errors.some(isCancelled)) return { is: 'Ending' };
  const passing = errors.find(isUnanswered);
  if (passing !== undefined) return { is: 'Hindered', reason: passing.message };
  if (missing.length > 0) return { is: 'Rejected', reason: missing.map(({ message }) => message).join(' ') };
  if (E.isLeft(result) && !isForbidden(result.left)) return { is: 'Rejected', reason: result.left.message };
  return {
    is: 'Launchable',
    baseline: E.isRight(result) ? baselineOf(result.right) : 'unknown',
    warnings: [
      ...dependencies.flatMap((answer) => (E.isRight(answer) && answer.right !== undefined ? [answer.right] : [])),
      ...(E.isLeft(result) ? [result.left.message] : []),
    ],
  };
};
