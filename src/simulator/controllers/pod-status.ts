/** The status that the kubelet writes, as a pure function of what it knows about a pod's containers. */
import type { JsonRecord } from '../../model/manifest.ts';
import { stringOf } from '../json.ts';
import { type KubeObject, timestamp } from '../store.ts';
import { type ContainerView, records, specOf, statusOf } from './views.ts';

export type ContainerState =
  | { readonly tag: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly tag: 'running'; readonly startedAt: number }
  | {
      readonly tag: 'terminated';
      readonly exitCode: number;
      readonly reason: string;
      readonly startedAt: number;
      readonly finishedAt: number;
      readonly signal?: number;
    };

export interface ContainerRecord {
  readonly view: ContainerView;
  readonly state: ContainerState;
  readonly last?: ContainerState;
  readonly restarts: number;
  readonly id: string;
}

const shown = (state: ContainerState | undefined, id: string): JsonRecord => {
  if (state === undefined) return {};
  if (state.tag === 'waiting') {
    return { waiting: { reason: state.reason, ...(state.message === undefined ? {} : { message: state.message }) } };
  }
  if (state.tag === 'running') return { running: { startedAt: timestamp(state.startedAt) } };
  return {
    terminated: {
      exitCode: state.exitCode,
      reason: state.reason,
      startedAt: timestamp(state.startedAt),
      finishedAt: timestamp(state.finishedAt),
      containerID: `containerd://${id}`,
      ...(state.signal === undefined ? {} : { signal: state.signal }),
    },
  };
};

const containerStatus = ({ view, state, last, restarts, id }: ContainerRecord): JsonRecord => {
  const begun = state.tag !== 'waiting' || last !== undefined;
  return {
    name: view.name,
    image: view.image,
    imageID: begun ? `${view.image}@sha256:${'0'.repeat(64)}` : '',
    ...(begun ? { containerID: `containerd://${id}` } : {}),
    ready: state.tag === 'running',
    started: state.tag === 'running',
    restartCount: restarts,
    state: shown(state, id),
    lastState: shown(last, id),
  };
};

/** The phase by Kubernetes' rule: pending while a container has never run, ended when all have and none will again. */
export const phaseOf = (containers: readonly ContainerRecord[], restartPolicy: string): string => {
  if (containers.some(({ state, last }) => state.tag === 'waiting' && last === undefined)) return 'Pending';
  if (containers.some(({ state }) => state.tag === 'running') || restartPolicy === 'Always') return 'Running';
  const ends = containers.map(({ state, last }) => (state.tag === 'terminated' ? state : last));
  const allWell = ends.every((end) => end?.tag === 'terminated' && end.exitCode === 0);
  if (allWell) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
};

/** The conditions of a pod with the given one set; its transition time changes with its status only. */
export const withCondition = (
  conditions: unknown,
  wanted: {
    readonly type: string;
    readonly status: 'True' | 'False' | 'Unknown';
    readonly reason?: string;
    readonly message?: string;
  },
  at: number,
): readonly JsonRecord[] => {
  const known = records(conditions);
  const before = known.find(({ type }) => type === wanted.type);
  const since = before?.status === wanted.status ? stringOf(before.lastTransitionTime) : undefined;
  const made: JsonRecord = { ...wanted, lastProbeTime: null, lastTransitionTime: since ?? timestamp(at) };
  return before ? known.map((one) => (one === before ? made : one)) : [...known, made];
};

const containersReady = (containers: readonly ContainerRecord[], phase: string) => {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' } as const;
  const unready = containers.filter(({ state }) => state.tag !== 'running').map(({ view }) => view.name);
  if (unready.length === 0) return { status: 'True' } as const;
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  } as const;
};

/** The whole status of a pod on a node. `now` is in milliseconds since the epoch. */
export const podStatus = (
  pod: KubeObject,
  containers: readonly ContainerRecord[],
  now: number,
  podIP: string,
): JsonRecord => {
  const before = statusOf(pod);
  const phase = phaseOf(containers, stringOf(specOf(pod).restartPolicy) ?? 'Always');
  const ready = containersReady(containers, phase);
  const initialized = withCondition(
    before.conditions,
    { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) },
    now,
  );
  const conditions = withCondition(
    withCondition(initialized, { type: 'Ready', ...ready }, now),
    { type: 'ContainersReady', ...ready },
    now,
  );
  return {
    ...before,
    phase,
    conditions,
    hostIP: '192.0.2.1',
    startTime: before.startTime ?? timestamp(now),
    ...(podIP === '' ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    containerStatuses: containers.map(containerStatus),
  };
};
