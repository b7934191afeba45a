/** What `kubectl get pods` shows of a pod. */
import { at, listOf, stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

const ending = (terminated: unknown): string => {
  const reason = stringOf(at(terminated, 'reason'));
  if (reason) return reason;
  const signal = count(at(terminated, 'signal'));
  return signal === 0 ? `ExitCode:${count(at(terminated, 'exitCode'))}` : `Signal:${signal}`;
};

const initReason = (pod: KubeObject): string | undefined => {
  const statuses = listOf(at(pod.status, 'initContainerStatuses'));
  const total = listOf(at(pod.spec, 'initContainers')).length;
  for (const [index, status] of statuses.entries()) {
    const terminated = at(status, 'state', 'terminated');
    if (terminated !== undefined) {
      if (at(terminated, 'exitCode') === 0) continue;
      return `Init:${ending(terminated)}`;
    }
    const waiting = stringOf(at(status, 'state', 'waiting', 'reason'));
    return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`;
  }
  return undefined;
};

/** Whether a condition of the object is true. */
export const hasCondition = ({ status }: KubeObject, type: string): boolean =>
  listOf(at(status, 'conditions')).some((one) => at(one, 'type') === type && at(one, 'status') === 'True');

const isUp = (status: unknown): boolean => at(status, 'ready') === true && at(status, 'state', 'running') !== undefined;

const containerReason = (pod: KubeObject, phase: string): string => {
  let reason = phase;
  let running = false;
  for (const status of listOf(at(pod.status, 'containerStatuses')).toReversed()) {
    const waiting = stringOf(at(status, 'state', 'waiting', 'reason'));
    const terminated = at(status, 'state', 'terminated');
    if (waiting) reason = waiting;
    else if (terminated !== undefined) reason = ending(terminated);
    else if (isUp(status)) running = true;
  }
  if (reason === 'Completed' && running) return hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  return reason;
};

/** How it stands with the pod, in one word: its phase, or what keeps or ended its containers. */
export const reasonOf = (pod: KubeObject): string => {
  const own = stringOf(at(pod.status, 'reason'));
  if (pod.metadata.deletionTimestamp !== undefined) return own === 'NodeLost' ? 'Unknown' : 'Terminating';
  const phase = own || (stringOf(at(pod.status, 'phase')) ?? '');
  return initReason(pod) ?? containerReason(pod, phase);
};

/** How often containers of the pod were started again: its init containers until they have ended. */
export const restartsOf = (pod: KubeObject): number => {
  const statuses = initReason(pod) === undefined ? 'containerStatuses' : 'initContainerStatuses';
  return listOf(at(pod.status, statuses)).reduce<number>((sum, one) => sum + count(at(one, 'restartCount')), 0);
};

/** How many containers of the pod are up, of how many. */
export const readyOf = (pod: KubeObject): string =>
  `${listOf(at(pod.status, 'containerStatuses')).filter(isUp).length}/${listOf(at(pod.spec, 'containers')).length}`;
