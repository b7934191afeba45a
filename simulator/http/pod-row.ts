/** A pod as a row of `kubectl get pods`. */
import { at, listOf, stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import { since } from './duration.ts';

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

const hasReadyCondition = (pod: KubeObject): boolean =>
  listOf(at(pod.status, 'conditions')).some((one) => at(one, 'type') === 'Ready' && at(one, 'status') === 'True');

const containerReason = (pod: KubeObject, phase: string): string => {
  let reason = phase;
  let running = false;
  for (const status of listOf(at(pod.status, 'containerStatuses')).toReversed()) {
    const waiting = stringOf(at(status, 'state', 'waiting', 'reason'));
    const terminated = at(status, 'state', 'terminated');
    if (waiting) reason = waiting;
    else if (terminated !== undefined) reason = ending(terminated);
    else if (at(status, 'ready') === true && at(status, 'state', 'running') !== undefined) running = true;
  }
  if (reason === 'Completed' && running) return hasReadyCondition(pod) ? 'Running' : 'NotReady';
  return reason;
};

const reasonOf = (pod: KubeObject): string => {
  const own = stringOf(at(pod.status, 'reason'));
  if (pod.metadata.deletionTimestamp !== undefined) return own === 'NodeLost' ? 'Unknown' : 'Terminating';
  const phase = own || (stringOf(at(pod.status, 'phase')) ?? '');
  return initReason(pod) ?? containerReason(pod, phase);
};

const restartsOf = (pod: KubeObject): number => {
  const statuses = initReason(pod) === undefined ? 'containerStatuses' : 'initContainerStatuses';
  return listOf(at(pod.status, statuses)).reduce<number>((sum, one) => sum + count(at(one, 'restartCount')), 0);
};

/** The cells: name, ready, status, restarts, age, and for wide output IP, node and two that are always empty. */
export const podRow = (pod: KubeObject, now: number): readonly unknown[] => {
  const total = listOf(at(pod.spec, 'containers')).length;
  const statuses = listOf(at(pod.status, 'containerStatuses'));
  const ready = statuses.filter((one) => at(one, 'ready') === true && at(one, 'state', 'running') !== undefined).length;
  return [
    pod.metadata.name,
    `${ready}/${total}`,
    reasonOf(pod),
    restartsOf(pod),
    since(pod.metadata.creationTimestamp, now),
    stringOf(at(pod.status, 'podIP')) || '<none>',
    stringOf(at(pod.spec, 'nodeName')) || '<none>',
    stringOf(at(pod.status, 'nominatedNodeName')) || '<none>',
    '<none>',
  ];
};
