/** The garbage collector: what was owned goes with its owners, in the background, in the foreground, or not at all. */
import type { KubeObject, ResourceName, Store } from '../store.ts';
import { withoutFinalizer } from './changes.ts';
import type { Controller, ControllerContext } from './context.ts';
import { isDeleting } from './views.ts';
import { createQueue } from './work-queue.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

const disown = (store: Store, resource: ResourceName, object: KubeObject, uid: string): void => {
  store.update(resource, object.metadata.namespace, object.metadata.name, (current) => {
    const left = (current.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    const { ownerReferences: _, ...metadata } = current.metadata;
    return { ...current, metadata: left.length === 0 ? metadata : { ...metadata, ownerReferences: left } };
  });
};

/** Collects by the index of owners that the store keeps; the work for one change is proportional to its dependents. */
export const createGarbageCollector = (context: ControllerContext): Controller => {
  const { store, clock } = context;

  /** Whether a dependent keeps its owner from going before it. */
  const isBlocked = (uid: string): boolean =>
    store
      .dependents(uid)
      .some(({ object }) => object.metadata.ownerReferences?.some((one) => one.uid === uid && one.blockOwnerDeletion));

  const removeDependent = (resource: ResourceName, object: KubeObject, inForeground: boolean): void => {
    const { namespace, name, uid } = object.metadata;
    const waits = inForeground && isBlocked(uid);
    if (isDeleting(object) && !waits) return;
    store.remove(resource, namespace, name, { propagation: waits ? 'Foreground' : 'Background', uid });
  };

  /** Deletes an object none of whose owners lives, and strips the dead owners from one that still has another. */
  const collect = (uid: string): void => {
    const found = store.byUid(uid);
    const owners = found?.object.metadata.ownerReferences ?? [];
    const dead = owners.filter((owner) => !store.byUid(owner.uid));
    if (!found || dead.length === 0) return;
    if (dead.length === owners.length) removeDependent(found.resource, found.object, false);
    else for (const owner of dead) disown(store, found.resource, found.object, owner.uid);
  };

  const finalize = (uid: string): void => {
    const found = store.byUid(uid);
    if (!found || !isDeleting(found.object)) return;
    const { namespace, name, finalizers = [] } = found.object.metadata;
    const release = (finalizer: string): void => {
      store.update(found.resource, namespace, name, (current) => withoutFinalizer(current, finalizer));
    };
    if (finalizers.includes(orphan)) {
      for (const { resource, object } of store.dependents(uid)) disown(store, resource, object, uid);
      release(orphan);
      return;
    }
    if (!finalizers.includes(foreground)) return;
    for (const { resource, object } of store.dependents(uid)) {
      const others = object.metadata.ownerReferences?.some((owner) => owner.uid !== uid && store.byUid(owner.uid));
      if (others) disown(store, resource, object, uid);
      else removeDependent(resource, object, true);
    }
    if (!isBlocked(uid)) release(foreground);
  };

  const collecting = createQueue(clock, collect);
  const finalizing = createQueue(clock, finalize);

  return ({ type, resource, object }) => {
    if (resource === 'events') return;
    const { uid, ownerReferences = [], finalizers } = object.metadata;
    if (type === 'DELETED') {
      for (const dependent of store.dependents(uid)) collecting.add(dependent.object.metadata.uid);
      for (const owner of ownerReferences) finalizing.add(owner.uid);
      return;
    }
    if (type === 'ADDED' && ownerReferences.length > 0) collecting.add(uid);
    if (isDeleting(object) && (finalizers?.length ?? 0) > 0) finalizing.add(uid);
  };
};
