/** The pods of a Job: finding, making and deleting them, with the events that tell of it. */
import * as E from 'fp-ts/Either';
import type { KubeObject } from '../../store.ts';
import type { ControllerContext } from '../context.ts';
import { podFromTemplate } from '../pod-template.ts';
import { controllerOf, namespaceOf, specOf } from '../views.ts';

/** Keeps a pod's object until the Job controller has counted it. */
const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

export const isTracked = (pod: KubeObject): boolean => (pod.metadata.finalizers ?? []).includes(trackingFinalizer);

export interface JobPods {
  of(job: KubeObject): readonly KubeObject[];
  /** Makes one pod; false when it was refused, which an event says. */
  make(job: KubeObject): boolean;
  remove(job: KubeObject, pods: readonly KubeObject[]): void;
  /** Takes the tracking finalizer away: a pod that waits only for this goes. */
  release(pods: readonly KubeObject[]): void;
}

const component = 'job-controller';

export const createJobPods = (context: ControllerContext): JobPods => {
  const { store, ids, recorder, admit, kubernetes } = context;

  const labelsOf = (job: KubeObject): Readonly<Record<string, string>> => {
    const { name, uid } = job.metadata;
    const labels = { 'controller-uid': uid, 'job-name': name };
    if (!kubernetes.prefixedJobLabels) return labels;
    return { ...labels, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  };

  const failed = (job: KubeObject, why: string): false => {
    recorder.record(job, 'Warning', 'FailedCreate', `Error creating: ${why}`, component);
    return false;
  };

  return {
    of: (job) =>
      store
        .dependents(job.metadata.uid)
        .filter(({ resource, object }) => resource === 'pods' && controllerOf(object)?.uid === job.metadata.uid)
        .map(({ object }) => object),
    make: (job) => {
      const pod = podFromTemplate(job, specOf(job).template, ids.suffix(), labelsOf(job));
      if (kubernetes.trackedJobPods) pod.metadata.finalizers = [trackingFinalizer];
      const admitted = admit(pod);
      if (!admitted.allowed) return failed(job, admitted.message);
      const made = store.create('pods', admitted.pod);
      if (E.isLeft(made)) return failed(job, made.left.message);
      recorder.record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${made.right.metadata.name}`, component);
      return true;
    },
    remove: (job, pods) => {
      for (const pod of pods) {
        store.remove('pods', namespaceOf(pod), pod.metadata.name, { propagation: 'Background', uid: pod.metadata.uid });
        recorder.record(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, component);
      }
    },
    release: (pods) => {
      for (const { metadata } of pods) {
        store.update('pods', metadata.namespace, metadata.name, (now) => {
          if (now.metadata.uid !== metadata.uid || !isTracked(now)) return now;
          const { finalizers = [], ...rest } = now.metadata;
          const left = finalizers.filter((name) => name !== trackingFinalizer);
          return { ...now, metadata: left.length === 0 ? rest : { ...rest, finalizers: left } };
        });
      }
    },
  };
};
