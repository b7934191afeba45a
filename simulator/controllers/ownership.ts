/** Who manages whom: the references to owners, and the way back to what is owned. */
import type { OwnerReference } from '../../src/model/json/json-object.ts';
import type { KubeObject, ResourceName, Store } from '../store.ts';
import { namespaceOf } from './views.ts';

/** The reference by which the owner manages an object. */
export const controllerReference = ({ apiVersion, kind, metadata: { name, uid } }: KubeObject): OwnerReference => {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
};

/** The owner that manages the object, if one does. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true);

/** The key (`namespace/name`) of the owner that manages the object, if that is one of this kind. */
export const controllerKey = (object: KubeObject, kind: string): string | undefined => {
  const owner = controllerOf(object);
  return owner?.kind === kind ? `${namespaceOf(object)}/${owner.name}` : undefined;
};

/** The objects of a resource that the owner manages. */
export const controlledBy = (store: Store, owner: KubeObject, wanted: ResourceName): readonly KubeObject[] =>
  store
    .dependents(owner.metadata.uid)
    .filter(({ resource, object }) => resource === wanted && controllerOf(object)?.uid === owner.metadata.uid)
    .map(({ object }) => object);
