/** Jobs and pods by the label chaosUID, kept up to date by changes: an abort asks for them every second. */
import { engineLabel } from '../../../src/model/litmus/engine-label.ts';
import type { Controller } from '../../controllers/context.ts';
import { keyOf, labelsOf, splitKey } from '../../controllers/views.ts';
import type { KubeObject, Store } from '../../store.ts';

export interface ChaosPods {
  readonly handle: Controller;
  /** The Jobs or pods of a namespace that carry this chaosUID. */
  find(resource: 'pods' | 'jobs', namespace: string, chaosUID: string): readonly KubeObject[];
}

/** The index over a store. */
export const createChaosPods = (store: Store): ChaosPods => {
  const keys = { pods: new Map<string, Set<string>>(), jobs: new Map<string, Set<string>>() };
  return {
    handle: ({ type, resource, object, previous }) => {
      if (resource !== 'pods' && resource !== 'jobs') return;
      const before = previous && labelsOf(previous)[engineLabel];
      const after = type === 'DELETED' ? undefined : labelsOf(object)[engineLabel];
      if (before === after) return;
      const index = keys[resource];
      if (before !== undefined) {
        index.get(before)?.delete(keyOf(object));
        if (index.get(before)?.size === 0) index.delete(before);
      }
      if (after !== undefined) index.set(after, (index.get(after) ?? new Set()).add(keyOf(object)));
    },
    find: (resource, namespace, chaosUID) =>
      [...(keys[resource].get(chaosUID) ?? [])].flatMap((key) => {
        const [space, name] = splitKey(key);
        const object = space === namespace ? store.get(resource, namespace, name) : undefined;
        return object ? [object] : [];
      }),
  };
};
