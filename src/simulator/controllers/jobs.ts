/** The Job controller. */

import * as E from 'fp-ts/Either';
import { stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import type { Controller, ControllerContext } from './context.ts';
import { countPods, decideJob, isFinished, jobStatus } from './job-rules.ts';
import { podFromTemplate } from './pod-template.ts';
import { doubled } from './timings.ts';
import { controllerOf, isDeleting, keyOf, namespaceOf, number, specOf, splitKey, statusOf } from './views.ts';
import { createQueue } from './work-queue.ts';

const retryLimit = 360_000;
const component = 'job-controller';

/** Makes and replaces the pods of Jobs, and finishes Jobs, as Kubernetes did up to 1.24. */
export const createJobController = (context: ControllerContext): Controller => {
  const { store, clock, ids, recorder, timings, admit } = context;
  const retries = new Map<string, number>();
  const resting = new Map<string, number>();

  const podsOf = (job: KubeObject): readonly KubeObject[] =>
    store
      .dependents(job.metadata.uid)
      .filter(({ resource, object }) => resource === 'pods' && controllerOf(object)?.uid === job.metadata.uid)
      .map(({ object }) => object);

  const rest = (job: KubeObject, key: string): void => {
    const { uid } = job.metadata;
    const times = retries.get(uid) ?? 0;
    const wait = doubled(timings.jobRetry, times, retryLimit);
    retries.set(uid, times + 1);
    resting.set(uid, clock.now() + wait);
    queue.addAfter(key, wait);
  };

  /** Makes one pod; false when it was refused. */
  const makePod = (job: KubeObject): boolean => {
    const labels = { 'controller-uid': job.metadata.uid, 'job-name': job.metadata.name };
    const admitted = admit(podFromTemplate(job, specOf(job).template, ids.suffix(), labels));
    if (!admitted.allowed) {
      recorder.record(job, 'Warning', 'FailedCreate', `Error creating: ${admitted.message}`, component);
      return false;
    }
    const made = store.create('pods', admitted.pod);
    if (E.isLeft(made)) {
      recorder.record(job, 'Warning', 'FailedCreate', `Error creating: ${made.left.message}`, component);
      return false;
    }
    recorder.record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${made.right.metadata.name}`, component);
    return true;
  };

  const removePods = (job: KubeObject, pods: readonly KubeObject[]): void => {
    for (const pod of pods) {
      store.remove('pods', namespaceOf(pod), pod.metadata.name, { propagation: 'Background', uid: pod.metadata.uid });
      recorder.record(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, component);
    }
  };

  const expire = (job: KubeObject, key: string): void => {
    const ttl = number(specOf(job).ttlSecondsAfterFinished);
    if (ttl === undefined || isDeleting(job)) return;
    const conditions = statusOf(job).conditions;
    const ended = Array.isArray(conditions) ? Date.parse(String(conditions.at(-1)?.lastTransitionTime)) : clock.now();
    const left = ended + ttl * 1000 - clock.now();
    if (left > 0) queue.addAfter(key, left);
    else
      store.remove('jobs', namespaceOf(job), job.metadata.name, { propagation: 'Foreground', uid: job.metadata.uid });
  };

  const write = (
    job: KubeObject,
    ...args: [Parameters<typeof jobStatus>[1], Parameters<typeof jobStatus>[2]]
  ): void => {
    store.update('jobs', namespaceOf(job), job.metadata.name, (current) =>
      current.metadata.uid === job.metadata.uid
        ? { ...current, status: jobStatus(current, args[0], args[1], clock.now()) }
        : current,
    );
  };

  const run = (job: KubeObject, key: string, create: number): void => {
    if (create === 0) return;
    if (clock.now() < (resting.get(job.metadata.uid) ?? 0)) return;
    for (let made = 0; made < create; made += 1) {
      if (!makePod(job)) {
        rest(job, key);
        return;
      }
    }
  };

  const sync = (key: string): void => {
    const [namespace, name] = splitKey(key);
    const job = store.get('jobs', namespace, name);
    if (!job) return;
    if (isFinished(job)) {
      expire(job, key);
      return;
    }
    const { uid } = job.metadata;
    const counts = countPods(podsOf(job));
    const newFailure = counts.failed > (number(statusOf(job).failed) ?? 0);
    const decision = decideJob(job, counts, retries.get(uid) ?? 0, clock.now());
    if (decision._tag === 'fail') {
      removePods(job, counts.active);
      const { reason, message } = decision;
      const failed = counts.failed + counts.active.length;
      write(job, { active: 0, succeeded: counts.succeeded, failed }, { type: 'Failed', reason, message });
      recorder.record(job, 'Warning', reason, message, component);
      return;
    }
    if (decision._tag === 'complete') {
      write(
        job,
        { active: counts.active.length, succeeded: counts.succeeded, failed: counts.failed },
        { type: 'Complete' },
      );
      recorder.record(job, 'Normal', 'Completed', 'Job completed', component);
      return;
    }
    if (newFailure) rest(job, key);
    if (!isDeleting(job) && specOf(job).suspend !== true) {
      removePods(job, counts.active.slice(0, decision.remove));
      run(job, key, decision.create);
    }
    const after = countPods(podsOf(job));
    write(job, { active: after.active.length, succeeded: after.succeeded, failed: after.failed }, undefined);
    const deadline = number(specOf(job).activeDeadlineSeconds);
    if (deadline !== undefined) {
      const started = Date.parse(stringOf(statusOf(job).startTime) ?? '') || clock.now();
      queue.addAfter(key, Math.max(0, started + deadline * 1000 - clock.now()));
    }
  };
  const queue = createQueue(clock, sync);

  return ({ type, resource, object }) => {
    if (resource === 'jobs') {
      if (type === 'DELETED') {
        retries.delete(object.metadata.uid);
        resting.delete(object.metadata.uid);
      } else {
        queue.add(keyOf(object));
      }
    } else if (resource === 'pods') {
      const owner = controllerOf(object);
      if (owner?.kind === 'Job') queue.add(`${namespaceOf(object)}/${owner.name}`);
    }
  };
};
