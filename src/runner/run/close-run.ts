import type { KubeObject } from '../../cluster/port.ts';
import { identityOf } from '../../job/identity.ts';
import type { LaunchIdentity } from '../../job/name.ts';
import { defined } from '../../model/json/json-object.ts';
import { jobHasEnded } from '../../model/kube/job-manager.ts';
import { monitoringWanted } from '../../model/litmus/engine.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import type { Outcome } from '../../model/litmus/outcome.ts';
import type { StatusRow } from '../../model/litmus/row.ts';
import { leftSentences, namesText } from '../../model/progress/left-text.ts';
import { type WriteRowsMeans, writeRows } from '../effects/record-status.ts';
import { removeMonitor } from '../publish/monitor.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import { type CleanUpMeans, cleanUp } from '../removal/clean-up.ts';
import { lookAtStaying } from '../removal/look-at-staying.ts';
import { sweep } from '../removal/orphan-sweep.ts';
import { byOurClock } from '../server-time.ts';
import type { Run } from './run-context.ts';

export type CloseRunMeans = CleanUpMeans &
  WriteRowsMeans &
  Pick<Run, 'publish' | 'endsAt'> & { readonly writer: Pick<StatusWriter, 'written'> };

export interface Closing {
  readonly outcome: Outcome;
  readonly aborted: boolean;
  readonly rows: () => readonly StatusRow[];
  /** Steps of which targets are still marked as injected, in words. */
  readonly injected: readonly string[];
  /** The ids of steps of which something had not gone when a clean-up gave up looking. */
  readonly staying: readonly string[];
  /** Jobs that an earlier process had launched and that this one never came to, because it decided otherwise. */
  readonly strays: readonly KubeObject[];
}

/** How a run was closed. */
export interface Closed {
  /** What was not seen to be gone and reverted, in words; absent: nothing had stayed, so nobody has looked. */
  readonly left?: readonly string[];
}

/** The Jobs of a run that have not ended. */
export const strayJobs = (jobs: readonly KubeObject[], runId: string): readonly KubeObject[] =>
  jobs.filter((job) => !jobHasEnded(job) && identityOf(job)?.identity.runId === runId);

/**
 * The end of a run: the rows in their last order, a summary event where there was a batch, and after an abort the proof that
 * nothing is left: an experiment that was told to end still starts helpers for seconds, and the helpers take their faults
 * back. In a pod that is being stopped it is looked on for as long as the pod may stay. Without an abort there is a last look
 * at the steps of which something had not gone. Undefined: the rows could not be written, so the run is not over, and the
 * process ends.
 */
export const closeRun = async (
  run: CloseRunMeans,
  { outcome, aborted, rows, injected, staying, strays }: Closing,
): Promise<Closed | undefined> => {
  const steps = [...new Set([...staying, ...(await removeStrays(run, strays))])];
  const isWritten = (): boolean => JSON.stringify(run.writer.written()?.rows) === JSON.stringify(rows());
  if (aborted || !isWritten()) await writeRows(run, aborted);
  const stayed = aborted || steps.length === 0 ? undefined : await lookAtStaying(run, steps);
  if (stayed !== undefined && stayed.length > 0)
    tellWhatIsLeft(
      run,
      `Of ${namesText(steps)} something had not gone, and it was not seen to be gone at the end`,
      stayed,
    );
  const executions = run.plan.iterations.reduce((sum, { order }) => sum + order.length, 0);
  if (executions > 1)
    run.publish({
      reason: 'BatchSummary',
      warning: outcome !== 'Pass' || injected.length > 0 || (stayed ?? []).length > 0,
      message: summary(rows(), outcome, injected, stayed ?? []),
      experiment: '',
      at: run.clock.now(),
    });
  if (aborted) await withdrawMonitor(run);
  const left = aborted ? await swept(run) : stayed;
  const closed = left === undefined ? {} : { left };
  // Whose engine ends, its operator writes the rows.
  if (run.engine.ending() !== undefined || isWritten()) return closed;
  const flushed = await run.writer.flush();
  if (flushed === 'refused') run.endUnfinished('The last rows of the run could not be written into the ChaosEngine.');
  return flushed === 'written' || flushed === 'gone' ? closed : undefined;
};

