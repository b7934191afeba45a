import * as E from 'fp-ts/Either';
import { isCancelled, isNotFound, isOtherUid } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { isMainPod } from '../../model/kube/pod.ts';
import { asForced, removalOf } from '../../model/kube/pod-removal.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { PlannedRun, Requests } from '../run/run-context.ts';
import { serverTime } from '../server-time.ts';
import type { CleanUp, Removed } from './step-removal.ts';

export interface RemovePodMeans extends Requests<'remove' | 'serverTime'>, Pick<PlannedRun, 'engine'> {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Tells one pod to go as long as it does not look like it: the main pod goes with its Job, unless its node is gone. Resolves
 * with whether nothing more is to be asked for: it goes, or is gone.
 */
export const removePod = (
  run: RemovePodMeans,
  what: CleanUp,
  pod: KubeObject,
  removed: Removed,
  signal: AbortSignal,
): Promise<boolean> => {
  const { name, uid = name } = pod.metadata;
  const asked = removed.asked.get(uid);
  if (asked !== undefined) return asked;
  const asking = ask(run, what, pod, removed, signal).finally(() => removed.asked.delete(uid));
  removed.asked.set(uid, asking);
  return asking;
};

const ask = async (
  run: RemovePodMeans,
  what: CleanUp,
  pod: KubeObject,
  removed: Removed,
  signal: AbortSignal,
): Promise<boolean> => {
  const { name } = pod.metadata;
  const removal = removalOf(pod, serverTime(run), helperGraceSeconds(run.engine.current()));
  if (removal === undefined || (!removal.isForced && isMainPod(pod, what.job.name))) return true;
  const ref = { namespace: run.identity.namespace, name };
  const call = { signal, patienceMs: Number.POSITIVE_INFINITY };
  const answer = await run.cluster.remove('Pod', ref, removal.options, call);
  if (E.isRight(answer)) {
    removed.deletionAccepted.add(removal.isForced ? asForced(`pod/${name}`) : `pod/${name}`);
    return true;
  }
  if (isNotFound(answer.left) || isCancelled(answer.left) || isOtherUid(answer.left)) return true;
  if (!removed.complained.has(`pod/${name}`)) {
    removed.complained.add(`pod/${name}`);
    run.log.error({ pod: name, cause: answer.left.message }, 'a pod of a step could not be deleted; it is tried again');
  }
  return false;
};
