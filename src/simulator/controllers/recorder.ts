/** The Events that controllers write about the objects that they handle; a repeat raises the count of the first. */
import * as E from 'fp-ts/Either';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import { type KubeObject, type Store, timestamp } from '../store.ts';

export interface Recorder {
  /** Writes an event about `object`; `component` is its source, as `kubelet` or `job-controller`. */
  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, component: string): void;
}

/** A recorder into the store. Events are in the object's namespace, those of objects without one in `default`. */
export const createRecorder = (deps: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): Recorder => {
  const known = new Map<string, string>();
  const record: Recorder['record'] = (object, type, reason, message, component) => {
    const namespace = object.metadata.namespace ?? 'default';
    const key = [object.metadata.uid, type, reason, message, component].join('\u0000');
    const at = timestamp(deps.clock.now());
    const earlier = known.get(key);
    if (earlier !== undefined) {
      const raised = deps.store.update('events', namespace, earlier, (event) => ({
        ...event,
        count: (typeof event.count === 'number' ? event.count : 1) + 1,
        lastTimestamp: at,
      }));
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
        ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
        uid: object.metadata.uid,
        resourceVersion: object.metadata.resourceVersion,
      },
      reason,
      message,
      type,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
      eventTime: null,
      source: { component },
      reportingComponent: component,
      reportingInstance: '',
    });
  };
  return { record };
};