const swept = async (run: CloseRunMeans): Promise<readonly string[]> => {
  const graceSeconds = helperGraceSeconds(run.engine.current());
  const left = await sweep({ ...run, helperGraceSeconds: graceSeconds, endedSuffices: !run.waitsForRemoval() });
  if (left.length > 0)
    tellWhatIsLeft(run, 'The run was aborted, and not all of it was seen to be gone and reverted', left);
  return left;
};

/**
 * Removes Jobs that nothing of the run will come to again, and waits for their pods: a process that was killed behind a launch
 * and before the next checkpoint leaves such a one where a time-out or a policy ends the step before it is adopted. Resolves
 * with the ids of the steps of which something had not gone when it was looked last.
 */
export const removeStrays = async (run: CleanUpMeans, strays: readonly KubeObject[]): Promise<readonly string[]> => {
  const staying: string[] = [];
  for (const stray of strays) {
    const found = identityOf(stray);
    if (found !== undefined && (await staysOf(run, stray, found.identity))) staying.push(found.identity.step);
  }
  return staying;
};

const staysOf = async (
  run: CleanUpMeans,
  stray: KubeObject,
  { step, iteration, attempt }: LaunchIdentity,
): Promise<boolean> => {
  const { name, uid, creationTimestamp } = stray.metadata;
  const createdAt = Date.parse(creationTimestamp ?? '');
  const index = run.plan.steps.findIndex(({ id }) => id === step);
  const planned = run.plan.steps[index];
  run.log.warn({ job: name }, 'a Job of an earlier process that nothing waits for any more is removed');
  const what = {
    ...{ step: index, iteration, attempt, removeJob: true, removeHelpers: true },
    job: { name, ...defined({ uid }) },
    ...defined({ experiment: planned?.experiment }),
    ...(Number.isFinite(createdAt) ? { launchedAt: byOurClock(run, createdAt) } : {}),
  };
  const cleaned = await cleanUp(run, what);
  return cleaned?.type === 'CLEANED' && cleaned.stays === true;
};

/** Where nobody waits for it any longer somebody has to be told: the fault may still be on. */
const tellWhatIsLeft = (run: CloseRunMeans, what: string, left: readonly string[]): void => {
  run.log.warn({ left }, 'not all of the run was seen to be gone and reverted');
  const message = `${what}. At the last look: ${leftSentences(left).join('; ')}.`;
  run.publish({ reason: 'LeftBehind', warning: true, message, experiment: '', at: run.clock.now() });
};

/** A stopped engine goes on existing, and with it what it owns: its monitor would run on. */
const withdrawMonitor = async ({ cluster, engine, identity, signal }: CloseRunMeans): Promise<void> => {
  if (!monitoringWanted(engine.current()) || engine.ending() === 'gone') return;
  const { engineName: name, namespace, engineUid: uid } = identity;
  await removeMonitor(cluster, { name, namespace, uid }, { signal, patienceMs: 2_000 });
};

const summary = (
  rows: readonly StatusRow[],
  outcome: Outcome,
  injected: readonly string[],
  left: readonly string[],
): string => {
  const groups = Map.groupBy(rows, ({ status, verdict }) => (status === 'Completed' ? verdict : status));
  const parts = [...groups].map(([what, { length }]) => `${length} ${what}`).join(', ');
  const fault = injected.length === 0 ? '' : ` Still marked as injected: ${injected.join(', ')}.`;
  const stays = left.length === 0 ? '' : ` Not seen to be gone: ${leftSentences(left).join('; ')}.`;
  return `The batch ended: ${outcome}. Steps: ${parts}.${fault}${stays}`;
};
