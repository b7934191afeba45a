import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment-types.ts';
import { meaningOf } from '../../cluster/error.ts';
import { injectedIn } from '../../model/injected-targets.ts';
import { believe, readBaseline } from '../../model/result-belief.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../loop.ts';
import { patience, type RunContext } from '../run-context.ts';
import { findResult } from './find-result.ts';
import { reasonMask } from './reason-mask.ts';
import { resultNameOf } from './result-name.ts';

/** Waits between the readings of a ChaosResult that is not written yet, in milliseconds: half a minute in all. */
const pausesMs = [100, 200, 400, 800, 1_500, 3_000, 4_000, 5_000, 5_000, 5_000, 5_000];

/** Reads the ChaosResult until one can be believed by the rule of `result-belief`, or the pauses are used up. */
export const readResult = async (
  run: RunContext,
  params: AttemptParams & { readonly job: string; readonly baseline: string; readonly launchedAt: number },
  signal: AbortSignal,
): Promise<ToExperiment | undefined> => {
  const step = run.plan.steps[params.step];
  const experiment = step?.experiment ?? '';
  const launch = { jobName: params.job, chaosUID: run.identity.engineUid, launchedAt: params.launchedAt };
  const named = await resultNameOf(run, params, params.job);
  let reason = '';
  for (const pauseMs of [0, ...pausesMs]) {
    if (pauseMs > 0) await sleep(run.clock, pauseMs, signal);
    if (signal.aborted) return undefined;
    // A step that has ended holds up those that wait for it: it passes those that have time.
    const call = { ...patience(run), signal, urgent: true };
    const read = await findResult(run, experiment, named.resultName, call);
    if (E.isLeft(read)) {
      const meaning = meaningOf(read.left);
      if (meaning === 'cancelled') return undefined;
      reason = read.left.message;
      if (meaning === 'denied') break;
      continue;
    }
    const belief = believe(read.right, readBaseline(params.baseline), launch);
    if (belief.is === 'Believed') {
      const failure = belief.verdict === 'Pass' ? undefined : read.right?.failure?.reason;
      const injected = injectedIn(read.right);
      return {
        type: 'RESULT_READ',
        verdict: belief.verdict,
        ...(failure === undefined ? {} : { reason: reasonMask(run, params.job)(failure) }),
        ...(injected.length === 0 ? {} : { injected }),
      };
    }
    reason = belief.reason;
  }
  return {
    type: 'RESULT_MISSING',
    reason: `The experiment ended without a result that can be believed: ${reason}.`,
  };
};
