/** What the simulated cluster stores, and the door to it. */
import type * as E from 'fp-ts/Either';
import type { OwnerReference } from '../src/model/json/json-object.ts';
import type { ResourceName } from './resource-types.ts';

/** An object as the API server stores it: beside its metadata whatever its kind has. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    creationTimestamp: string;
    generation?: number;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: OwnerReference[];
    finalizers?: string[];
    deletionTimestamp?: string;
    deletionGracePeriodSeconds?: number;
    [k: string]: unknown;
  };
  [k: string]: unknown;
}

/** An object and the table that it stands in. */
export interface StoredObject {
  readonly resource: ResourceName;
  readonly object: KubeObject;
}

export interface StoreChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ResourceName;
  readonly object: KubeObject;
  readonly revision: number;
  /** The object as it was before, absent for ADDED. */
  readonly previous?: KubeObject;
}

export interface StoreError {
  readonly is: 'NotFound' | 'AlreadyExists' | 'Conflict';
  readonly resource: ResourceName;
  readonly name: string;
  readonly message: string;
}

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface RemoveOptions {
  readonly propagation?: Propagation;
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** What a caller may leave out when it creates an object: the store fills it in. */
export type NewObject = Omit<KubeObject, 'metadata'> & {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string } & Partial<KubeObject['metadata']>;
};

/** The door to everything that is stored. What it is given is neither validated nor defaulted. */
export interface Store {
  /** The object, or undefined. Returned objects are immutable: change them through `update`. */
  get(resource: ResourceName, namespace: string | undefined, name: string): KubeObject | undefined;
  /** All objects of a resource in the order of their keys (`namespace/name`). */
  list(resource: ResourceName, namespace?: string): readonly KubeObject[];
  /** Sets uid (a new one unless given), resourceVersion, creationTimestamp and, where the kind has one, the generation. */
  create(resource: ResourceName, object: NewObject, uid?: string): E.Either<StoreError, KubeObject>;
  /** A uid as the store would draw it, for objects that must know theirs before they are created. */
  newUid(): string;
  /** Replaces an object by `change(current)`. A write that changes nothing keeps the resourceVersion; one that takes
   * the last finalizer from an object being deleted removes it. */
  update(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    change: (current: KubeObject) => KubeObject,
    expectedResourceVersion?: string,
  ): E.Either<StoreError, KubeObject>;
  /** Deletes as Kubernetes does: at once, or by a deletionTimestamp where finalizers or a pod's grace demand it. */
  remove(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    options?: RemoveOptions,
  ): E.Either<StoreError, KubeObject>;
  /** Removes for good, whatever finalizers say; nothing happens when the object is gone already. */
  purge(resource: ResourceName, namespace: string | undefined, name: string): void;
  /** Calls the listener with every change, synchronously and in the order of revisions; returns the way to stop. */
  subscribe(listener: (change: StoreChange) => void): () => void;
  /** The revision of the latest write. */
  revision(): number;
  /** Every object, by resource, those of one resource in the order in which they were created. */
  all(): readonly StoredObject[];
  /**
   * Puts objects there just as they are, with their uids, dates and versions; what is there already stays. Listeners hear of
   * them when all are there, in this order. The next write has a revision beyond `revision`.
   */
  restore(objects: readonly StoredObject[], revision: number): void;
  /** The objects that name `uid` among their owners, of every resource. */
  dependents(uid: string): readonly StoredObject[];
  /** The resource and object that carry this uid. */
  byUid(uid: string): StoredObject | undefined;
}
