/** The controller that deletes pods from nodes whose taints they do not tolerate, or no longer. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { conditioned } from './pod-conditions.ts';
import { tolerates } from './scheduler.ts';
import { isDeleting, keyOf, number, records, specOf } from './views.ts';

const noExecute = (node: KubeObject): readonly JsonRecord[] =>
  records(specOf(node).taints).filter(({ effect }) => effect === 'NoExecute');

/** Seconds that the pod may stay on a node with these taints; undefined: for ever. */
const tolerated = (pod: KubeObject, taints: readonly JsonRecord[]): number | undefined => {
  const all = records(specOf(pod).tolerations);
  const used = taints.map((taint) => all.filter((one) => tolerates(one, taint)));
  if (used.some((matching) => matching.length === 0)) return 0;
  const seconds = used.flat().flatMap(({ tolerationSeconds }) => number(tolerationSeconds) ?? []);
  return seconds.length === 0 ? undefined : Math.max(0, Math.min(...seconds));
};

const condition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
} as const;

/** Waits at most `timings.nodeEviction` where a pod may stay for a time: nobody waits five minutes here. */
export const createTaintEviction = (context: ControllerContext): Controller => {
  const { store, clock, recorder, timings, kubernetes } = context;
  const waiting = new Map<string, () => void>();
  const tell = recorder.by(kubernetes.disruptionConditions ? 'taint-eviction-controller' : 'taint-controller');

  const evict = (uid: string): void => {
    waiting.delete(uid);
    const pod = store.byUid(uid)?.object;
    if (!pod || isDeleting(pod)) return;
    const { namespace, name } = pod.metadata;
    tell(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${keyOf(pod)}`);
    if (kubernetes.disruptionConditions) {
      store.update('pods', namespace, name, (now) => conditioned(now, condition, clock.now()));
    }
    store.remove('pods', namespace, name, { propagation: 'Background', uid });
  };

  const forget = (uid: string): void => {
    waiting.get(uid)?.();
    waiting.delete(uid);
  };

  const consider = (pod: KubeObject, taints: readonly JsonRecord[]): void => {
    const { uid } = pod.metadata;
    const seconds = taints.length === 0 ? undefined : tolerated(pod, taints);
    forget(uid);
    if (seconds === undefined) return;
    const due = clock.now() + Math.min(seconds * 1000, timings.nodeEviction);
    const cancel = clock.setTimer(due, () => evict(uid));
    waiting.set(uid, cancel);
  };

  return ({ type, resource, object, previous }) => {
    if (resource === 'nodes') {
      const taints = type === 'DELETED' ? [] : noExecute(object);
      if (taints.length === 0 && (!previous || noExecute(previous).length === 0)) return;
      for (const pod of store.list('pods')) if (specOf(pod).nodeName === object.metadata.name) consider(pod, taints);
    } else if (resource === 'pods' && type !== 'DELETED' && (!previous || !specOf(previous).nodeName)) {
      const node = store.get('nodes', undefined, stringOf(specOf(object).nodeName) ?? '');
      if (node && noExecute(node).length > 0) consider(object, noExecute(node));
    } else if (resource === 'pods' && type === 'DELETED') {
      forget(object.metadata.uid);
    }
  };
};
