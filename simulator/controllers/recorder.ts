/** The Events that controllers write about the objects that they handle; a repeat raises the count of the first. */
import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import { objectOf } from '../json.ts';
import { type KubeObject, type Store, type StoreChange, timestamp } from '../store.ts';
import { keyOf, number, splitKey } from './views.ts';

/** What not every event says. */
interface Particulars {
  /** The part of the object that is meant. */
  readonly path?: string | undefined;
  /** What was being done: events that have one are of the newer kind, without count and timestamps of their own. */
  readonly action?: string;
}

/** Writes an event about `object`. */
type Tell = (
  object: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  particulars?: Particulars,
) => void;

export interface Recorder {
  /** The events of one who says them, as `kubelet` or `job-controller`. */
  by(component: string): Tell;
  /** Lets every event, whoever wrote it, go an hour after its last change, as Kubernetes does; at the next write of one. */
  readonly handle: (change: StoreChange) => void;
}

const lifetime = 3_600_000;

const identityOf = (...parts: readonly unknown[]): string => parts.join('\u0000');

/** A recorder into the store. Events are in the object's namespace, those of objects without one in `default`. */
export const createRecorder = (deps: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): Recorder => {
  const known = new Map<string, string>();
  /** When each event goes, the first to go first. */
  const ends = new Map<string, number>();
  const by: Recorder['by'] =
    (component) =>
    (object, type, reason, message, { path, action } = {}) => {
      const { uid, resourceVersion, namespace = 'default' } = object.metadata;
      const key = identityOf(uid, path, type, reason, message, component);
      const now = deps.clock.now();
      const at = timestamp(now);
      const precise = new Date(now).toISOString().replace('Z', '000Z');
      const earlier = known.get(key);
      if (earlier !== undefined) {
        const raised = deps.store.update('events', namespace, earlier, (event) =>
          action === undefined
            ? { ...event, count: (number(event.count) ?? 1) + 1, lastTimestamp: at }
            : {
                ...event,
                series: { count: (number(objectOf(event.series).count) ?? 1) + 1, lastObservedTime: precise },
              },
        );
        if (E.isRight(raised)) return;
      }
      const name = `${object.metadata.name}.${deps.ids.suffix(16)}`;
      known.set(key, name);
      deps.store.create('events', {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: {
          apiVersion: object.apiVersion,
          kind: object.kind,
          name: object.metadata.name,
          ...defined({ namespace: object.metadata.namespace, uid, resourceVersion, fieldPath: path }),
        },
        reason,
        message,
        type,
        ...(action === undefined
          ? { count: 1, firstTimestamp: at, lastTimestamp: at, eventTime: null, source: { component } }
          : { action, firstTimestamp: null, lastTimestamp: null, eventTime: precise, source: {} }),
        reportingComponent: component,
        reportingInstance: '',
      });
    };
  const handle: Recorder['handle'] = ({ type, resource, object }) => {
    if (resource !== 'events') return;
    const key = keyOf(object);
    ends.delete(key);
    if (type === 'DELETED') {
      const { involvedObject, reportingComponent, type: weight, reason, message } = object;
      const { uid, fieldPath } = objectOf(involvedObject);
      known.delete(identityOf(uid, fieldPath, weight, reason, message, reportingComponent));
      return;
    }
    const now = deps.clock.now();
    ends.set(key, now + lifetime);
    for (const [old, end] of ends) {
      if (end > now) break;
      deps.store.purge('events', ...splitKey(old));
    }
  };
  return { by, handle };
};
