import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import { isCancelled, isNotFound } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { startTimeoutMsOf } from '../../job/environment.ts';
import { identityOf } from '../../job/identity.ts';
import { stepAt } from '../../model/plan/step-at.ts';
import type { ToExperiment } from '../run/loop.ts';
import { patience } from '../run/run-context.ts';
import { jobThere } from './create-job.ts';
import { type ReadResultMeans, readResultOnce } from './read-result.ts';
import { type AttemptMeans, builtJobOf } from './result-name.ts';

type Params = AttemptParams & { readonly job: string; readonly baseline: string };

/**
 * Takes over the Job of an attempt that an earlier process had launched, or may have. It is never created here: if it is
 * gone, or going, the ChaosResult counts as far as it can be believed, and what cannot be proven ends as an error.
 */
export const adoptJob = async (run: ReadResultMeans, params: Params): Promise<ToExperiment | undefined> => {
  const { namespace, runId } = run.identity;
  run.launched.yet = true;
  const found = await run.cluster.get('Job', { namespace, name: params.job }, patience(run));
  if (E.isLeft(found) && isCancelled(found.left)) return undefined;
  const job = E.isRight(found) && identityOf(found.right)?.identity.runId === runId ? found.right : undefined;
  if (job !== undefined && job.metadata.deletionTimestamp === undefined) return taken(run, params, job);
  const read = await readResultOnce(run, params, params.job);
  if (read === undefined || 'type' in read) return read;
  if (job !== undefined) return taken(run, params, job);
  const gone = E.isLeft(found) && !isNotFound(found.left) ? `${found.left.message}; ${read.reason}` : read.reason;
  return {
    type: 'LOST',
    // Nobody knows; the row of what may have run says so.
    started: true,
    reason: `The checkpoint of this run is lost, and nothing proves that an earlier process did not launch this step: it is not launched again. How it ended cannot be proven: ${gone}.`,
  };
};

const taken = async (run: AttemptMeans, params: Params, job: KubeObject): Promise<ToExperiment> => {
  await builtJobOf(run, params, params.job);
  run.log.info({ job: params.job }, 'adopted a Job that an earlier process had created');
  const event = jobThere(run, job, true);
  if (event.type !== 'JOB_CREATED' || event.startTimeoutMs !== undefined) return event;
  // Its ChaosExperiment is gone: the engine alone says how long it may take to start.
  const planned = stepAt(run.plan, params.step);
  const entry = run.engine.current().spec.experiments[planned.entry] ?? { name: planned.experiment };
  return { ...event, startTimeoutMs: startTimeoutMsOf({ ...run, entry }) };
};
