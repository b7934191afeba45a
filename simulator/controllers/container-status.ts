/** What a pod's status says about one container. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { defined } from '../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../json.ts';
import { timestamp } from '../store.ts';
import { type ContainerView, number } from './views.ts';

type ContainerState =
  | { readonly is: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly is: 'running'; readonly startedAt: number }
  | {
      readonly is: 'terminated';
      readonly exitCode: number;
      readonly reason: string;
      readonly message?: string;
      /** Absent, like the end: it never ran. */
      readonly startedAt?: number;
      readonly finishedAt?: number;
    };

export interface ContainerRecord {
  readonly view: ContainerView;
  readonly state: ContainerState;
  readonly last?: ContainerState;
  readonly restarts: number;
  readonly id: string;
}

/** Whether the container has ended well. */
export const hasSucceeded = ({ state }: Pick<ContainerRecord, 'state'>): boolean =>
  state.is === 'terminated' && state.exitCode === 0;

const moment = (at: number | undefined): string | null => (at === undefined ? null : timestamp(at));

const shown = (state: ContainerState | undefined, id: string): JsonRecord => {
  if (state === undefined) return {};
  if (state.is === 'running') return { running: { startedAt: timestamp(state.startedAt) } };
  const { reason, message } = state;
  if (state.is === 'waiting') return { waiting: { reason, ...defined({ message }) } };
  return {
    terminated: {
      exitCode: state.exitCode,
      reason,
      ...defined({ message }),
      startedAt: moment(state.startedAt),
      finishedAt: moment(state.finishedAt),
      ...(state.startedAt === undefined ? {} : { containerID: `containerd://${id}` }),
    },
  };
};

/** Whether the container has run, whatever it does now. */
export const hasBegun = ({ state, last }: ContainerRecord): boolean =>
  last !== undefined || state.is === 'running' || (state.is === 'terminated' && state.startedAt !== undefined);

/** The status of a container; `ready` is what the pod's kind of container makes of it. */
export const containerStatus = (record: ContainerRecord, ready: boolean): JsonRecord => {
  const { view, state, last, restarts, id } = record;
  const begun = hasBegun(record);
  return {
    name: view.name,
    image: view.image,
    imageID: begun ? `${view.image}@sha256:${'0'.repeat(64)}` : '',
    ...(begun ? { containerID: `containerd://${id}` } : {}),
    ready,
    started: state.is === 'running',
    restartCount: restarts,
    state: shown(state, id),
    lastState: shown(last, id),
  };
};

const momentIn = (value: unknown): number | undefined => {
  const at = Date.parse(stringOf(value) ?? '');
  return Number.isNaN(at) ? undefined : at;
};

const stateIn = (value: unknown): ContainerState | undefined => {
  const { running, terminated, waiting } = objectOf(value);
  const { reason, message, ...more } = objectOf(terminated ?? waiting);
  const said = { reason: stringOf(reason) ?? '', ...defined({ message: stringOf(message) }) };
  if (running !== undefined) return { is: 'running', startedAt: momentIn(objectOf(running).startedAt) ?? 0 };
  if (waiting !== undefined) return { is: 'waiting', ...said };
  if (terminated === undefined) return undefined;
  const [startedAt, finishedAt] = [momentIn(more.startedAt), momentIn(more.finishedAt)];
  return { is: 'terminated', exitCode: number(more.exitCode) ?? 0, ...said, ...defined({ startedAt, finishedAt }) };
};

/** What `containerStatus` has said about a container; undefined where it says nothing yet. */
export const recordIn = (status: JsonRecord, view: ContainerView): ContainerRecord | undefined => {
  const state = stateIn(status.state);
  const last = stateIn(status.lastState);
  if (state === undefined) return undefined;
  const id = (stringOf(status.containerID) ?? '').replace('containerd://', '');
  return { view, state, restarts: number(status.restartCount) ?? 0, id, ...defined({ last }) };
};
