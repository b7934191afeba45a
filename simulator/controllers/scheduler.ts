/** Binds pods to nodes: selectors, taints, the size of requests; round the nodes that fit. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { KubeObject } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { type Condition, conditioned, observed } from './pod-conditions.ts';
import { faultAt } from './programs.ts';
import { isDeleting, isTerminal, keyOf, labelsOf, records, specOf, splitKey, statusOf, textMap } from './views.ts';
import { createQueue } from './work-queue.ts';

const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A quantity as a number (`250m` is 0.25, `64Mi` is 67108864), or undefined when it is none. */
export const quantity = (value: unknown): number | undefined => {
  const [, digits, suffix = ''] = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(value ?? '')) ?? [];
  const [power, thousands] = [binary.indexOf(suffix), decimal.indexOf(suffix) - 3];
  if (digits === undefined || (power < 0 && thousands < -3)) return undefined;
  return power > 0 ? Number(digits) * 1024 ** power : Number(`${digits}e${3 * thousands}`);
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
const summary = (reasons: readonly unknown[], { currentTexts }: Kubernetes): string => {
  const parts = [...Map.groupBy(reasons, String)].map(([reason, { length }]) => `${length} ${reason}`).sort();
  const none = `0/${reasons.length} nodes are available:`;
  const unfit = `${none} ${parts.join(', ')}.`;
  if (!currentTexts) return unfit;
  return `${unfit} preemption: ${none} ${reasons.length} Preemption is not helpful for scheduling.`;
};

const createdAt = (pod: KubeObject): number => Date.parse(pod.metadata.creationTimestamp);

const ownName = 'default-scheduler';

/** The scheduler. Pods that are to be apart go to the first node that fits, all others round the remaining ones, else round all. */
export const createScheduler = (context: ControllerContext): Controller => {
  const { store, clock, recorder, timings, kubernetes, isApart } = context;
  const tell = recorder.by(ownName);
  const waiting = new Set<string>();
  let turn = 0;

  const choose = (pod: KubeObject): KubeObject | string => {
    const nodes = store.list('nodes');
    const scripted = faultAt(context.scripts(pod).startFault, clock.now() - createdAt(pod)) === 'Unschedulable';
    const reasons = nodes.map((node) => (scripted ? 'Insufficient cpu' : misfit(pod, node, kubernetes)));
    const fitting = nodes.filter((_, i) => reasons[i] === undefined);
    const first = fitting[0];
    if (!first) return summary(reasons, kubernetes);
    if (fitting.length === 1 || isApart?.(pod)) return first;
    const others = isApart && first === nodes[0] ? fitting.slice(1) : fitting;
    turn += 1;
    return others[turn % others.length] ?? first;
  };

  const bind = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const pod = store.get('pods', namespace, name);
    waiting.delete(key);
    if (!pod || isDeleting(pod) || isTerminal(pod) || specOf(pod).nodeName) return;
    const chosen = choose(pod);
    const write = (condition: Omit<Condition, 'type'>, spec: JsonRecord): void => {
      store.update('pods', namespace, name, (now) => {
        const pending = { ...now, spec: { ...specOf(now), ...spec }, status: { ...statusOf(now), phase: 'Pending' } };
        return conditioned(pending, { type: 'PodScheduled', ...condition }, clock.now());
      });
    };
    if (typeof chosen !== 'string') {
      const nodeName = chosen.metadata.name;
      write({ status: 'True' }, { nodeName });
      tell(pod, 'Normal', 'Scheduled', `Successfully assigned ${key} to ${nodeName}`, { action: 'Binding' });
      return;
    }
    write({ status: 'False', reason: 'Unschedulable', message: chosen, ...observed(pod, kubernetes) }, {});
    tell(pod, 'Warning', 'FailedScheduling', chosen, { action: 'Scheduling' });
    waiting.add(key);
    const limit = context.scripts(pod).startFault?.milliseconds;
    if (limit !== undefined) queue.addAfter(key, Math.max(1000, createdAt(pod) + limit - clock.now()));
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
