import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { ClusterError } from '../../cluster/error.ts';
import { isAlreadyExists, isCancelled, isQuotaExceeded, isUnanswered } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityOf } from '../../job/identity.ts';
import { foreignManager } from '../../model/kube/job-manager.ts';
import { showBaseline } from '../../model/litmus/result-acceptance.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../run/loop.ts';
import { patience, type Run } from '../run/run-context.ts';
import { byOurClock } from '../server-time.ts';
import { reasonMask } from './reason-mask.ts';
import { type ValidateMeans, validate } from './validate.ts';

/** What a Job that is there is told with. */
type JobThereMeans = Pick<Run, 'cluster' | 'identity' | 'built' | 'clock' | 'launched' | 'log'>;

export type CreateJobMeans = ValidateMeans & Pick<Run, 'toExperiment'>;

const refused = (reason: string): ToExperiment => ({ type: 'JOB_REFUSED', reason });

/** The Job may be there all the same. */
const unsure = (reason: string): ToExperiment => ({ type: 'JOB_REFUSED', reason, unsure: true });

interface Launch {
  readonly how: 'preparing' | 'sent' | 'held';
  /** Fires when nothing more is to be sent: what has been sent is waited for. */
  readonly calledOff: AbortController;
}

/**
 * The Jobs whose creation is under way, by name. One that is `sent` has an answer that an abort has to wait for, but nothing
 * is sent again. One that is still `preparing`, or `held` up by a quota, can be called off, by taking it out.
 */
export type InFlight = Map<string, Launch>;

/** Waits between the first attempts where a quota is full, in milliseconds, and between all others. */
const pausesMs = [1_000, 2_000, 4_000] as const;
const lastPauseMs = 5_000;

/**
 * Creates the Job of an attempt, or adopts the one that is there: its name says that it can only be ours. Answers nothing
 * once the latch is closed before anything was sent: `settleLaunch` answers then.
 */
export const createJob = async (
  run: CreateJobMeans,
  inFlight: InFlight,
  params: AttemptParams & { readonly job: string },
): Promise<ToExperiment | undefined> => {
  if (run.latch.closed) return undefined;
  if (!run.built.has(params.job)) {
    // A process that was killed had validated it: what it built has to be built again.
    inFlight.set(params.job, { how: 'preparing', calledOff: new AbortController() });
    const validated = await validate(run, params);
    // Who has called it off has answered for it; later somebody may.
    const isCalledOff = !inFlight.delete(params.job);
    if (isCalledOff || validated === undefined || run.latch.closed) return undefined;
    if (validated.type === 'REJECTED') return refused(validated.reason);
  }
  const built = run.built.get(params.job);
  if (built === undefined) return refused(`The Job ${params.job} could not be built again after a restart.`);
  for (let attempt = 0; ; attempt += 1) {
    const answer = await send(run, inFlight, params, built.job as KubeObject);
    if (answer !== 'held') return answer;
    await sleep(run.clock, pausesMs[attempt] ?? lastPauseMs, run.signal);
    // Who has called it off has answered for it; later somebody may.
    const isCalledOff = !inFlight.delete(params.job);
    if (isCalledOff || run.latch.closed || run.signal.aborted) return undefined;
  }
};

