/** The operator's abort: what it deletes, what it waits for, and the copy that it writes back. */

import { defined } from '../../../src/model/json/json-object.ts';
import { engineLabel } from '../../../src/model/litmus/engine-label.ts';
import { withFinalizers } from '../../controllers/changes.ts';
import { namespaceOf, statusOf } from '../../controllers/views.ts';
import { objectOf } from '../../json.ts';
import { type KubeObject, type Store, timestamp } from '../../store.ts';
import { markedTargets, withoutMarks } from '../experiments/marks.ts';
import type { ChaosPods } from './chaos-pods.ts';
import { engineGrace, typedRows } from './typed-engine.ts';

/** The finalizer that keeps an engine until the operator has cleaned up. */
export const finalizer = 'chaosengine.litmuschaos.io/finalizer';

/** The finalizers of others on the engine. */
export const othersOf = (engine: KubeObject): readonly string[] =>
  (engine.metadata.finalizers ?? []).filter((name) => name !== finalizer);

const goingOn: readonly string[] = ['Running', 'Waiting for Job Creation'];

/** Deletes the engine's Jobs, then its pods, the runner's among them, in the background. */
export const removeChaos = (store: Store, chaos: ChaosPods, engine: KubeObject): void => {
  const namespace = namespaceOf(engine);
  for (const resource of ['jobs', 'pods'] as const) {
    for (const { metadata } of chaos.find(resource, namespace, engine.metadata.uid)) {
      const options = defined({ gracePeriodSeconds: engineGrace(engine) });
      store.remove(resource, namespace, metadata.name, { propagation: 'Background', ...options });
    }
  }
};

/** Moves the marks of the first result with the engine's chaosUID from its annotations into its history, as operators since 1.13.5 do. */
export const foldMarks = (store: Store, engine: KubeObject): void => {
  const namespace = namespaceOf(engine);
  const result = store
    .list('chaosresults', namespace)
    .find(({ metadata }) => metadata.labels?.[engineLabel] === engine.metadata.uid);
  if (!result || Object.keys(result.metadata.annotations ?? {}).length === 0) return;
  store.update('chaosresults', namespace, result.metadata.name, (now) => {
    const { annotations = {} } = now.metadata;
    const status = statusOf(now);
    const history = objectOf(status.history);
    const targets = markedTargets(history.targets, annotations, (_kind, name = '') => name);
    return {
      ...now,
      metadata: { ...now.metadata, annotations: withoutMarks(annotations) },
      status: { ...status, history: { ...history, targets } },
    };
  });
};

/**
 * The last write of an abort: a merge patch without a resourceVersion whose parts come from `copy`, the engine as it
 * was read before the wait. Rows that are in the patch replace all rows, also those written meanwhile.
 */
export const writeStopped = (store: Store, copy: KubeObject, at: number): void => {
  const rows = typedRows(copy) ?? [];
  const aborted = rows.map((row) =>
    goingOn.includes(row.status)
      ? { ...row, status: 'Forcefully Aborted', verdict: 'Stopped', lastUpdateTime: timestamp(at) }
      : row,
  );
  const experiments = rows.some((row) => goingOn.includes(row.status)) ? aborted : undefined;
  const held = copy.metadata.finalizers?.includes(finalizer) ?? false;
  store.update('chaosengines', namespaceOf(copy), copy.metadata.name, (now) => ({
    ...withFinalizers(now, (held ? othersOf(copy) : now.metadata.finalizers) ?? []),
    status: { ...statusOf(now), ...defined({ experiments }), engineStatus: 'stopped' },
  }));
};
