import type { KubeObject, Store } from '../../store.ts';

/** Whether the token that the pod's containers hold is still good: it is bound to the pod, and refused once its object is gone. */
export const isAuthorized = (store: Store, { metadata: { namespace, name, uid } }: KubeObject): boolean =>
  store.get('pods', namespace, name)?.metadata.uid === uid;
