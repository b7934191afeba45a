import { defined, type Manifest, recordAt, textAt } from '../json/json-object.ts';
import {
  type ContainerState,
  conditionOf,
  containerState,
  deletionAskedAt,
  isMainPod,
  type Told,
  toldBy,
} from './pod.ts';
import { failureEvent, initFailure, isRefusal, type Waiting, waitingOf } from './start-failure.ts';

/** Why a pod is no longer there to be relied on. */
interface Broken extends Told {
  readonly pod: string;
  /** Whether the main container is known to have run. The kubelet forgets it at some evictions: earlier knowledge counts. */
  readonly started: boolean;
}

export type Fact =
  /** There is no Job (any more); `deleting`: it is on its way out. */
  | { readonly is: 'NoJob'; readonly deleting: boolean; readonly pod?: string; readonly started: boolean }
  /** The Job has no pod; `refused`: its events say that it may not have one; `held`: why one could not be made so far. */
  | { readonly is: 'NoPod'; readonly refused?: Told; readonly held?: Told; readonly suspended?: true }
  /** Somebody suspends the Job of a pod that was there: resumed it would make another one, which injects again. */
  | { readonly is: 'Suspended'; readonly pod: string; readonly started: boolean }
  /** The Job has ended and its pod is gone. */
  | ({ readonly is: 'JobEnded'; readonly succeeded: boolean } & Told)
  | { readonly is: 'Starting'; readonly pod: string; readonly since?: string; readonly waiting?: Waiting }
  | { readonly is: 'Started'; readonly pod: string; readonly startedAt: string }
  | ({
      readonly is: 'Ended';
      readonly pod: string;
      /** False: the container ended without ever having run, as with a command that does not exist. */
      readonly started: boolean;
      readonly exitCode: number;
      readonly startedAt?: string;
      readonly finishedAt: string;
    } & Told)
  /** Somebody deletes the main pod; before Kubernetes 1.25 the Job makes another one within seconds. */
  | { readonly is: 'PodDeleted'; readonly pod: string; readonly started: boolean; readonly exitCode?: number }
  | { readonly is: 'SecondPod'; readonly pods: readonly string[]; readonly started: boolean }
  | ({ readonly is: 'Evicted' } & Broken)
  /** The node is gone: nobody knows what the container does. */
  | ({ readonly is: 'Lost' } & Broken)
  /** The pod has failed without an end of the main container, as by an init container that somebody injected. */
  | ({ readonly is: 'PodFailed' } & Broken);

/** What is known about one launched step. Plain JSON. */
export type Observation = Fact & {
  /** Names of the step's helper pods, ended or not. They inject on their own: their Job's end does not end them. */
  readonly helpers: readonly string[];
};

export interface Seen {
  readonly jobName: string;
  /** Absent: a complete list did not contain it. */
  readonly job?: Manifest;
  /** The pods of this step, helpers included, in any order. */
  readonly pods: readonly Manifest[];
  /** Events of the Job and of its pods, where they were read. */
  readonly events?: readonly Manifest[];
  /** The start takes longer than usual. */
  readonly isLate?: boolean;
}

/** From what the cluster shows of one step to one observation. Sidecars, own or injected, never count. */
export const observe = (seen: Seen): Observation => {
  const { main = [], helpers = [] } = Object.groupBy(seen.pods, (pod) =>
    isMainPod(pod, seen.jobName) ? 'main' : 'helpers',
  );
  return { ...factOf(seen, main.sort(byAge)), helpers: helpers.map(({ metadata }) => metadata.name).sort() };
};

const byAge = (left: Manifest, right: Manifest): number => {
  const byTime = (left.metadata.creationTimestamp ?? '').localeCompare(right.metadata.creationTimestamp ?? '');
  return byTime === 0 ? left.metadata.name.localeCompare(right.metadata.name) : byTime;
};

const factOf = (seen: Seen, main: readonly Manifest[]): Fact => {
  const { jobName, job, events = [] } = seen;
  const [pod, second] = main;
  if (second !== undefined) {
    const started = main.some((each) => hasRun(containerState(each, jobName)));
    // Where a Job has replaced a pod of a dead node, the cause says more than what came of it.
    const lost = main.map((each) => brokenPod(each, containerState(each, jobName))).find((each) => each?.is === 'Lost');
    if (lost?.is === 'Lost') return { ...lost, started };
    return { is: 'SecondPod', pods: main.map(({ metadata }) => metadata.name), started };
  }
  const deleting = job?.metadata.deletionTimestamp !== undefined;
  if (pod === undefined)
    return job === undefined || deleting ? { is: 'NoJob', deleting, started: false } : withoutPod(job, events);
  const state = containerState(pod, jobName);
  const ended = state?.is === 'Terminated' ? endOf(pod, state) : undefined;
  if (ended !== undefined) return ended;
  if (job === undefined || deleting) return { is: 'NoJob', deleting, pod: pod.metadata.name, started: hasRun(state) };
  const broken = brokenPod(pod, state);
  if (broken?.is === 'PodDeleted' && isSuspended(job))
    return { is: 'Suspended', pod: broken.pod, started: broken.started };
  return broken ?? livePod(pod, state, seen);
};

