import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import { injectedIn } from '../../model/litmus/injected-targets.ts';
import { findResult } from '../effects/find-result.ts';
import { type AttemptMeans, builtJobOf } from '../effects/result-name.ts';

/** What the ChaosResult of an attempt says of its targets. */
export interface Marks {
  /** Targets that are still marked as injected, as `<kind>/<name>`; absent: nobody knows. */
  readonly injected?: readonly string[];
  /** Why nobody knows. */
  readonly unread?: string;
}

/** How long the marks are worth asking for again, in milliseconds. */
const patienceMs = 10_000;

/**
 * The targets that the result of an attempt still marks as injected. Worth asking once nothing of the attempt is there any
 * more: the helper itself marks its target as reverted, as its last act.
 */
export const marksOf = async (run: AttemptMeans, params: AttemptParams, job: string): Promise<Marks> => {
  const planned = run.plan.steps[params.step];
  if (planned === undefined)
    return { unread: 'Whether a target is still marked as injected is not known of a step of another plan' };
  const built = await builtJobOf(run, params, job);
  const read = await findResult(run, planned.experiment, built?.resultName, { signal: run.signal, patienceMs });
  if (E.isLeft(read))
    return { unread: `Whether a target is still marked as injected could not be read: ${read.left.message}` };
  return { injected: injectedIn(read.right) };
};
