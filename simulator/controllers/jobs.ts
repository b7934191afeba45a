/** The controllers of Jobs: the one of the simulated version, and the one that deletes what has ended long ago. */
import type { KubeObject } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { createCountedJobs } from './jobs/counted-jobs.ts';
import { createExpiredJobs } from './jobs/expired-jobs.ts';
import { createJobPods, isTracked } from './jobs/job-pods.ts';
import { isFinished, jobSpecOf } from './jobs/job-spec.ts';
import { createTrackedJobs } from './jobs/tracked-jobs.ts';
import { controllerKey, controllerOf } from './ownership.ts';
import { keyOf } from './views.ts';
import { createQueue } from './work-queue.ts';

/** Makes, counts and replaces the pods of Jobs, and finishes Jobs. */
export const createJobController = (context: ControllerContext): Controller => {
  const { store, clock, timings, kubernetes } = context;
  const pods = createJobPods(context);
  const again = (key: string, milliseconds: number): void => queue.addAfter(key, milliseconds);
  const create = kubernetes.trackedJobPods ? createTrackedJobs : createCountedJobs;
  const jobs = create(context, pods, again);
  const queue = createQueue(clock, jobs.sync);
  const expired = kubernetes.ttlAfterFinished ? createExpiredJobs(context) : undefined;

  // Pods and the controller's own writes come in bursts: one look a moment later is enough for all of them.
  const later = (key: string): void => {
    if (kubernetes.trackedJobPods) queue.addAfter(key, timings.jobSync);
    else queue.add(key);
  };

  const orphans = createQueue(clock, (uid) => {
    const pod = store.byUid(uid)?.object;
    if (pod && isTracked(pod) && !isCounted(pod)) pods.release([pod]);
  });

  /** Whether a Job that has not ended, or one that somebody else looks after, will count the pod. */
  const isCounted = (pod: KubeObject): boolean => {
    const owner = controllerOf(pod);
    const job = owner && store.byUid(owner.uid)?.object;
    return job !== undefined && (!isFinished(job) || jobSpecOf(job).managedElsewhere);
  };

  return (change) => {
    expired?.(change);
    const { type, resource, object, previous } = change;
    if (resource === 'jobs') {
      if (type === 'DELETED') {
        jobs.forget(object.metadata.uid);
        for (const pod of pods.of(object)) orphans.add(pod.metadata.uid);
      } else if (previous === undefined || previous.metadata.generation !== object.metadata.generation) {
        queue.add(keyOf(object));
      } else {
        later(keyOf(object));
      }
    } else if (resource === 'pods') {
      const job = controllerKey(object, 'Job');
      if (job !== undefined) later(job);
      if (type !== 'DELETED' && isTracked(object) && !isCounted(object)) orphans.add(object.metadata.uid);
    }
  };
};
