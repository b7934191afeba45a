/** The status that the kubelet writes, as a pure function of what it knows about a pod's containers. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { type KubeObject, timestamp } from '../store.ts';
import { type ContainerRecord, containerStatus, hasSucceeded } from './container-status.ts';
import {
  type Condition,
  initialized,
  isPassed,
  observed,
  type PodContainers,
  readiness,
  withCondition,
  withConditions,
} from './pod-conditions.ts';
import { isEnd, specOf, statusOf } from './views.ts';

export interface PodState extends PodContainers {
  /** Where the containers run: not made yet, there, or torn down after the last of them has ended. */
  readonly sandbox: 'absent' | 'ready' | 'stopped';
  /** The kubelet has ended the pod to save its node, for this reason. */
  readonly evicted?: string | undefined;
}

const neverRan = ({ state, last }: ContainerRecord): boolean => state.is === 'waiting' && last === undefined;

/** The phase that the containers make: pending while one has never run, ended when all have and none will again. `over`: none will, whatever the policy. */
const phaseOf = ({ init, main }: PodContainers, restartPolicy: string, over: boolean): string => {
  const ends = main.map(({ state, last }) => (state.is === 'waiting' ? last : state));
  const ended = main.every(({ state }) => state.is !== 'running') && init.every(({ state }) => state.is !== 'running');
  if (over && ended) return main.every(hasSucceeded) ? 'Succeeded' : 'Failed';
  const failedInit = init.some(({ view, state }) => !view.sidecar && state.is === 'terminated' && state.exitCode !== 0);
  if (failedInit && restartPolicy === 'Never') return 'Failed';
  if (main.some(neverRan)) return 'Pending';
  if (!ended || restartPolicy === 'Always') return 'Running';
  if (ends.every((end) => end?.is === 'terminated' && end.exitCode === 0)) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
};

const sandboxCondition = (sandbox: PodState['sandbox']): Condition => {
  const type = 'PodReadyToStartContainers';
  if (sandbox === 'ready') return { type, status: 'True' };
  const message = sandbox === 'absent' ? 'no pod sandbox exists' : 'pod sandbox is not ready';
  return { type, status: 'False', reason: 'PodSandboxNotReady', message };
};

const byName = (one: ContainerRecord, other: ContainerRecord): number => (one.view.name < other.view.name ? -1 : 1);

const containerStatuses = ({ init, main }: PodContainers): JsonRecord => ({
  ...(init.length === 0 ? {} : { initContainerStatuses: init.map((one) => containerStatus(one, isPassed(one))) }),
  containerStatuses: [...main].sort(byName).map((one) => containerStatus(one, one.state.is === 'running')),
});

const disruption = { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' } as const;

/** The whole status of a pod on a node. `now` is in milliseconds since the epoch. */
export const podStatus = (
  pod: KubeObject,
  state: PodState,
  kubernetes: Kubernetes,
  now: number,
  podIP: string,
): JsonRecord => {
  const { observedGeneration: _, ...before } = statusOf(pod);
  const policy = stringOf(specOf(pod).restartPolicy) ?? 'Always';
  const stopped = state.sandbox === 'stopped';
  const reached =
    state.evicted === undefined ? phaseOf(state, policy, stopped && kubernetes.podsEndBeforeTheyGo) : 'Failed';
  // Since 1.26 a pod ends only when nothing of it is left on its node.
  const waits = kubernetes.podsEndBeforeTheyGo && isEnd(reached) && !stopped;
  const phase = waits ? (stringOf(before.phase) ?? 'Pending') : reached;
  const ready = readiness(state, reached, kubernetes.podsEndBeforeTheyGo);
  const seen = observed(pod, kubernetes);
  const own: readonly Condition[] = [
    ...(kubernetes.podsEndBeforeTheyGo ? [sandboxCondition(state.sandbox)] : []),
    initialized(state, reached),
    { type: 'Ready', ...ready },
    { type: 'ContainersReady', ...ready },
    { type: 'PodScheduled', status: 'True' },
  ];
  const message = waits ? undefined : state.evicted;
  const others =
    message === undefined || !kubernetes.disruptionConditions
      ? before.conditions
      : withCondition(before.conditions, { ...disruption, message }, now);
  const conditions = own.map((one) => ({ ...one, ...seen }));
  return {
    ...before,
    ...seen,
    phase,
    ...(message === undefined ? {} : { reason: 'Evicted', message }),
    conditions: withConditions(others, conditions, now),
    hostIP: '192.0.2.1',
    ...(kubernetes.podsEndBeforeTheyGo ? { hostIPs: [{ ip: '192.0.2.1' }] } : {}),
    startTime: before.startTime ?? timestamp(now),
    ...(podIP === '' ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    ...containerStatuses(state),
  };
};
