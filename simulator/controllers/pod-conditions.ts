/** The conditions of a pod, as kubelet, scheduler and node controller write them. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { type KubeObject, timestamp } from '../store.ts';
import { type ContainerRecord, hasBegun, hasSucceeded } from './container-status.ts';
import { records, statusOf } from './views.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

const ofType = (known: readonly JsonRecord[], type: string): JsonRecord | undefined =>
  known.find((one) => one.type === type);

const made = (wanted: Condition, before: JsonRecord | undefined, at: number): JsonRecord => {
  const since = before?.status === wanted.status ? stringOf(before.lastTransitionTime) : undefined;
  return { ...wanted, lastProbeTime: null, lastTransitionTime: since ?? timestamp(at) };
};

/** The conditions of a pod or node with the given one set; its transition time changes with its status only. */
export const withCondition = (conditions: unknown, wanted: Condition, at: number): readonly JsonRecord[] => {
  const known = records(conditions);
  const before = ofType(known, wanted.type);
  const next = made(wanted, before, at);
  return before ? known.map((one) => (one === before ? next : one)) : [...known, next];
};

/** The generation that a condition or status has seen, where pods have one. */
export const observed = ({ metadata: { generation } }: KubeObject, { podGenerations }: Kubernetes) =>
  podGenerations && generation !== undefined ? { observedGeneration: generation } : {};

/** The pod or node with this condition in its status. */
export const conditioned = (object: KubeObject, wanted: Condition, at: number): KubeObject => {
  const status = statusOf(object);
  return { ...object, status: { ...status, conditions: withCondition(status.conditions, wanted, at) } };
};

/** The conditions with these in this order at the end; others keep their places before them. */
export const withConditions = (
  conditions: unknown,
  wanted: readonly Condition[],
  at: number,
): readonly JsonRecord[] => {
  const known = records(conditions);
  const others = known.filter(({ type }) => wanted.every((one) => one.type !== type));
  return [...others, ...wanted.map((one) => made(one, ofType(known, one.type), at))];
};

/** What the kubelet knows about the containers of a pod. */
export interface PodContainers {
  readonly init: readonly ContainerRecord[];
  readonly main: readonly ContainerRecord[];
}

/** Whether an init container no longer holds up those after it: it has ended well or, as a sidecar, it runs. */
export const isPassed = (record: ContainerRecord): boolean =>
  record.view.sidecar ? record.state.is === 'running' : hasSucceeded(record);

const names = (containers: readonly ContainerRecord[]): string => containers.map(({ view }) => view.name).join(' ');

/** `Initialized`: true once all init containers have been passed, and for ever after a main container has started. */
export const initialized = ({ init, main }: PodContainers, phase: string): Condition => {
  const type = 'Initialized';
  if (phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' };
  const incomplete = init.filter((one) => !isPassed(one));
  if (main.some(hasBegun) || incomplete.length === 0) return { type, status: 'True' };
  const message = `containers with incomplete status: [${names(incomplete)}]`;
  return { type, status: 'False', reason: 'ContainersNotInitialized', message };
};

/** What `Ready` and `ContainersReady` say; sidecars count. `failedReason`: since 1.27 a failed pod says only that it has failed. */
export const readiness = (
  { init, main }: PodContainers,
  phase: string,
  failedReason: boolean,
): Omit<Condition, 'type'> => {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed' && failedReason) return { status: 'False', reason: 'PodFailed' };
  const unready = [...init.filter(({ view }) => view.sidecar), ...main].filter(({ state }) => state.is !== 'running');
  if (unready.length === 0) return { status: 'True' };
  const message = `containers with unready status: [${names(unready)}]`;
  return { status: 'False', reason: 'ContainersNotReady', message };
};
