/** The kubelets of all nodes: one worker for each pod that is bound to a living node. */
import { objectOf, stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { createPodWorker, type PodWorker } from './pod-worker.ts';
import { isDeleting, isTerminal, keyOf, namespaceOf, records, specOf, splitKey, statusOf } from './views.ts';
import { createQueue } from './work-queue.ts';

export interface Kubelet {
  readonly handle: Controller;
  /** The node dies with everything on it; nothing is reported about its pods any more. */
  freeze(node: string): void;
  /** The node is back, empty: pods bound to it later run again. */
  thaw(node: string): void;
  /** Kills every program, as when the whole cluster is switched off. */
  stop(): void;
}

const runs = (pod: KubeObject): boolean =>
  records(statusOf(pod).containerStatuses).some(({ state }) => objectOf(state).running !== undefined);

/** Runs the pods of the store. `nodeLost` is told which node a program has made die. */
export const createKubelet = (context: ControllerContext, nodeLost: (node: string) => void): Kubelet => {
  const { store, clock } = context;
  const workers = new Map<string, PodWorker>();
  const frozen = new Set<string>();
  let addresses = 0;

  const nextAddress = (): string => {
    addresses += 1;
    return `10.88.${(addresses >> 8) & 255}.${addresses & 255}`;
  };

  const sync = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const pod = store.get('pods', namespace, name);
    const node = pod && stringOf(specOf(pod).nodeName);
    if (!pod || !node || frozen.has(node)) return;
    const known = workers.get(pod.metadata.uid);
    if (known) {
      if (isDeleting(pod)) known.deleting(pod);
    } else if (isDeleting(pod) && !runs(pod)) {
      store.remove('pods', namespace, name, { gracePeriodSeconds: 0, uid: pod.metadata.uid });
    } else if (!isTerminal(pod)) {
      const address = stringOf(statusOf(pod).podIP) ?? nextAddress();
      const worker = createPodWorker(context, pod, address, nodeLost);
      workers.set(pod.metadata.uid, worker);
      if (isDeleting(pod)) worker.deleting(pod);
    }
  };
  const queue = createQueue(clock, sync);

  const handle: Controller = ({ type, resource, object }) => {
    if (resource === 'pods') {
      if (type === 'DELETED') {
        workers.get(object.metadata.uid)?.removed(() => workers.delete(object.metadata.uid));
        context.logs.drop(namespaceOf(object), object.metadata.name);
      } else if (isDeleting(object) || !workers.has(object.metadata.uid)) {
        queue.add(keyOf(object));
      }
    } else if ((resource === 'configmaps' || resource === 'secrets') && type === 'ADDED') {
      for (const worker of workers.values()) if (worker.namespace === object.metadata.namespace) worker.retry();
    }
  };

  return {
    handle,
    freeze: (node) => {
      frozen.add(node);
      for (const worker of workers.values()) if (worker.node === node) worker.freeze();
    },
    thaw: (node) => {
      frozen.delete(node);
    },
    stop: () => {
      for (const worker of workers.values()) worker.freeze();
      workers.clear();
    },
  };
};
