/** The state of the simulated cluster: objects with revisions, and a synchronous feed of their changes. */
import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/Either';
import { defined, isRecord } from '../src/model/json/json-object.ts';
import { awaitsContent, deletionFinalizers, deletionMarks, graceOf } from './deletion.ts';
import { type ResourceName, resourceTypes } from './resource-types.ts';
import type { KubeObject, Store, StoreChange, StoredObject, StoreError } from './store-types.ts';

export type { ResourceName } from './resource-types.ts';
export type * from './store-types.ts';

interface Entry {
  readonly resource: ResourceName;
  readonly key: string;
  object: KubeObject;
}

interface Table {
  readonly entries: Map<string, Entry>;
  readonly spaces: Map<string, Map<string, Entry>>;
  /** Sorted lists by namespace ('' for all), dropped when something they hold changes. */
  readonly lists: Map<string, readonly KubeObject[]>;
}

const keyOf = (namespace: string | undefined, name: string): string => (namespace ? `${namespace}/${name}` : name);

const frozen = (object: KubeObject): KubeObject => {
  Object.freeze(object.metadata);
  return Object.freeze(object);
};

const stored = ({ resource, object }: Entry): StoredObject => ({ resource, object });

const byKey = (a: Entry, b: Entry): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** The last moment that RFC 3339 can write, with its four digits of a year. */
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59);

/** The RFC 3339 form with whole seconds that Kubernetes gives its timestamps; grace periods may reach beyond its end. */
export const timestamp = (milliseconds: number): string =>
  `${new Date(Math.floor(Math.min(milliseconds, lastMoment) / 1000) * 1000).toISOString().slice(0, 19)}Z`;

/**
 * An empty store. `now` is in milliseconds since the epoch; `newUid` makes the uids of created objects. Deterministic
 * when both are.
 */
