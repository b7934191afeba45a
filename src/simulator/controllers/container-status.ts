/** What a pod's status says about one container. */
import type { JsonRecord } from '../../model/manifest.ts';
import { timestamp } from '../store.ts';
import type { ContainerView } from './views.ts';

export type ContainerState =
  | { readonly tag: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly tag: 'running'; readonly startedAt: number }
  | {
      readonly tag: 'terminated';
      readonly exitCode: number;
      readonly reason: string;
      readonly message?: string;
      /** Absent, like the end: it never ran. */
      readonly startedAt?: number;
      readonly finishedAt?: number;
      readonly signal?: number;
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
  state.tag === 'terminated' && state.exitCode === 0;

const moment = (at: number | undefined): string | null => (at === undefined ? null : timestamp(at));

const shown = (state: ContainerState | undefined, id: string): JsonRecord => {
  if (state === undefined) return {};
  if (state.tag === 'running') return { running: { startedAt: timestamp(state.startedAt) } };
  const message = state.message === undefined ? {} : { message: state.message };
  if (state.tag === 'waiting') return { waiting: { reason: state.reason, ...message } };
  return {
    terminated: {
      exitCode: state.exitCode,
      reason: state.reason,
      ...message,
      startedAt: moment(state.startedAt),
      finishedAt: moment(state.finishedAt),
      ...(state.startedAt === undefined ? {} : { containerID: `containerd://${id}` }),
      ...(state.signal === undefined ? {} : { signal: state.signal }),
    },
  };
};

/** Whether the container has run, whatever it does now. */
const hasBegun = ({ state, last }: ContainerRecord): boolean =>
  last !== undefined || state.tag === 'running' || (state.tag === 'terminated' && state.startedAt !== undefined);

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
    started: state.tag === 'running',
    restartCount: restarts,
    state: shown(state, id),
    lastState: shown(last, id),
  };
};
