/** Changes of stored objects that several controllers make. */
import type { KubeObject, ResourceName, Store } from '../store.ts';

/** Changes a stored object unless it is gone, also where another of its name is there. */
export const changeSame = (
  store: Store,
  resource: ResourceName,
  { metadata: { namespace, name, uid } }: KubeObject,
  change: (now: KubeObject) => KubeObject,
): void => {
  store.update(resource, namespace, name, (now) => (now.metadata.uid === uid ? change(now) : now));
};

/** The object with these finalizers and no others. */
export const withFinalizers = (object: KubeObject, wanted: readonly string[]): KubeObject => {
  const { finalizers: _, ...metadata } = object.metadata;
  return { ...object, metadata: wanted.length === 0 ? metadata : { ...metadata, finalizers: [...wanted] } };
};

/** The object without one of its finalizers. */
export const withoutFinalizer = (object: KubeObject, finalizer: string): KubeObject =>
  withFinalizers(
    object,
    (object.metadata.finalizers ?? []).filter((name) => name !== finalizer),
  );
