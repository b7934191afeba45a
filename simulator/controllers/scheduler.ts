/** Binds pods to nodes: selectors, taints, the size of requests; round the nodes that fit. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { KubeObject } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { withCondition } from './pod-conditions.ts';
import { isDeleting, isTerminal, keyOf, labelsOf, records, specOf, splitKey, statusOf, textMap } from './views.ts';
import { createQueue } from './work-queue.ts';

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity as a number (`250m` is 0.25, `64Mi` is 67108864), or undefined when it is none. */
export const quantity = (value: unknown): number | undefined => {
  const [, digits, suffix = ''] = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(value ?? '')) ?? [];
  const factor = suffix === '' ? 1 : suffixes[suffix];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
};

/** Whether a toleration covers a taint. */
export const tolerates = (toleration: JsonRecord, taint: JsonRecord): boolean =>
  (toleration.key === undefined || toleration.key === taint.key) &&
  (toleration.effect === undefined || toleration.effect === '' || toleration.effect === taint.effect) &&
  (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? ''));

const requested = (pod: KubeObject, what: 'cpu' | 'memory'): number =>
  records(specOf(pod).containers).reduce(
    (sum, one) => sum + (quantity(objectOf(objectOf(one.resources).requests)[what]) ?? 0),
    0,
  );

/** Why the pod cannot go to the node, or undefined when it can. */
const misfit = (pod: KubeObject, node: KubeObject, { currentTexts }: Kubernetes): string | undefined => {
  const spec = specOf(node);
  const tolerations = records(specOf(pod).tolerations);
  const taint = records(spec.taints).find(
    (one) => one.effect !== 'PreferNoSchedule' && !tolerations.some((each) => tolerates(each, one)),
  );
  if (spec.unschedulable === true) return 'node(s) were unschedulable';
  if (taint) {
    if (currentTexts) return 'node(s) had untolerated taint(s)';
    return `node(s) had taint {${stringOf(taint.key) ?? ''}: ${stringOf(taint.value) ?? ''}}, that the pod didn't tolerate`;
  }
  const labels = labelsOf(node);
  const wanted = Object.entries(textMap(specOf(pod).nodeSelector));
  if (wanted.some(([key, value]) => labels[key] !== value)) {
    return `node(s) didn't match Pod's node affinity${currentTexts ? '/selector' : ''}`;
  }
  const allocatable = objectOf(statusOf(node).allocatable);
  for (const what of ['cpu', 'memory'] as const) {
    const limit = quantity(allocatable[what]);
    if (limit !== undefined && requested(pod, what) > limit) return `Insufficient ${what}`;
  }
  return undefined;
};

/** Nobody is ever preempted here: what does not fit would not fit an empty node either. */
const summary = (nodes: readonly KubeObject[], reasons: readonly string[], { currentTexts }: Kubernetes): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  const none = `0/${nodes.length} nodes are available:`;
  const unfit = `${none} ${parts.join(', ')}.`;
  if (!currentTexts) return unfit;
  return `${unfit} preemption: ${none} ${nodes.length} Preemption is not helpful for scheduling.`;
};

const ownName = 'default-scheduler';

/** The scheduler. Pods that are to be apart go to the first node that fits, all others round the remaining ones, else round all. */
export const createScheduler = (context: ControllerContext): Controller => {
  const { store, clock, recorder, timings, kubernetes, isApart } = context;
  const waiting = new Set<string>();
  let turn = 0;

  const choose = (pod: KubeObject): KubeObject | string => {
    const nodes = store.list('nodes');
    if (context.scripts(pod).startFault?.reason === 'Unschedulable' && !expired(pod)) {
      return summary(
        nodes,
        nodes.map(() => 'Insufficient cpu'),
        kubernetes,
      );
    }
    const reasons = nodes.map((node) => misfit(pod, node, kubernetes));
    const fitting = nodes.filter((_, i) => reasons[i] === undefined);
    const first = fitting[0];
    if (!first)
      return summary(
        nodes,
        reasons.filter((reason) => reason !== undefined),
        kubernetes,
      );
    if (fitting.length === 1 || isApart?.(pod)) return first;
    const others = isApart && first === nodes[0] ? fitting.slice(1) : fitting;
    turn += 1;
    return others[turn % others.length] ?? first;
  };

  const expired = (pod: KubeObject): boolean => {
    const limit = context.scripts(pod).startFault?.milliseconds;
    return limit !== undefined && clock.now() >= Date.parse(pod.metadata.creationTimestamp) + limit;
  };

  const observed = ({ metadata: { generation } }: KubeObject) =>
    kubernetes.podGenerations && generation !== undefined ? { observedGeneration: generation } : {};

  const tell = (pod: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, action: string): void =>
    recorder.tell(pod, { type, reason, message, component: ownName, action });

  const bind = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const pod = store.get('pods', namespace, name);
    waiting.delete(key);
    if (!pod || isDeleting(pod) || isTerminal(pod) || specOf(pod).nodeName) return;
    const chosen = choose(pod);
    const condition =
      typeof chosen === 'string'
        ? ({
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: chosen,
            ...observed(pod),
          } as const)
        : ({ type: 'PodScheduled', status: 'True' } as const);
    store.update('pods', namespace, name, (current) => ({
      ...current,
      ...(typeof chosen === 'string' ? {} : { spec: { ...specOf(current), nodeName: chosen.metadata.name } }),
      status: {
        ...statusOf(current),
        phase: 'Pending',
        conditions: withCondition(statusOf(current).conditions, condition, clock.now()),
      },
    }));
    if (typeof chosen === 'string') {
      tell(pod, 'Warning', 'FailedScheduling', chosen, 'Scheduling');
      waiting.add(key);
      const limit = context.scripts(pod).startFault?.milliseconds;
      if (limit !== undefined) {
        queue.addAfter(key, Math.max(1000, Date.parse(pod.metadata.creationTimestamp) + limit - clock.now()));
      }
    } else {
      const message = `Successfully assigned ${key} to ${chosen.metadata.name}`;
      tell(pod, 'Normal', 'Scheduled', message, 'Binding');
    }
  };
  const queue = createQueue(clock, bind);
  const isMine = (pod: KubeObject): boolean => (stringOf(specOf(pod).schedulerName) ?? ownName) === ownName;

  return ({ type, resource, object }) => {
    if (resource === 'pods' && type === 'ADDED' && !specOf(object).nodeName && isMine(object)) {
      queue.addAfter(keyOf(object), timings.schedule);
    }
    if (resource === 'pods' && type === 'DELETED') waiting.delete(keyOf(object));
    if (resource === 'nodes' && type !== 'DELETED') for (const key of waiting) queue.add(key);
  };
};
