/** The latest changes of the store, kept so that watches can begin in the past and lists can be read as they were. */
import type { ResourceName } from '../resource-types.ts';
import type { KubeObject, Store, StoreChange } from '../store.ts';

export interface History {
  /** The changes of a resource after `revision`, oldest first; undefined when some of them are no longer kept. */
  since(resource: ResourceName, revision: number): readonly StoreChange[] | undefined;
  /** The objects of a resource as they were at `revision`, in the order of their keys; undefined when that is too long ago. */
  listAt(resource: ResourceName, namespace: string | undefined, revision: number): readonly KubeObject[] | undefined;
  /** Forgets everything before the present, as etcd's compaction does. */
  compact(): void;
  /** Calls back on every change of the resource. */
  follow(resource: ResourceName, listener: (change: StoreChange) => void): () => void;
  close(): void;
}

interface Log {
  changes: StoreChange[];
  /** Changes up to this revision are forgotten. */
  floor: number;
}

/** The first place in the log whose revision is greater, by bisection. */
const firstAfter = (changes: readonly StoreChange[], revision: number): number => {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.revision ?? 0) > revision) high = middle;
    else low = middle + 1;
  }
  return low;
};

const keyOf = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** Follows the store; `limit` is the number of changes kept per resource. */
export const createHistory = (store: Store, limit: number): History => {
  const logs = new Map<ResourceName, Log>();
  const followers = new Map<ResourceName, Set<(change: StoreChange) => void>>();
  const started = store.revision();
  let compacted = 0;
  const log = (resource: ResourceName): Log => {
    const found = logs.get(resource) ?? { changes: [], floor: started };
    logs.set(resource, found);
    return found;
  };
  const unsubscribe = store.subscribe((change) => {
    const own = log(change.resource);
    own.changes.push(change);
    // Trimmed in bulk: cutting one at a time would move the whole log at each change.
    if (own.changes.length > 2 * limit) {
      own.floor = own.changes[limit - 1]?.revision ?? own.floor;
      own.changes = own.changes.slice(limit);
    }
    for (const follower of followers.get(change.resource) ?? []) follower(change);
  });
  const since: History['since'] = (resource, revision) => {
    const own = log(resource);
    if (revision < own.floor || revision < compacted) return undefined;
    return own.changes.slice(firstAfter(own.changes, revision));
  };
  return {
    since,
    listAt: (resource, namespace, revision) => {
      const later = since(resource, revision);
      if (later === undefined) return undefined;
      const now = store.list(resource, namespace);
      const concerned = later.filter(
        ({ object }) => namespace === undefined || object.metadata.namespace === namespace,
      );
      if (concerned.length === 0) return now;
      const then = new Map(now.map((object) => [keyOf(object), object]));
      for (const change of concerned.toReversed()) {
        const key = keyOf(change.object);
        if (change.type === 'ADDED' || change.previous === undefined) then.delete(key);
        else then.set(key, change.previous);
      }
      return [...then.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, object]) => object);
    },
    compact: () => {
      compacted = store.revision();
      for (const own of logs.values()) own.changes = [];
    },
    follow: (resource, listener) => {
      const set = followers.get(resource) ?? new Set();
      followers.set(resource, set.add(listener));
      return () => set.delete(listener);
    },
    close: unsubscribe,
  };
};
