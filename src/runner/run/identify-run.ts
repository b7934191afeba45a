import * as E from 'fp-ts/Either';
import type { KubeObject } from '../../cluster/port.ts';
import { identityOf } from '../../job/identity.ts';
import { jobHasEnded } from '../../model/kube/job-manager.ts';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import { type Checkpoint, checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../checkpoint/checkpoint-text.ts';
import { notAhead } from '../checkpoint/checkpoint-time.ts';

/** Which run a starting process is to drive. `runId` of one that is adopted: undefined where no Job says it. `notes`: sentences for people about what was found. */
export type Identified =
  | { readonly is: 'New'; readonly notes: readonly string[] }
  | { readonly is: 'Resume'; readonly checkpoint: Checkpoint; readonly notes: readonly string[] }
  | { readonly is: 'Adopt'; readonly runId: string | undefined; readonly notes: readonly string[] };

/**
 * Decides from what stands in the cluster: rows and a checkpoint of this engine, resume; a checkpoint of another engine, of
 * whose run this one has no Job, or one without rows (the operator clears them when it restarts an engine), a new run; rows or Jobs of a run without a
 * checkpoint, adopt them from their labels, because `kubectl replace` wipes status and annotations. `now`: milliseconds since
 * the epoch.
 */
export const identifyRun = (engine: ChaosEngine, jobs: readonly KubeObject[], now: number): Identified => {
  const written = engine.metadata.annotations?.[checkpointAnnotation];
  const rows = engine.status.experiments;
  const notes: string[] = [];
  if (written !== undefined) {
    const decoded = decodeCheckpoint(written);
    if (E.isLeft(decoded)) notes.push(`The checkpoint on the engine is not used: ${decoded.left}.`);
    else if (decoded.right.engineUid !== engine.metadata.uid && latestRun(jobs) === decoded.right.runId)
      notes.push(
        'The checkpoint on the engine is not used: its uid is that of another engine, and this one has Jobs of its run.',
      );
    else if (decoded.right.engineUid !== engine.metadata.uid)
      return fresh(notes, 'The checkpoint on the engine is of another engine (its uid differs): a new run begins.');
    else if (rows.length === 0)
      return fresh(notes, `The engine was started again after run ${decoded.right.runId}: a new run begins.`);
    else if (saysOverTooEarly(decoded.right, jobs))
      notes.push('The checkpoint on the engine is not used: it says that the run is over, and a Job of it is at work.');
    else return { is: 'Resume', checkpoint: notAhead(decoded.right, now), notes };
  }
  const runId = latestRun(jobs);
  if (runId === undefined && rows.length === 0) return { is: 'New', notes };
  // Jobs that are not ours are removed before anything is launched; without any, a step that waits may have been tried before.
  const waits = rows.every(({ status }) => status === 'Waiting for Job Creation');
  if (runId === undefined && waits && jobs.length > 0) return { is: 'New', notes };
  notes.push(
    'The engine has rows or Jobs of a run but no checkpoint, as after kubectl replace: its Jobs are adopted by their labels, and nothing that was launched is launched again.',
  );
  return { is: 'Adopt', runId, notes };
};

/** A run is never closed before its last Job has ended or was told to go. */
const saysOverTooEarly = ({ runId, supervisor: { state } }: Checkpoint, jobs: readonly KubeObject[]): boolean =>
  (state === 'Completed' || state === 'Aborted') &&
  jobs.some(
    (job) =>
      identityOf(job)?.identity.runId === runId && !jobHasEnded(job) && job.metadata.deletionTimestamp === undefined,
  );

const fresh = (notes: readonly string[], note: string): Identified => ({ is: 'New', notes: [...notes, note] });

/** The run that made the youngest of the Jobs. */
const latestRun = (jobs: readonly KubeObject[]): string | undefined => {
  let latest: KubeObject | undefined;
  for (const job of jobs) {
    if (identityOf(job) === undefined) continue;
    if ((job.metadata.creationTimestamp ?? '') >= (latest?.metadata.creationTimestamp ?? '')) latest = job;
  }
  return latest && identityOf(latest)?.identity.runId;
};
