import * as E from 'fp-ts/Either';
import { isCancelled, isNotFound, isOtherUid } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { isMainPod } from '../../model/kube/pod.ts';
import { asForced, removalOf } from '../../model/kube/pod-removal.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import { reasonMask } from '../effects/reason-mask.ts';
import { serverTime } from '../server-time.ts';
import type { Removal, RemovalMeans } from './step-removal.ts';

/**
 * Tells one pod to go as long as it does not look like it: the main pod goes with its Job, unless its node is gone. Resolves
 * with whether nothing more is to be asked for: it goes, or is gone.
 */
export const removePod = (run: RemovalMeans, removal: Removal, pod: KubeObject): Promise<boolean> => {
  const { name, uid = name } = pod.metadata;
  const asked = removal.asked.get(uid);
  if (asked !== undefined) return asked;
  const asking = ask(run, removal, pod).finally(() => removal.asked.delete(uid));
  removal.asked.set(uid, asking);
  return asking;
};

const ask = async (run: RemovalMeans, { job, deletionAccepted, complained }: Removal, pod: KubeObject) => {
  const { name } = pod.metadata;
  const removal = removalOf(pod, serverTime(run), helperGraceSeconds(run.engine.current()));
  if (removal === undefined || (!removal.isForced && isMainPod(pod, job.name))) return true;
  const ref = { namespace: run.identity.namespace, name };
  const call = { signal: run.signal, patienceMs: Number.POSITIVE_INFINITY };
  const answer = await run.cluster.remove('Pod', ref, removal.options, call);
  if (E.isRight(answer)) {
    deletionAccepted.add(removal.isForced ? asForced(`pod/${name}`) : `pod/${name}`);
    return true;
  }
  if (isNotFound(answer.left) || isCancelled(answer.left) || isOtherUid(answer.left)) return true;
  // A webhook may quote what it was shown, environment and all.
  const cause = reasonMask(run, job.name)(answer.left.message);
  if (!complained.has(`pod/${name}`))
    run.log.error({ pod: name, cause }, 'a pod of a step could not be deleted; it is tried again');
  complained.add(`pod/${name}`);
  return false;
};
