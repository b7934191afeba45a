/** Deployments and ReplicaSets, just enough for a Deployment of a few pods to come up and to be seen as available. */

import * as E from 'fp-ts/Either';
import { objectOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import { timestamp } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { podFromTemplate } from './pod-template.ts';
import {
  controllerOf,
  isDeleting,
  isTerminal,
  keyOf,
  namespaceOf,
  number,
  records,
  specOf,
  splitKey,
  statusOf,
  textMap,
} from './views.ts';
import { createQueue } from './work-queue.ts';

const isReady = (pod: KubeObject): boolean =>
  records(statusOf(pod).conditions).some(({ type, status }) => type === 'Ready' && status === 'True');

/** A short hash of a pod template: the same template always has the same one. */
const hashOf = (template: unknown): string => {
  let hash = 2166136261;
  for (const char of JSON.stringify(template) ?? '') hash = Math.imul(hash ^ char.charCodeAt(0), 16777619) >>> 0;
  return hash.toString(36);
};

/** Turns Deployments into ReplicaSets and those into pods, and reports their availability. */
export const createDeploymentControllers = (context: ControllerContext): Controller => {
  const { store, clock, ids, recorder, admit, timings } = context;

  const ownedBy = (owner: KubeObject, wanted: 'replicasets' | 'pods'): readonly KubeObject[] =>
    store
      .dependents(owner.metadata.uid)
      .filter(({ resource, object }) => resource === wanted && controllerOf(object)?.uid === owner.metadata.uid)
      .map(({ object }) => object);

  const syncDeployment = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const deployment = store.get('deployments', namespace, name);
    if (!deployment || isDeleting(deployment)) return;
    const { template } = specOf(deployment);
    const replicas = number(specOf(deployment).replicas) ?? 1;
    const hash = hashOf(template);
    const setName = `${name}-${hash}`;
    for (const old of ownedBy(deployment, 'replicasets').filter((one) => one.metadata.name !== setName)) {
      store.remove('replicasets', namespace, old.metadata.name, { propagation: 'Background' });
    }
    const set = store.get('replicasets', namespace, setName);
    if (set) {
      store.update('replicasets', namespace, setName, (now) => ({ ...now, spec: { ...specOf(now), replicas } }));
    } else {
      const labels = { ...textMap(objectOf(objectOf(template).metadata).labels), 'pod-template-hash': hash };
      const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid: deployment.metadata.uid };
      store.create('replicasets', {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: setName,
          namespace,
          labels,
          ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
        },
        spec: { replicas, selector: specOf(deployment).selector, template },
      });
      const message = `Scaled up replica set ${setName} to ${replicas}`;
      recorder.record(deployment, 'Normal', 'ScalingReplicaSet', message, 'deployment-controller');
    }
    const ready = number(statusOf(set ?? deployment).readyReplicas) ?? 0;
    const available = ready >= replicas;
    const at = timestamp(clock.now());
    store.update('deployments', namespace, name, (now) => {
      const before = records(statusOf(now).conditions)[0];
      const status = available ? 'True' : 'False';
      const since = before?.status === status ? before.lastTransitionTime : at;
      return {
        ...now,
        status: {
          observedGeneration: now.metadata.generation ?? 1,
          replicas,
          updatedReplicas: replicas,
          readyReplicas: ready,
          availableReplicas: ready,
          unavailableReplicas: replicas - ready,
          conditions: [
            {
              type: 'Available',
              status,
              reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
              message: available
                ? 'Deployment has minimum availability.'
                : 'Deployment does not have minimum availability.',
              lastTransitionTime: since,
              lastUpdateTime: since,
            },
          ],
        },
      };
    });
  };

  const syncSet = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const set = store.get('replicasets', namespace, name);
    if (!set || isDeleting(set)) return;
    const wanted = number(specOf(set).replicas) ?? 1;
    const pods = ownedBy(set, 'pods').filter((pod) => !isTerminal(pod) && !isDeleting(pod));
    for (const pod of pods.slice(wanted))
      store.remove('pods', namespace, pod.metadata.name, { propagation: 'Background' });
    const hash = objectOf(set.metadata.labels)['pod-template-hash'];
    const labels = typeof hash === 'string' ? { 'pod-template-hash': hash } : {};
    for (let i = pods.length; i < wanted; i += 1) {
      const admitted = admit(podFromTemplate(set, specOf(set).template, ids.suffix(), labels));
      const made = admitted.allowed ? store.create('pods', admitted.pod) : E.left({ message: admitted.message });
      if (E.isLeft(made)) {
        recorder.record(
          set,
          'Warning',
          'FailedCreate',
          `Error creating: ${made.left.message}`,
          'replicaset-controller',
        );
        sets.addAfter(key, timings.jobRetry);
        break;
      }
      recorder.record(
        set,
        'Normal',
        'SuccessfulCreate',
        `Created pod: ${made.right.metadata.name}`,
        'replicaset-controller',
      );
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
    const owner = controllerOf(object);
    if (owner?.kind === 'Deployment') deployments.add(`${namespaceOf(object)}/${owner.name}`);
    if (owner?.kind === 'ReplicaSet') sets.add(`${namespaceOf(object)}/${owner.name}`);
  };
};
