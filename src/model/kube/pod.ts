import { type JsonRecord, type Manifest, recordAt, recordsAt, textAt } from '../json/json-object.ts';

/** What the main container of a pod is doing, as its status says. */
export type ContainerState =
  | ({ readonly is: 'Waiting' } & Told)
  | { readonly is: 'Running'; readonly startedAt: string }
  | ({
      readonly is: 'Terminated';
      readonly exitCode: number;
      /** Absent: the container ended without ever having run. */
      readonly startedAt?: string;
      readonly finishedAt: string;
    } & Told);

/** A reason and a message, as conditions, states and events have them; empty where there is none. */
export interface Told {
  readonly reason: string;
  readonly message: string;
}

/** What such a part of an object tells. */
export const toldBy = (part: unknown): Told => ({
  reason: textAt(part, 'reason') ?? '',
  message: textAt(part, 'message') ?? '',
});

/** The main pod of a Job is the one with a container named exactly like the Job; helper pods carry the same labels. */
export const isMainPod = (pod: Manifest, jobName: string): boolean =>
  recordsAt(pod.spec, 'containers').some((container) => container.name === jobName);

/** The state of a container; undefined while the kubelet has reported none. */
export const containerState = (pod: Manifest, container: string): ContainerState | undefined => {
  const status = recordsAt(pod.status, 'containerStatuses').find(({ name }) => name === container);
  if (status === undefined) return undefined;
  const { waiting, running, terminated } = recordAt(status, 'state');
  if (terminated !== undefined) return terminatedState(terminated);
  if (running !== undefined) return { is: 'Running', startedAt: textAt(running, 'startedAt') ?? '' };
  return { is: 'Waiting', ...toldBy(waiting) };
};

/** Reasons with which a container ends that the runtime could not start: it never ran. */
const neverRan: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);

const terminatedState = (terminated: unknown): ContainerState => {
  const told = toldBy(terminated);
  const startedAt = textAt(terminated, 'startedAt');
  // The kubelet writes the epoch where there was no start.
  const ran = startedAt !== undefined && Date.parse(startedAt) > 0 && !neverRan.has(told.reason);
  const exitCode = (terminated as JsonRecord).exitCode;
  return {
    is: 'Terminated',
    exitCode: typeof exitCode === 'number' ? exitCode : -1,
    ...told,
    ...(ran ? { startedAt } : {}),
    finishedAt: textAt(terminated, 'finishedAt') ?? '',
  };
};

/** The condition of a type, `{}` when there is none. */
export const conditionOf = (object: Manifest, type: string): JsonRecord =>
  recordsAt(object.status, 'conditions').find((condition) => condition.type === type) ?? {};

/** When somebody asked for an object's deletion, in milliseconds: its deletionTimestamp lies a grace period later. */
export const deletionAskedAt = (object: Manifest): number | undefined => {
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  if (deletionTimestamp === undefined) return undefined;
  const grace = typeof deletionGracePeriodSeconds === 'number' ? deletionGracePeriodSeconds : 0;
  return Date.parse(deletionTimestamp) - grace * 1000;
};
