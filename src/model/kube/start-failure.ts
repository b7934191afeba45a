import { isRecord, type JsonRecord, type Manifest, recordAt, recordsAt, textAt } from '../json/json-object.ts';
import { type ContainerState, conditionOf, type Told, toldBy } from './pod.ts';

/** What holds a start up, or made it impossible. */
export interface Waiting extends Told {
  /** It will not get better by waiting: the step ends now. Otherwise it has the start time-out. */
  readonly immediate: boolean;
}

/** Reasons of a waiting container that waiting does not cure. */
const hopeless: ReadonlySet<string> = new Set(['InvalidImageName', 'ErrImageNeverPull']);

/** Reasons that only say that the start is under way. */
const underWay: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing']);

/**
 * What holds up the start of a pod's main container: the container's own reason, an unschedulable pod with the scheduler's
 * message, an init container that somebody injected, a volume that cannot be mounted, a node that is not ready. Undefined:
 * nothing but time. `isLate`: it takes longer than usual, so that what has not been heard of counts, too.
 */
export const waitingOf = (
  pod: Manifest,
  state: ContainerState | undefined,
  events: readonly Manifest[],
  isLate = false,
): Waiting | undefined => {
  if (state?.is === 'Waiting' && !underWay.has(state.reason)) return waiting(state);
  const scheduled = conditionOf(pod, 'PodScheduled');
  const { reason, message } = toldBy(scheduled);
  if (scheduled.status === 'False') return waiting({ reason: reason || 'Unschedulable', message });
  const init = initProblem(pod, events);
  if (init !== undefined) return init;
  const mount = failureEvent(events, pod, 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox');
  if (mount !== undefined) return waiting(mount);
  const node = nodeProblem(pod, events, isLate);
  if (node !== undefined) return node;
  return state?.is === 'Waiting' && state.reason !== '' ? waiting(state) : undefined;
};

/** The kubelet dates a pod that it has taken up. One that never does is of a node that is not ready, whoever may read nodes. */
const nodeProblem = (pod: Manifest, events: readonly Manifest[], isLate: boolean): Waiting | undefined => {
  const node = textAt(pod.spec, 'nodeName');
  if (node === undefined) return undefined;
  const told = failureEvent(events, pod, 'NodeNotReady');
  if (told !== undefined) return waiting({ reason: 'NodeNotReady', message: `node ${node}: ${told.message}` });
  if (!isLate || textAt(pod.status, 'startTime') !== undefined) return undefined;
  if (recordsAt(pod.status, 'containerStatuses').length > 0) return undefined;
  const message = `node ${node} has not taken the pod up: its kubelet does not answer, or is overloaded`;
  return waiting({ reason: 'NodeNotReady', message });
};

const waiting = ({ reason, message }: Told): Waiting => ({ reason, message, immediate: hopeless.has(reason) });

const initializing = (message: string): Waiting => waiting({ reason: 'PodInitializing', message });

/**
 * What an init container does that lets nothing after it begin. They begin in their order, so the last one that does anything
 * is the one to wait for: native sidecars before it (`restartPolicy: Always`) have started, whatever became of them.
 */
const initProblem = (pod: Manifest, events: readonly Manifest[]): Waiting | undefined => {
  const busy = recordsAt(pod.status, 'initContainerStatuses').findLast((status) => !isYetToBegin(status));
  if (busy === undefined) return undefined;
  const { waiting: held, running, terminated } = recordAt(busy, 'state');
  const called = `init container ${textAt(busy, 'name') ?? ''}`;
  const { reason, message } = toldBy(held);
  if (held !== undefined) return waiting({ reason, message: `${called}: ${message}` });
  if (isRecord(terminated))
    return terminated.exitCode === 0 ? undefined : initializing(`${called} ${endOf(terminated)}`);
  if (running === undefined) return undefined;
  if (!nativeSidecars(pod).has(busy.name)) return initializing(`${called} is running`);
  if (busy.started === true) return undefined;
  const probe = failureEvent(events, pod, 'Unhealthy')?.message.trim();
  return initializing(`${called} runs and has not started${probe === undefined ? '' : `: ${probe}`}`);
};

const isYetToBegin = (status: JsonRecord): boolean => {
  const { waiting: held, running, terminated } = recordAt(status, 'state');
  return running === undefined && terminated === undefined && underWay.has(textAt(held, 'reason') ?? '');
};

const nativeSidecars = (pod: Manifest): ReadonlySet<unknown> =>
  new Set(
    recordsAt(pod.spec, 'initContainers')
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );

const endOf = ({ exitCode }: JsonRecord): string => `ended with exit code ${exitCode}`;

/**
 * Which init container has failed a pod that never came to its main container: the kubelet itself does not say. The end of a
 * native sidecar fails no pod.
 */
export const initFailure = (pod: Manifest): string | undefined => {
  const sidecars = nativeSidecars(pod);
  for (const status of recordsAt(pod.status, 'initContainerStatuses')) {
    const { terminated } = recordAt(status, 'state');
    if (!isRecord(terminated) || terminated.exitCode === 0 || sidecars.has(status.name)) continue;
    return `init container ${textAt(status, 'name') ?? ''} ${endOf(terminated)}`;
  }
  return undefined;
};

/**
 * The latest event of one of these reasons about an object: the same uid, or the same name where a uid is not known.
 */
export const failureEvent = (
  events: readonly Manifest[],
  object: Manifest,
  ...reasons: readonly string[]
): Told | undefined => {
  let latest: Manifest | undefined;
  for (const event of events) {
    const about = recordAt(event, 'involvedObject');
    const uids = about.uid !== undefined && object.metadata.uid !== undefined;
    const same = uids ? about.uid === object.metadata.uid : about.name === object.metadata.name;
    if (!same || !reasons.includes(textAt(event, 'reason') ?? '')) continue;
    if (latest === undefined || timeOf(event) >= timeOf(latest)) latest = event;
  }
  return latest === undefined ? undefined : toldBy(latest);
};

const timeOf = (event: Manifest): string =>
  textAt(event, 'lastTimestamp') ?? textAt(event, 'eventTime') ?? event.metadata.creationTimestamp ?? '';

/**
 * Parts of messages about failures that pass: the Job controller tries again by itself. A quota that is full now is one of
 * them; one that wants limits to be named is none.
 */
const passing =
  /exceeded quota|status unknown for quota|time(d )?out|deadline exceeded|connection (refused|reset)|no route to host|internal error|failed calling webhook|etcdserver|too many requests|try again|being terminated|unexpected EOF/i;

/** Whether a FailedCreate event means that a Job may not have its pod: limits that a quota wants, admission, a missing service account. */
export const isRefusal = (message: string): boolean => !passing.test(message);
