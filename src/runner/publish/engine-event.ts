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
  /** When it happened, milliseconds since the epoch. */
  readonly at: number;
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
  const { reason, experiment } = event;
  const { name, namespace, uid } = event.engine;
  const at = timestamp(event.at);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${reason}${experiment}${uid}`, namespace },
    involvedObject: { apiVersion: litmusApiVersion, kind: 'ChaosEngine', name, namespace, uid },
    reason,
    message: shortMessage(event.message),
    type: event.warning ? 'Warning' : 'Normal',
    source: { component: `${name}-runner` },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
};

type Doors = Pick<Cluster, 'create' | 'get' | 'patch'>;

/** What a repeat changes of an Event that is there; undefined when that one is our own, sent twice by a retry. */
const repeatPatch = (found: KubeObject, again: KubeObject): Readonly<Record<string, unknown>> | undefined => {
  const { message, type, lastTimestamp } = again;
  if (found.count === 1 && found.message === message && found.firstTimestamp === lastTimestamp) return undefined;
  const count = typeof found.count === 'number' && found.count > 0 ? found.count + 1 : 2;
  return { count, lastTimestamp, message, type };
};

/**
 * Publishes an event: one request when it is new, three when it repeats an earlier one, whose count it raises. The caller
 * reports a Left and goes on: an event is never a reason to stop.
 */
export const publishEvent = async (
  cluster: Doors,
  event: EngineEvent,
  call?: Call,
): Promise<E.Either<ClusterError, void>> => {
  const object = eventObject(event);
  const ref = { namespace: event.engine.namespace, name: object.metadata.name };
  // Between two steps the server may remove an Event for its age: then it is new again.
  for (let attempt = 0; ; attempt += 1) {
    const created = await cluster.create('Event', object, call);
    if (E.isRight(created)) return E.right(undefined);
    if (!isAlreadyExists(created.left) || attempt === 2) return created;
    const found = await cluster.get('Event', ref, call);
    if (E.isLeft(found)) {
      if (isNotFound(found.left)) continue;
      return found;
    }
    const patch = repeatPatch(found.right, object);
    if (patch === undefined) return E.right(undefined);
    const patched = await cluster.patch('Event', ref, patch, call);
    if (E.isRight(patched)) return E.right(undefined);
    if (!isNotFound(patched.left)) return patched;
  }
};
