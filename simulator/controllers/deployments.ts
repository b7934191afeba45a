/** Deployments and ReplicaSets, just enough for a Deployment of a few pods to come up and to be seen as available. */
import { at, objectOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import { timestamp } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { controlledBy, controllerKey, controllerReference } from './ownership.ts';
import { makePod } from './pod-template.ts';
import {
  isDeleting,
  isReady,
  isTerminal,
  keyOf,
  number,
  records,
  specOf,
  splitKey,
  statusOf,
  textMap,
} from './views.ts';
import { createQueue } from './work-queue.ts';

const hashLabel = 'pod-template-hash';

/** A short hash of a pod template: the same template always has the same one. */
const hashOf = (template: unknown): string => {
  let hash = 2166136261;
  for (const char of JSON.stringify(template) ?? '') hash = Math.imul(hash ^ char.charCodeAt(0), 16777619) >>> 0;
  return hash.toString(36);
};

const availability = (available: boolean, before: unknown, now: number) => {
  const status = available ? 'True' : 'False';
  const known = records(before)[0];
  const since = known?.status === status ? known.lastTransitionTime : timestamp(now);
  return {
    type: 'Available',
    status,
    reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${available ? 'has' : 'does not have'} minimum availability.`,
    lastTransitionTime: since,
    lastUpdateTime: since,
  };
};

/** Turns Deployments into ReplicaSets and those into pods, and reports their availability. */
export const createDeploymentControllers = (context: ControllerContext): Controller => {
  const { store, clock, recorder, timings } = context;
  const tell = recorder.by('deployment-controller');

  const createSet = (deployment: KubeObject, name: string, hash: string, replicas: number): void => {
    const { selector, template } = specOf(deployment);
    store.create('replicasets', {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        ...(deployment.metadata.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
        labels: { ...textMap(at(template, 'metadata', 'labels')), [hashLabel]: hash },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: { replicas, selector, template },
    });
    tell(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} to ${replicas}`);
  };

  const syncDeployment = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const deployment = store.get('deployments', namespace, name);
    if (!deployment || isDeleting(deployment)) return;
    const replicas = number(specOf(deployment).replicas) ?? 1;
    const hash = hashOf(specOf(deployment).template);
    const setName = `${name}-${hash}`;
    for (const old of controlledBy(store, deployment, 'replicasets').filter((one) => one.metadata.name !== setName)) {
      store.remove('replicasets', namespace, old.metadata.name, { propagation: 'Background' });
    }
    const set = store.get('replicasets', namespace, setName);
    if (set) {
      store.update('replicasets', namespace, setName, (now) => ({ ...now, spec: { ...specOf(now), replicas } }));
    } else {
      createSet(deployment, setName, hash, replicas);
    }
    const ready = number(statusOf(set ?? deployment).readyReplicas) ?? 0;
    store.update('deployments', namespace, name, (now) => ({
      ...now,
      status: {
        observedGeneration: now.metadata.generation ?? 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: ready,
        availableReplicas: ready,
        unavailableReplicas: replicas - ready,
        conditions: [availability(ready >= replicas, statusOf(now).conditions, clock.now())],
      },
    }));
  };

  const syncSet = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const set = store.get('replicasets', namespace, name);
    if (!set || isDeleting(set)) return;
    const wanted = number(specOf(set).replicas) ?? 1;
    const pods = controlledBy(store, set, 'pods').filter((pod) => !isTerminal(pod) && !isDeleting(pod));
    for (const pod of pods.slice(wanted))
      store.remove('pods', namespace, pod.metadata.name, { propagation: 'Background' });
    const hash = objectOf(set.metadata.labels)[hashLabel];
    const labels: Record<string, string> = typeof hash === 'string' ? { [hashLabel]: hash } : {};
    for (let i = pods.length; i < wanted; i += 1) {
      if (makePod(context, 'replicaset-controller', set, { labels })) continue;
      sets.addAfter(key, timings.jobRetry);
      break;
    }
    const ready = pods.slice(0, wanted).filter(isReady).length;
    store.update('replicasets', namespace, name, (now) => ({
      ...now,
      status: { replicas: wanted, readyReplicas: ready, availableReplicas: ready, fullyLabeledReplicas: wanted },
    }));
  };

  const deployments = createQueue(clock, syncDeployment);
  const sets = createQueue(clock, syncSet);

  return ({ resource, object, type }) => {
    if (resource === 'deployments' && type !== 'DELETED') deployments.add(keyOf(object));
    if (resource === 'replicasets' && type !== 'DELETED') sets.add(keyOf(object));
    if (resource !== 'replicasets' && resource !== 'pods') return;
    const [deployment, set] = [controllerKey(object, 'Deployment'), controllerKey(object, 'ReplicaSet')];
    if (deployment !== undefined) deployments.add(deployment);
    if (set !== undefined) sets.add(set);
  };
};
