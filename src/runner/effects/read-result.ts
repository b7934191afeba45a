import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import { isCancelled, isForbidden } from '../../cluster/error-predicates.ts';
import { launchLabels } from '../../job/identity.ts';
import { injectedIn } from '../../model/litmus/injected-targets.ts';
import { believe, readBaseline } from '../../model/litmus/result-acceptance.ts';
import { stepAt } from '../../model/plan/step-at.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../run/loop.ts';
import { reasonMask } from './reason-mask.ts';
import { type AttemptMeans, builtJobOf } from './result-name.ts';
import type { ResultReader } from './result-reader.ts';

/** Waits between the readings of a ChaosResult that is not written yet, in milliseconds: half a minute in all. */
const pausesMs = [100, 200, 400, 800, 1_500, 3_000, 4_000, 5_000, 5_000, 5_000, 5_000];

/** What the ChaosResult of an attempt is read with. */
export interface ReadResultMeans extends AttemptMeans {
  readonly results: ResultReader;
}

interface Attempt extends AttemptParams {
  readonly baseline: string;
}

/** Reads the ChaosResult until one can be believed by the rule of `result-belief`, or the pauses are used up. */
export const readResult = async (
  run: ReadResultMeans,
  params: Attempt & { readonly job: string },
): Promise<ToExperiment | undefined> => {
  let reason = '';
  for (const pauseMs of [0, ...pausesMs]) {
    if (pauseMs > 0) await sleep(run.clock, pauseMs, run.signal);
    if (run.signal.aborted) return undefined;
    const read = await readResultOnce(run, params, params.job);
    if (read === undefined || 'type' in read) return read;
    reason = read.reason;
    if (read.isFinal) break;
  }
  return {
    type: 'RESULT_MISSING',
    reason: `The experiment ended without a result that can be believed: ${reason}.`,
  };
};

/** Why there is nothing to believe, as a part of a sentence. `isFinal`: it stays so. */
interface NoResult {
  readonly reason: string;
  readonly isFinal: boolean;
}

/** One look at the ChaosResult of an attempt. Undefined: the process is about to end. */
export const readResultOnce = async (
  run: ReadResultMeans,
  params: Attempt,
  job: string,
): Promise<Extract<ToExperiment, { type: 'RESULT_READ' }> | NoResult | undefined> => {
  const { id, experiment } = stepAt(run.plan, params.step);
  const { iteration, attempt } = params;
  const launch = { runId: run.identity.runId, step: id, iteration, attempt };
  const built = await builtJobOf(run, params, job);
  const read = await run.results.read({ launch, experiment, resultName: built?.resultName });
  if (E.isLeft(read))
    return isCancelled(read.left) ? undefined : { reason: read.left.message, isFinal: isForbidden(read.left) };
  const looked = { jobName: job, chaosUID: run.identity.engineUid, labels: launchLabels(launch) };
  const belief = believe(read.right, readBaseline(params.baseline), looked);
  if (belief.is !== 'Believed') return { reason: belief.reason, isFinal: false };
  const failure = belief.verdict === 'Pass' ? undefined : read.right?.failure?.reason;
  const injected = injectedIn(read.right);
  return {
    type: 'RESULT_READ',
    verdict: belief.verdict,
    ...(failure === undefined ? {} : { reason: reasonMask(run, job)(failure) }),
    ...(injected.length === 0 ? {} : { injected }),
  };
};
