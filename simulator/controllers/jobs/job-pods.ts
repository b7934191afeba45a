/** The pods of a Job: finding, making and deleting them, with the events that tell of it. */
import type { KubeObject } from '../../store.ts';
import { changeSame, withoutFinalizer } from '../changes.ts';
import type { ControllerContext } from '../context.ts';
import { controlledBy } from '../ownership.ts';
import { makePod } from '../pod-template.ts';
import { namespaceOf } from '../views.ts';

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

/** Who says the events of Jobs. */
export const component = 'job-controller';

export const createJobPods = (context: ControllerContext): JobPods => {
  const { store, recorder, kubernetes } = context;
  const tell = recorder.by(component);

  const labelsOf = ({ metadata: { name, uid } }: KubeObject): Record<string, string> => {
    const labels = { 'controller-uid': uid, 'job-name': name };
    if (!kubernetes.prefixedJobLabels) return labels;
    return { ...labels, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  };

  return {
    of: (job) => controlledBy(store, job, 'pods'),
    make: (job) => {
      const labels = labelsOf(job);
      return makePod(
        context,
        component,
        job,
        kubernetes.trackedJobPods ? { labels, finalizers: [trackingFinalizer] } : { labels },
      );
    },
    remove: (job, pods) => {
      for (const pod of pods) {
        store.remove('pods', namespaceOf(pod), pod.metadata.name, { propagation: 'Background', uid: pod.metadata.uid });
        tell(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
      }
    },
    release: (pods) => {
      for (const pod of pods) changeSame(store, 'pods', pod, (now) => withoutFinalizer(now, trackingFinalizer));
    },
  };
};
