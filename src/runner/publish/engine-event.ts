import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isAlreadyExists, isNotFound } from '../../cluster/error-predicates.ts';
import type { Call, Cluster, KubeObject } from '../../cluster/port.ts';
import { litmusApiVersion } from '../../model/kube/kinds.ts';

/** The engine that an event, or the monitor, belongs to. */
export interface EngineIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** Something to tell about a run. */
export interface RunEvent {
  /** The ChaosExperiment's name, which is a part of the event's; `''`: it is about the whole engine. */
  readonly experiment: string;
  /** One of Litmus' own, which dashboards and the exporter look for, or one of ours. */
  readonly reason: string;
  readonly warning: boolean;
  readonly message: string;
  /** When it happened, at last, milliseconds since the epoch. */
  readonly at: number;
  /** When it happened first, where it tells of several. */
  readonly since?: number;
  /** Of how many it tells; one where it does not say. */
  readonly times?: number;
}

/** The same of an engine that is named. */
export interface EngineEvent extends RunEvent {
  readonly engine: EngineIdentity;
}

/** The API's limit on notes, in bytes; longer ones are refused by newer servers and cut by tools. */
const messageBytes = 1_024;

/** The beginning of a text in at most 1,024 bytes of UTF-8, with an ellipsis where something was cut off. */
export const shortMessage = (text: string): string => {
  if (Buffer.byteLength(text) <= messageBytes) return text;
  const bytes = Buffer.from(text, 'utf8');
  let end = messageBytes - Buffer.byteLength('…');
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.subarray(0, end).toString('utf8')}…`;
};

/** Kubernetes' timestamps of Events have whole seconds. */
const timestamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * The Event as Litmus names and fills it: `<Reason><experiment><engine uid>`, on the engine, from `<engine>-runner`. It has
 * no owner reference: Events tell of an engine after its end, and the server removes them by age.
 */
export const eventObject = (event: EngineEvent): KubeObject => {
  const { reason, experiment, since = event.at, times = 1 } = event;
  const { name, namespace, uid } = event.engine;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${reason}${experiment}${uid}`, namespace },
    involvedObject: { apiVersion: litmusApiVersion, kind: 'ChaosEngine', name, namespace, uid },
    reason,
    message: shortMessage(event.message),
    type: event.warning ? 'Warning' : 'Normal',
    source: { component: `${name}-runner` },
    firstTimestamp: timestamp(since),
    lastTimestamp: timestamp(event.at),
    count: times,
  };
};

type Doors = Pick<Cluster, 'create' | 'get' | 'patch'>;

/** How often the events that were written last have happened, by their names: one that is written again takes one request. */
export interface EventCounts {
  readonly of: (name: string) => number | undefined;
  readonly note: (name: string, count: number | undefined) => void;
}

/** So many are remembered; of others the server is asked. */
const mostRemembered = 64;

/** Remembers the counts of what this process has written. */
export const eventCounts = (): EventCounts => {
  const counts = new Map<string, number>();
  return {
    of: (name) => counts.get(name),
    note: (name, count) => {
      counts.delete(name);
      if (count !== undefined) counts.set(name, count);
      for (const oldest of counts.keys()) if (counts.size > mostRemembered) counts.delete(oldest);
    },
  };
};

const countIn = ({ count }: KubeObject): number => (typeof count === 'number' && count > 0 ? count : 1);

/** Whether the Event that is there is our own, sent twice by a retry. */
const isOurs = (found: KubeObject, again: KubeObject): boolean =>
  found.count === again.count &&
  found.message === again.message &&
  found.firstTimestamp === again.firstTimestamp &&
  found.lastTimestamp === again.lastTimestamp;

/**
 * Publishes an event: one request when it is new, or when `counts` knows the one before; three when it repeats one of an
 * earlier process, whose count it raises. The caller reports a Left and goes on: an event is never a reason to stop.
 */
export const publishEvent = async (
  cluster: Doors,
  event: EngineEvent,
  call?: Call,
  counts = eventCounts(),
): Promise<E.Either<ClusterError, void>> => {
  const object = eventObject(event);
  const { name } = object.metadata;
  const ref = { namespace: event.engine.namespace, name };
  const written = (count: number): E.Either<ClusterError, void> => {
    counts.note(name, count);
    return E.right(undefined);
  };
  /** Raises what is there; undefined: the server has removed it for its age, and then it is new again. */
  const raise = async (from: number): Promise<E.Either<ClusterError, void> | undefined> => {
    const { message, type, lastTimestamp } = object;
    const count = from + countIn(object);
    const patched = await cluster.patch('Event', ref, { count, lastTimestamp, message, type }, call);
    if (E.isRight(patched)) return written(count);
    counts.note(name, undefined);
    return isNotFound(patched.left) ? undefined : patched;
  };
  for (let attempt = 0; ; attempt += 1) {
    const known = counts.of(name);
    const repeated = known === undefined ? undefined : await raise(known);
    if (repeated !== undefined) return repeated;
    const created = await cluster.create('Event', object, call);
    if (E.isRight(created)) return written(countIn(object));
    if (!isAlreadyExists(created.left) || attempt === 2) return created;
    const found = await cluster.get('Event', ref, call);
    if (E.isLeft(found)) {
      if (isNotFound(found.left)) continue;
      return found;
    }
    if (isOurs(found.right, object)) return written(countIn(object));
    const raised = await raise(countIn(found.right));
    if (raised !== undefined) return raised;
  }
};
