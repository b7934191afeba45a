/** The latest changes of the store, kept so that watches can begin in the past and lists can be read as they were. */
import type { ResourceName } from '../resource-types.ts';
import type { KubeObject, Store, StoreChange } from '../store.ts';
import { textOf } from './representation.ts';

export interface History {
  /** The changes of a resource after `revision`, oldest first; undefined when some of them are no longer kept. */
  since(resource: ResourceName, revision: number): readonly StoreChange[] | undefined;
  /** The objects of a resource as they were at `revision`, in the order of their keys; undefined when that is too long ago. */
  listAt(resource: ResourceName, namespace: string | undefined, revision: number): readonly KubeObject[] | undefined;
  /** Forgets the changes up to `revision`. Of a resource that has not changed since before then nothing is lost. */
  forget(revision: number): void;
  /** Forgets everything before the present, as etcd's compaction does. */
  compact(): void;
  /** Calls back on every change of the resource. */
  follow(resource: ResourceName, listener: (change: StoreChange) => void): () => void;
  close(): void;
}

interface Log {
  changes: StoreChange[];
  /** The length of all objects in `changes` as text. */
  weight: number;
  /** Changes up to this revision are forgotten. */
  floor: number;
}

/** The first place in the log whose revision is greater: mostly near its end. */
const firstAfter = (changes: readonly StoreChange[], revision: number): number =>
  changes.findLastIndex((change) => change.revision <= revision) + 1;

const keyOf = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

const heaviest = 32 * 1024 * 1024;

/**
 * Follows the store; `limit` is the number of changes kept per resource. Large objects that change often are kept for a
 * shorter time: no more than `weight` characters of JSON per resource.
 */
export const createHistory = (store: Store, limit: number, weight = heaviest): History => {
  const logs = new Map<ResourceName, Log>();
  const started = store.revision();
  let compacted = 0;
  const log = (resource: ResourceName): Log => {
    const found = logs.get(resource) ?? { changes: [], weight: 0, floor: started };
    logs.set(resource, found);
    return found;
  };
  const drop = (own: Log, count: number): void => {
    for (const { object } of own.changes.slice(0, count)) own.weight -= textOf(object).length;
    own.floor = own.changes[count - 1]?.revision ?? own.floor;
    own.changes = own.changes.slice(count);
  };
  const trim = (own: Log): void => {
    let cut = Math.max(0, own.changes.length - limit);
    const lengths = own.changes.map(({ object }) => textOf(object).length);
    let left = lengths.slice(cut).reduce((sum, one) => sum + one, 0);
    while (left > weight && cut < own.changes.length - 1) {
      left -= lengths[cut] ?? 0;
      cut += 1;
    }
    drop(own, cut);
  };
  const unsubscribe = store.subscribe((change) => {
    const own = log(change.resource);
    own.changes.push(change);
    own.weight += textOf(change.object).length;
    // Trimmed by halves: cutting one at a time would move the whole log at each change.
    if (own.changes.length > 2 * limit || own.weight > 2 * weight) trim(own);
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
    forget: (revision) => {
      for (const own of logs.values()) drop(own, firstAfter(own.changes, revision));
    },
    compact: () => {
      compacted = store.revision();
      for (const own of logs.values()) drop(own, own.changes.length);
    },
    // The store tells its listeners in turn, this history first.
    follow: (resource, listener) =>
      store.subscribe((change) => {
        if (change.resource === resource) listener(change);
      }),
    close: unsubscribe,
  };
};

/**
 * Forgets, as a real API server does, every `milliseconds` what had happened until the time before: the past is kept for
 * one to two such spans. `after` calls back once and returns the way to cancel; so does this function.
 */
export const forgetRegularly = (
  history: History,
  store: Store,
  after: (milliseconds: number, fn: () => void) => () => void,
  milliseconds: number,
): (() => void) => {
  let reached = store.revision();
  const next = (): (() => void) =>
    after(milliseconds, () => {
      history.forget(reached);
      reached = store.revision();
      cancel = next();
    });
  let cancel = next();
  return () => cancel();
};
