import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment-types.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityOf } from '../../job/identity.ts';
import { foreignManager } from '../../model/job-manager.ts';
import { showBaseline } from '../../model/result-belief.ts';
import type { ToExperiment } from '../loop.ts';
import { patience, type RunContext } from '../run-context.ts';
import { reasonMask } from './reason-mask.ts';
import { validate } from './validate.ts';

const refused = (reason: string): ToExperiment => ({ type: 'JOB_REFUSED', reason });

/** The Job may be there all the same. */
const unsure = (reason: string): ToExperiment => ({ type: 'JOB_REFUSED', reason, unsure: true });

/**
 * The Jobs whose creation is under way, by name. One that is `sent` has an answer that an abort has to wait for; one that is
 * still `preparing` can be called off, by taking it out.
 */
export type InFlight = Map<string, 'preparing' | 'sent'>;

/**
 * Creates the Job of an attempt, or adopts the one that is there: its name says that it can only be ours. Answers nothing
 * once the latch is closed before anything was sent: `settleLaunch` answers then.
 */
export const createJob = async (
  run: RunContext,
  inFlight: InFlight,
  params: AttemptParams & { readonly job: string },
): Promise<ToExperiment | undefined> => {
  if (run.latch.closed) return undefined;
  if (!run.built.has(params.job)) {
    // A process that was killed had validated it: what it built has to be built again.
    inFlight.set(params.job, 'preparing');
    const validated = await validate(run, params);
    // Who has called it off has answered for it; later somebody may.
    const isCalledOff = !inFlight.delete(params.job);
    if (isCalledOff || validated === undefined || run.latch.closed) return undefined;
    if (validated.type === 'REJECTED') return refused(validated.reason);
  }
  const built = run.built.get(params.job);
  if (built === undefined) return refused(`The Job ${params.job} could not be built again after a restart.`);
  inFlight.set(params.job, 'sent');
  try {
    const call = { ...patience(run), mask: (text: string) => reasonMask(run, params.job)(text) };
    const created = await run.cluster.create('Job', built.job as KubeObject, call);
    if (E.isRight(created)) return told(run, created.right, false);
    switch (created.left._tag) {
      case 'AlreadyExists':
        return await adopt(run, params.job);
      case 'Cancelled':
        return undefined;
      case 'Unavailable':
      case 'Unauthorized':
      case 'Malformed':
        return run.giveUp(created.left.message) === 'reject' ? unsure(created.left.message) : undefined;
      default:
        return refused(reasonMask(run, params.job)(`The Job could not be created: ${created.left.message}`));
    }
  } finally {
    inFlight.delete(params.job);
  }
};

const told = (run: RunContext, job: KubeObject, adopted: boolean): ToExperiment => {
  run.launched.yet = true;
  const { name, uid, creationTimestamp } = job.metadata;
  const manager = foreignManager(job);
  if (manager !== undefined)
    return unsure(
      `The Job ${name} was handed to ${manager} (spec.managedBy), which would run it somewhere else: it is deleted. ` +
        `Exempt the namespace ${run.identity.namespace} from the admission webhook that does this.`,
    );
  const known = identityOf(job);
  const built = run.built.get(name);
  const at = Date.parse(creationTimestamp ?? '');
  return {
    type: 'JOB_CREATED',
    job: uid === undefined ? { name } : { name, uid },
    adopted,
    ...(adopted && known ? { baseline: showBaseline(known.baseline) } : {}),
    ...(adopted && built ? { startTimeoutMs: built.startTimeoutMs } : {}),
    ...(adopted && built?.expectedDurationMs !== undefined ? { expectedMs: built.expectedDurationMs } : {}),
    // An adopted Job's deadlines count from its own launch, not from ours.
    ...(adopted && Number.isFinite(at) ? { at } : {}),
  };
};

const adopt = async (run: RunContext, name: string): Promise<ToExperiment | undefined> => {
  const { namespace, runId } = run.identity;
  run.launched.yet = true;
  const found = await run.cluster.get('Job', { namespace, name }, patience(run));
  if (E.isLeft(found)) {
    if (found.left._tag === 'Cancelled') return undefined;
    return unsure(
      `A Job ${name} was there when it was to be created, and then could not be read: ${found.left.message}`,
    );
  }
  if (identityOf(found.right)?.identity.runId !== runId)
    return refused(`There is a Job ${name} that does not belong to this run. Delete it and start the engine again.`);
  run.log.info({ job: name }, 'adopted a Job that an earlier process had created');
  return told(run, found.right, true);
};

/** Answers for a launch that an abort has overtaken before it was sent; one under way answers for itself. */
export const settleLaunch = (inFlight: InFlight, job: string): ToExperiment | undefined => {
  if (inFlight.get(job) === 'sent') return undefined;
  inFlight.delete(job);
  return refused('The step was aborted before its Job was created.');
};