export const createStore = (deps: {
  readonly now: () => number;
  readonly newUid: () => string;
  /** Whether pods have a generation, as since Kubernetes 1.33. */
  readonly podGenerations?: boolean;
}): Store => {
  const tables = new Map<ResourceName, Table>();
  const owned = new Map<string, Set<Entry>>();
  const uids = new Map<string, Entry>();
  const listeners = new Set<(change: StoreChange) => void>();
  const pending: StoreChange[] = [];
  let draining = false;
  let revision = 0;

  const table = (resource: ResourceName): Table => {
    const found = tables.get(resource) ?? { entries: new Map(), spaces: new Map(), lists: new Map() };
    tables.set(resource, found);
    return found;
  };

  // A listener that writes must not make the others see its change before the one that caused it.
  const emit = (change: StoreChange): void => {
    pending.push(change);
    if (draining) return;
    draining = true;
    try {
      for (let next = pending.shift(); next; next = pending.shift()) {
        for (const listener of [...listeners]) listener(next);
      }
    } finally {
      draining = false;
    }
  };

  const link = (entry: Entry): void => {
    for (const owner of entry.object.metadata.ownerReferences ?? []) {
      const set = owned.get(owner.uid) ?? new Set<Entry>();
      owned.set(owner.uid, set.add(entry));
    }
  };
  const unlink = (entry: Entry): void => {
    for (const owner of entry.object.metadata.ownerReferences ?? []) {
      const set = owned.get(owner.uid);
      set?.delete(entry);
      if (set?.size === 0) owned.delete(owner.uid);
    }
  };
  const touched = (at: Table, namespace: string | undefined): void => {
    at.lists.delete('');
    if (namespace) at.lists.delete(namespace);
  };

  const generationOf = (resource: ResourceName) =>
    resource === 'pods' && deps.podGenerations ? 'spec' : resourceTypes[resource].generation;

  const failed = (is: StoreError['is'], resource: ResourceName, name: string, message: string) =>
    E.left({ is, resource, name, message });
  const missing = (resource: ResourceName, name: string) =>
    failed('NotFound', resource, name, `${resource} "${name}" not found`);
  const stale = 'the object has been modified; please apply your changes to the latest version and try again';

  const stamp = (object: KubeObject, metadata: Partial<KubeObject['metadata']>): KubeObject =>
    frozen({ ...object, metadata: { ...object.metadata, ...metadata } });

  const drop = (entry: Entry, previous = entry.object): KubeObject => {
    const at = table(entry.resource);
    const { namespace } = entry.object.metadata;
    revision += 1;
    const last = stamp(entry.object, { resourceVersion: String(revision) });
    at.entries.delete(entry.key);
    at.spaces.get(namespace ?? '')?.delete(entry.key);
    unlink(entry);
    uids.delete(entry.object.metadata.uid);
    touched(at, namespace);
    emit({ type: 'DELETED', resource: entry.resource, object: last, revision, previous });
    return last;
  };

  const write = (entry: Entry, next: KubeObject): KubeObject => {
    const before = entry.object;
    revision += 1;
    const object = stamp(next, { resourceVersion: String(revision) });
    unlink(entry);
    entry.object = object;
    link(entry);
    touched(table(entry.resource), object.metadata.namespace);
    emit({ type: 'MODIFIED', resource: entry.resource, object, revision, previous: before });
    return object;
  };

  const find = (resource: ResourceName, namespace: string | undefined, name: string): Entry | undefined =>
    tables.get(resource)?.entries.get(keyOf(resourceTypes[resource].namespaced ? namespace : undefined, name));

  const insert = (resource: ResourceName, object: KubeObject): void => {
    const at = table(resource);
    const namespace = resourceTypes[resource].namespaced ? object.metadata.namespace : undefined;
    const entry: Entry = { resource, key: keyOf(namespace, object.metadata.name), object };
    at.entries.set(entry.key, entry);
    const space = at.spaces.get(namespace ?? '') ?? new Map<string, Entry>();
    at.spaces.set(namespace ?? '', space.set(entry.key, entry));
    uids.set(object.metadata.uid, entry);
    link(entry);
    touched(at, namespace);
  };

  const create: Store['create'] = (resource, given, uid = deps.newUid()) => {
    const { name, namespace } = given.metadata;
    if (find(resource, namespace, name))
      return failed('AlreadyExists', resource, name, `${resource} "${name}" already exists`);
    revision += 1;
    const { deletionTimestamp: _at, deletionGracePeriodSeconds: _grace, generation: _, ...kept } = given.metadata;
    const metadata: KubeObject['metadata'] = {
      ...kept,
      uid,
      resourceVersion: String(revision),
      creationTimestamp: timestamp(deps.now()),
      ...(generationOf(resource) === 'none' ? {} : { generation: 1 }),
    };
    const object = frozen({ ...given, metadata });
    insert(resource, object);
    emit({ type: 'ADDED', resource, object, revision });
    return E.right(object);
  };

  const update: Store['update'] = (resource, namespace, name, change, expected) => {
    const entry = find(resource, namespace, name);
    if (!entry) return missing(resource, name);
    const before = entry.object;
    if (expected && expected !== before.metadata.resourceVersion) return failed('Conflict', resource, name, stale);
    const wanted = change(before);
    const { uid, resourceVersion, creationTimestamp, namespace: place } = before.metadata;
    const fixed = { name, uid, resourceVersion, creationTimestamp, ...defined({ namespace: place }) };
    const metadata: KubeObject['metadata'] = { ...wanted.metadata, ...fixed };
    const next: KubeObject = { ...wanted, metadata };
    if (wanted === before || isDeepStrictEqual(next, before)) return E.right(before);
    if (generationOf(resource) !== 'none' && specChanged(generationOf(resource), before, next)) {
      metadata.generation = (before.metadata.generation ?? 0) + 1;
    }
    const ended = metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;
    const gone = ended && !awaitsContent(resource, next);
    if (gone && (metadata.deletionGracePeriodSeconds ?? 0) === 0) {
      unlink(entry);
      entry.object = frozen(next);
      return E.right(drop(entry, before));
    }
    return E.right(write(entry, next));
  };

  const remove: Store['remove'] = (resource, namespace, name, options = {}) => {
    const entry = find(resource, namespace, name);
    if (!entry) return missing(resource, name);
    const before = entry.object;
    const { uid, resourceVersion } = before.metadata;
    const unmet = (what: string, wanted: string, found: string) => {
      const why = `${what} in precondition: ${wanted}, ${what} in object meta: ${found}`;
      return failed('Conflict', resource, name, `Precondition failed: ${why}`);
    };
    if (options.uid !== undefined && options.uid !== uid) return unmet('UID', options.uid, uid);
    if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion)
      return unmet('ResourceVersion', options.resourceVersion, resourceVersion);
    const grace = graceOf(resource, before, options.gracePeriodSeconds);
    const finalizers = deletionFinalizers(resource, before, options.propagation);
    const waits = awaitsContent(resource, before);
    const goes = grace === 0 && finalizers.length === 0 && !waits;
    if (goes && resource !== 'pods') return E.right(drop(entry));
    const already = before.metadata.deletionTimestamp !== undefined;
    const marks = deletionMarks(before.metadata, grace, deps.now());
    const metadata: KubeObject['metadata'] = { ...before.metadata };
    if (finalizers.length > 0) metadata.finalizers = [...finalizers];
    else delete metadata.finalizers;
    if (marks) {
      metadata.deletionTimestamp = timestamp(marks.at);
      metadata.deletionGracePeriodSeconds = marks.grace;
      if (!already && metadata.generation !== undefined) metadata.generation += 1;
    }
    // A pod shows that it is being deleted before it is gone, be it for a moment.
    if (goes) {
      const last = write(entry, { ...before, metadata });
      return E.right(find(resource, namespace, name) === entry ? drop(entry) : last);
    }
    if (isDeepStrictEqual(metadata, before.metadata)) return E.right(before);
    const ending = waits ? { status: { ...(before.status as object | undefined), phase: 'Terminating' } } : {};
    return E.right(write(entry, { ...before, metadata, ...ending }));
  };

  return {
    get: (resource, namespace, name) => find(resource, namespace, name)?.object,
    list: (resource, namespace) => {
      const at = table(resource);
      const space = resourceTypes[resource].namespaced ? (namespace ?? '') : '';
      const known = at.lists.get(space);
      if (known) return known;
      const entries = space === '' ? at.entries : (at.spaces.get(space) ?? new Map<string, Entry>());
      const sorted = [...entries.values()].sort(byKey).map((entry) => entry.object);
      at.lists.set(space, sorted);
      return sorted;
    },
    create,
    newUid: deps.newUid,
    update,
    remove,
    purge: (resource, namespace, name) => {
      const entry = find(resource, namespace, name);
      if (entry) drop(entry);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    revision: () => revision,
    all: () => [...tables.values()].flatMap(({ entries }) => [...entries.values()].map(stored)),
    restore: (objects, until) => {
      revision = Math.max(revision, until);
      const added = objects.flatMap(({ resource, object: given }) => {
        if (find(resource, given.metadata.namespace, given.metadata.name) !== undefined) return [];
        const object = frozen({ ...given, metadata: { ...given.metadata } });
        insert(resource, object);
        return [{ resource, object }];
      });
      for (const { resource, object } of added) emit({ type: 'ADDED', resource, object, revision });
    },
    dependents: (uid) => [...(owned.get(uid) ?? [])].map(stored),
    byUid: (uid) => {
      const entry = uids.get(uid);
      return entry && stored(entry);
    },
  };
};

/** What its owner wants of an object: that a pod is bound to its node is none of that. */
const wishOf = (spec: unknown): unknown => {
  if (!isRecord(spec)) return spec;
  const { nodeName: _, ...rest } = spec;
  return rest;
};

const specChanged = (generation: 'spec' | 'all' | 'none', before: KubeObject, next: KubeObject): boolean => {
  if (generation === 'spec') {
    return before.spec !== next.spec && !isDeepStrictEqual(wishOf(before.spec), wishOf(next.spec));
  }
  const { metadata: _a, ...was } = before;
  const { metadata: _b, ...is } = next;
  return !isDeepStrictEqual(was, is);
};