const withoutPod = (job: Manifest, events: readonly Manifest[]): Fact => {
  for (const type of ['Failed', 'Complete']) {
    const condition = conditionOf(job, type);
    if (condition.status === 'True') return { is: 'JobEnded', succeeded: type === 'Complete', ...toldBy(condition) };
  }
  if (isSuspended(job)) return { is: 'NoPod', held: suspended(job), suspended: true };
  const told = failureEvent(events, job, 'FailedCreate');
  if (told === undefined) return { is: 'NoPod' };
  return isRefusal(told.message) ? { is: 'NoPod', refused: told } : { is: 'NoPod', held: told };
};

const isSuspended = (job: Manifest): boolean => recordAt(job, 'spec').suspend === true;

/** Kueue's label, by which a Job waits in a queue. */
const queueLabel = 'kueue.x-k8s.io/queue-name';

const suspended = ({ metadata }: Manifest): Told => {
  const queue = metadata.labels?.[queueLabel];
  const who = queue === undefined ? 'by an admission policy or by hand' : `until the queue ${queue} lets it start`;
  return { reason: 'Suspended', message: `the Job is suspended (spec.suspend), ${who}` };
};

const hasRun = (state: ContainerState | undefined): boolean =>
  state?.is === 'Running' || (state?.is === 'Terminated' && state.startedAt !== undefined);

type Terminated = Extract<ContainerState, { is: 'Terminated' }>;

/**
 * An end of the main container that is its own: not one that came with an eviction, a lost node or the pod's deletion.
 * A container that had ended before somebody asked for the deletion has ended by itself.
 */
const endOf = (pod: Manifest, state: Terminated): Fact | undefined => {
  const asked = deletionAskedAt(pod);
  const finished = Date.parse(state.finishedAt);
  const before = asked === undefined || finished < asked;
  const cutShort = !before || (state.exitCode !== 0 && brokenPod(pod, state) !== undefined);
  if (cutShort) return undefined;
  return { ...state, is: 'Ended', pod: pod.metadata.name, started: state.startedAt !== undefined };
};

/** `status.reason` of pods that the kubelet has ended itself. */
const evictions: ReadonlySet<string> = new Set(['Evicted', 'Preempting', 'NodeShutdown', 'Shutdown', 'Terminated']);

/** `reason` of the condition DisruptionTarget where the node did not answer. */
const losses: ReadonlySet<string> = new Set(['DeletionByTaintManager', 'DeletionByPodGC']);

const brokenPod = (pod: Manifest, state: ContainerState | undefined): Fact | undefined => {
  const phase = textAt(pod.status, 'phase');
  const target = conditionOf(pod, 'DisruptionTarget');
  const disruption = target.status === 'True' ? (textAt(target, 'reason') ?? '') : '';
  const reason = textAt(pod.status, 'reason') ?? disruption;
  const message = textAt(pod.status, 'message') ?? textAt(target, 'message') ?? '';
  const broken: Broken = { pod: pod.metadata.name, started: hasRun(state), reason, message };
  if (phase === 'Unknown' || reason === 'NodeLost' || losses.has(disruption)) return { is: 'Lost', ...broken };
  if (evictions.has(reason) || disruption !== '') return { is: 'Evicted', ...broken };
  if (pod.metadata.deletionTimestamp !== undefined) return deleted(pod, state);
  if (phase === 'Failed' && state?.is !== 'Terminated')
    return { is: 'PodFailed', ...broken, message: message === '' ? (initFailure(pod) ?? '') : message };
  return undefined;
};

const deleted = (pod: Manifest, state: ContainerState | undefined): Fact => {
  const fact = { is: 'PodDeleted', pod: pod.metadata.name, started: hasRun(state) } as const;
  return state?.is === 'Terminated' ? { ...fact, exitCode: state.exitCode } : fact;
};

const livePod = (pod: Manifest, state: ContainerState | undefined, { events, isLate }: Seen): Fact => {
  const name = pod.metadata.name;
  if (state?.is === 'Running') return { is: 'Started', pod: name, startedAt: state.startedAt };
  if (textAt(pod.status, 'phase') === 'Succeeded')
    return { is: 'Ended', pod: name, started: true, exitCode: 0, reason: 'Completed', message: '', finishedAt: '' };
  const waiting = waitingOf(pod, state, events ?? [], isLate);
  return { is: 'Starting', pod: name, ...defined({ since: pod.metadata.creationTimestamp, waiting }) };
};
