import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isCancelled, isNotFound, isOtherUid, isRefusal } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { defined } from '../../model/json/json-object.ts';
import { sleep } from '../clock.ts';
import { reasonMask } from '../effects/reason-mask.ts';
import type { Removal, RemovalMeans } from './step-removal.ts';

/** Between two looks at what is still there, in milliseconds. */
export const lookAgainMs = 500;
/** A deletion that the server refuses is asked for again for so long, in milliseconds. */
const insistMs = 60_000;

/** `Going`: it is gone, or a read shows that it is on its way. `Stays`: the server refuses to delete it. */
export type JobRemoval = 'Going' | 'Stays' | 'Cancelled';

/**
 * How the deletion of a Job ends of which `first` is what came of it at first. A deletion that the server refuses is asked for
 * again for a minute: a webhook may only be slow to learn. Who does not wait for what is removed asks once.
 */
export const insist = async (run: RemovalMeans, removal: Removal, first: Promise<JobRemoval>): Promise<JobRemoval> => {
  let job = await first;
  const until = run.clock.elapsed() + insistMs;
  while (job === 'Stays' && run.clock.elapsed() <= until && run.waitsForRemoval()) {
    await sleep(run.clock, lookAgainMs, run.signal);
    job = await deleteJob(run, removal);
  }
  return job;
};

/** Tells the Job of a step to go, and again until the server has shown that it is gone or on its way. */
export const deleteJob = async (run: RemovalMeans, removal: Removal): Promise<JobRemoval> => {
  const { signal } = run;
  const { name, uid } = removal.job;
  const shown = `job/${name}`;
  const ref = { namespace: run.identity.namespace, name };
  const options = { propagation: 'Foreground' as const, ...defined({ uid }) };
  const call = { signal, patienceMs: Number.POSITIVE_INFINITY, urgent: true };
  const isOther = ({ metadata }: KubeObject): boolean => uid !== undefined && metadata.uid !== uid;
  while (!signal.aborted) {
    const answer = await run.cluster.remove('Job', ref, options, call);
    if (E.isRight(answer)) {
      removal.deletionAccepted.add(shown);
      if (answer.right?.metadata.deletionTimestamp !== undefined) return 'Going';
    } else if (isCancelled(answer.left)) return 'Cancelled';
    // A Job of this name with another uid is there in its place: ours is gone.
    else if (isNotFound(answer.left) || isOtherUid(answer.left)) return 'Going';
    else if (isRefusal(answer.left)) return stays(run, removal, answer.left);
    // That a deletion was accepted is the server's word; that it did so, only a read shows.
    const found = await run.cluster.get('Job', ref, call);
    if (E.isRight(found) && (isOther(found.right) || found.right.metadata.deletionTimestamp !== undefined))
      return 'Going';
    if (E.isLeft(found) && isNotFound(found.left)) return 'Going';
    // Where nobody may look, the server's word has to do.
    if (E.isLeft(found) && isRefusal(found.left) && removal.deletionAccepted.has(shown)) return 'Going';
    await sleep(run.clock, lookAgainMs, signal);
  }
  return 'Cancelled';
};

const stays = (run: RemovalMeans, { job: { name }, complained }: Removal, { message }: ClusterError): JobRemoval => {
  // A webhook may quote what it was shown, environment and all.
  if (!complained.has(`job/${name}`))
    run.log.error({ job: name, cause: reasonMask(run, name)(message) }, 'the Job could not be deleted');
  complained.add(`job/${name}`);
  return 'Stays';
};