/** One attempt. `held`: a quota is full now, which the machine has been told; it is to be tried again. */
const send = async (
  run: CreateJobMeans,
  inFlight: InFlight,
  params: AttemptParams & { readonly job: string },
  job: KubeObject,
): Promise<ToExperiment | undefined | 'held'> => {
  const { step, iteration, attempt } = params;
  const calledOff = new AbortController();
  const { signal } = calledOff;
  inFlight.set(params.job, { how: 'sent', calledOff });
  let isHeld = false;
  try {
    const mask = reasonMask(run, params.job);
    const created = await run.cluster.create('Job', job, { ...patience(run), noMore: signal, mask });
    if (E.isRight(created)) return jobThere(run, created.right, false);
    // Webhooks quote what they were asked about, whatever code they answer with.
    const error: ClusterError = { ...created.left, message: mask(created.left.message) };
    if (isAlreadyExists(error)) return await adopt(run, params.job, signal);
    if (isQuotaExceeded(error)) {
      // Whoever has called it off in the meantime waits for this answer.
      if (signal.aborted) return refused(`The Job could not be created: ${error.message}`);
      if (run.latch.closed) return undefined;
      isHeld = true;
      run.toExperiment({ step, iteration, attempt }, { type: 'JOB_HELD', reason: `${error.message}. ${mayPass}` });
      return 'held';
    }
    if (isCancelled(error)) return calledOffOr(run, signal, error);
    if (isUnanswered(error)) {
      if (signal.aborted) return unsure(error.message);
      return await afterNoAnswer(run, params, error, signal);
    }
    return refused(`The Job could not be created: ${error.message}`);
  } finally {
    if (isHeld) inFlight.set(params.job, { how: 'held', calledOff });
    else inFlight.delete(params.job);
  }
};

/** What people may do about a quota that is full. */
const mayPass =
  'It is tried again: room may come when other things in the namespace end, among them other steps of this run (its parallelism), or when the quota is raised';

/** What is told of a Job that is there: created now, or `adopted` with all that it remembers of its launch. */
export const jobThere = (run: JobThereMeans, job: KubeObject, adopted: boolean): ToExperiment => {
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
    ...(adopted && Number.isFinite(at) ? { at: byOurClock(run, at) } : {}),
  };
};

/** A call was given up: because the launch was called off, and then whatever there is of it goes, or with the process. */
const calledOffOr = (
  run: Pick<Run, 'signal'>,
  calledOff: AbortSignal,
  { message }: ClusterError,
): ToExperiment | undefined => (calledOff.aborted && !run.signal.aborted ? unsure(message) : undefined);

/** A look at the Job that nobody needs any more once the launch is called off: it is deleted by its name. */
const find = (run: CreateJobMeans, name: string, calledOff: AbortSignal) => {
  const call = { ...patience(run), signal: AbortSignal.any([run.signal, calledOff]) };
  return run.cluster.get('Job', { namespace: run.identity.namespace, name }, call);
};

/** What came of the creation is not known: the Job may be there, and then it is ours. */
const afterNoAnswer = async (
  run: CreateJobMeans,
  params: AttemptParams & { readonly job: string },
  { message }: ClusterError,
  calledOff: AbortSignal,
): Promise<ToExperiment | undefined> => {
  const found = await find(run, params.job, calledOff);
  if (E.isRight(found)) return taken(run, found.right);
  if (isCancelled(found.left)) return calledOffOr(run, calledOff, found.left);
  run.launched.perhaps = true;
  const { step, iteration, attempt } = params;
  return (await run.giveUp({ step, iteration, attempt }, message)) === 'reject' ? unsure(message) : undefined;
};

const adopt = async (run: CreateJobMeans, name: string, calledOff: AbortSignal): Promise<ToExperiment | undefined> => {
  run.launched.yet = true;
  const found = await find(run, name, calledOff);
  if (E.isRight(found)) return taken(run, found.right);
  if (isCancelled(found.left)) return calledOffOr(run, calledOff, found.left);
  return unsure(`A Job ${name} was there when it was to be created, and then could not be read: ${found.left.message}`);
};

/** Goes on with a Job that is there already: its name says that it can only be ours. */
const taken = (run: JobThereMeans, job: KubeObject): ToExperiment => {
  const { name } = job.metadata;
  if (identityOf(job)?.identity.runId !== run.identity.runId)
    return refused(`There is a Job ${name} that does not belong to this run. Delete it and start the engine again.`);
  run.log.info({ job: name }, 'adopted a Job that was created before');
  return jobThere(run, job, true);
};

/** Answers for a launch that was called off before it was sent; one under way answers for itself, and is not repeated. */
export const settleLaunch = (inFlight: InFlight, job: string): ToExperiment | undefined => {
  const launch = inFlight.get(job);
  if (launch?.how === 'sent') {
    launch.calledOff.abort();
    return undefined;
  }
  inFlight.delete(job);
  return refused('The step was called off before its Job was created.');
};
