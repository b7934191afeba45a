import { defined } from '../../model/json/json-object.ts';
import { lastLines } from '../effects/collect-log.ts';
import type { AttemptMeans } from '../effects/result-name.ts';
import type { ToExperiment } from '../run/loop.ts';
import type { JointDeletion } from './joint-deletion.ts';
import { marksOf } from './marks-of.ts';
import { deleteJob, insist, type JobRemoval } from './remove-job.ts';
import { removePods } from './remove-pods.ts';
import type { CleanUp, Removal, RemovalMeans } from './step-removal.ts';
import { tellKnownHelpers } from './tell-helpers.ts';

export type CleanUpMeans = AttemptMeans & RemovalMeans & { readonly jointDeletion: JointDeletion };

/**
 * Deletes the Job of a step in the foreground, again until the server shows that it is on its way, and its helper pods, which
 * have no owner and would go on injecting. Neither waits for the other: helpers that are known are told to go at once, whatever
 * keeps the server from deleting the Job or from listing pods. After anything but a clean end looks on until no pod of the
 * step is there, because an experiment that was told to end still creates helpers for seconds: they are deleted as they
 * appear. Each helper gets the time that its revert takes, any other pod its own termination grace; only a pod whose node is
 * gone is forced. At last asks which targets are still marked as injected. A Job that is all that is left of its step may be
 * deleted together with others.
 */
export const cleanUp = async (run: CleanUpMeans, what: CleanUp): Promise<ToExperiment | undefined> => {
  const removal: Removal = {
    ...{ ...what, deletionAccepted: new Set(), gone: new Set(), pods: [] },
    ...{ asked: new Map(), complained: new Set() },
  };
  // Asked for before the deletion, which does not wait for it: a pod may be gone with its log at once.
  const asked = what.tailOf === undefined ? undefined : lastLines(run, { ...what, job: what.job.name }, what.tailOf);
  const first = what.removeJob ? tellJob(run, removal) : Promise.resolve('Going' as const);
  const last = insist(run, removal, first);
  const over = new AbortController();
  if (what.removeHelpers) {
    void tellKnownHelpers(run, removal, over.signal);
    await removePods(run, removal, { first, last });
    over.abort();
  }
  const job = await last;
  if (job === 'Cancelled') return undefined;
  const remaining = [...(job === 'Stays' ? [`job/${what.job.name}`] : []), ...removal.pods];
  if (run.signal.aborted && remaining.length > 0 && run.waitsForRemoval()) return undefined;
  // Who does not wait looks once, when all steps have been told to end; what has ended by itself injects no more.
  const looks = what.removeHelpers && run.waitsForRemoval();
  const marks = looks ? await marksOf(run, what, what.job.name) : {};
  const tail = await asked;
  return {
    type: 'CLEANED',
    deletionAccepted: [...removal.deletionAccepted],
    gone: [...removal.gone],
    remaining,
    ...(looks && remaining.length > 0 ? { stays: true as const } : {}),
    ...marks,
    ...defined({ tail }),
  };
};

/** What leaves no helpers has ended by itself with a verdict, and injects no more: nothing but its Job is left to go. */
const tellJob = (run: CleanUpMeans, removal: Removal): Promise<JobRemoval> => {
  const byItself = () => deleteJob(run, removal);
  return removal.removeHelpers ? byItself() : run.jointDeletion.remove(removal, byItself);
};
