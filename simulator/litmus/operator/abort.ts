/** The operator's abort: what it deletes, what it waits for, and the copy that it writes back. */

import { namespaceOf, records } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import { type KubeObject, type Store, timestamp } from '../../store.ts';
import type { ChaosPods } from './chaos-pods.ts';
import { engineGrace, typedRows } from './typed-engine.ts';

/** The finalizer that keeps an engine until the operator has cleaned up. */
export const finalizer = 'chaosengine.litmuschaos.io/finalizer';

const goingOn: readonly string[] = ['Running', 'Waiting for Job Creation'];
const marks: readonly string[] = ['injected', 'reverted', 'targeted'];

/** Deletes the engine's Jobs, then its pods, the runner's among them, in the background. */
export const removeChaos = (store: Store, chaos: ChaosPods, engine: KubeObject): void => {
  const grace = engineGrace(engine);
  const namespace = namespaceOf(engine);
  for (const resource of ['jobs', 'pods'] as const) {
    for (const { metadata } of chaos.find(resource, namespace, engine.metadata.uid)) {
      store.remove(resource, namespace, metadata.name, {
        propagation: 'Background',
        ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      });
    }
  }
};

/** Moves the marks of the first result with the engine's chaosUID from its annotations into its history, as operators since 1.13.5 do. */
export const foldMarks = (store: Store, engine: KubeObject): void => {
  const namespace = namespaceOf(engine);
  const result = store
    .list('chaosresults', namespace)
    .find(({ metadata }) => metadata.labels?.chaosUID === engine.metadata.uid);
  if (!result || Object.keys(result.metadata.annotations ?? {}).length === 0) return;
  store.update('chaosresults', namespace, result.metadata.name, (now) => {
    const annotations = Object.entries(now.metadata.annotations ?? {});
    const status = objectOf(now.status);
    const history = objectOf(status.history);
    const targets = new Map(records(history.targets).map((one) => [stringOf(one.name) ?? '', one]));
    for (const [target, chaosStatus] of annotations.filter(([, value]) => marks.includes(value))) {
      const [kind = '', name = ''] = target.split('/');
      targets.set(name, { ...targets.get(name), name, kind, chaosStatus });
    }
    return {
      ...now,
      metadata: {
        ...now.metadata,
        annotations: Object.fromEntries(annotations.filter(([, value]) => !marks.includes(value))),
      },
      status: { ...status, history: { ...history, targets: [...targets.values()] } },
    };
  });
};

/**
 * The last write of an abort: a merge patch without a resourceVersion whose parts come from `copy`, the engine as it
 * was read before the wait. Rows that are in the patch replace all rows, also those written meanwhile.
 */
export const writeStopped = (store: Store, copy: KubeObject, now: number): void => {
  const rows = typedRows(copy) ?? [];
  const aborted = rows.map((row) =>
    goingOn.includes(row.status)
      ? { ...row, status: 'Forcefully Aborted', verdict: 'Stopped', lastUpdateTime: timestamp(now) }
      : row,
  );
  const changed = rows.some((row) => goingOn.includes(row.status));
  const before = copy.metadata.finalizers;
  const kept = (before ?? []).filter((name) => name !== finalizer);
  store.update('chaosengines', namespaceOf(copy), copy.metadata.name, (current) => {
    const { finalizers: _, ...metadata } = current.metadata;
    const finalizers = before?.includes(finalizer) ? kept : current.metadata.finalizers;
    return {
      ...current,
      metadata: finalizers === undefined || finalizers.length === 0 ? metadata : { ...metadata, finalizers },
      status: {
        ...objectOf(current.status),
        ...(changed ? { experiments: aborted } : {}),
        engineStatus: 'stopped',
      },
    };
  });
};
