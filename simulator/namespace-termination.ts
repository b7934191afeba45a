/** Ends namespaces: deletes what is in them, and them when they are empty. */
import { resourceNames, resourceTypes } from './resource-types.ts';
import type { Store } from './store.ts';

const namespaced = resourceNames.filter((name) => resourceTypes[name].namespaced);

/** Follows the store and empties every namespace that is being deleted; returns the way to stop. */
export const terminateNamespaces = (store: Store): (() => void) => {
  const terminating = new Set<string>();
  const finish = (namespace: string): void => {
    if (namespaced.some((name) => store.list(name, namespace).length > 0)) return;
    terminating.delete(namespace);
    store.purge('namespaces', undefined, namespace);
  };
  return store.subscribe(({ type, resource, object }) => {
    const { name, namespace, deletionTimestamp } = object.metadata;
    if (resource === 'namespaces') {
      if (deletionTimestamp === undefined || type === 'DELETED' || terminating.has(name)) return;
      terminating.add(name);
      for (const content of namespaced) {
        for (const one of store.list(content, name)) {
          store.remove(content, name, one.metadata.name, { propagation: 'Background' });
        }
      }
      finish(name);
    } else if (namespace !== undefined && terminating.has(namespace)) {
      // Controllers still write: the kubelet's event about a pod that ends would keep the namespace for ever.
      if (type === 'ADDED') store.remove(resource, namespace, name, { propagation: 'Background' });
      else if (type === 'DELETED') finish(namespace);
    }
  });
};
