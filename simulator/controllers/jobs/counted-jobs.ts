/** The Job controller of Kubernetes 1.20: no finalizers, and a pod that is being deleted is replaced at once. */
import { stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import type { ControllerContext } from '../context.ts';
import { doubled } from '../timings.ts';
import { isDeleting, namespaceOf, number, splitKey, statusOf } from '../views.ts';
import { countPods, decideJob, jobStatus } from './counted-rules.ts';
import type { JobPods } from './job-pods.ts';
import { isFinished, jobSpecOf } from './job-spec.ts';
import type { JobSync } from './tracked-jobs.ts';

const retryLimit = 360_000;
const component = 'job-controller';

/** `again` asks for another look at a key after so many milliseconds. */
export const createCountedJobs = (
  { store, clock, recorder, timings }: ControllerContext,
  jobPods: JobPods,
  again: (key: string, milliseconds: number) => void,
): JobSync => {
  const retries = new Map<string, number>();
  const resting = new Map<string, number>();

  const rest = (job: KubeObject, key: string): void => {
    const { uid } = job.metadata;
    const times = retries.get(uid) ?? 0;
    const wait = doubled(timings.jobRetry, times, retryLimit);
    retries.set(uid, times + 1);
    resting.set(uid, clock.now() + wait);
    again(key, wait);
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
    if (clock.now() < (resting.get(job.metadata.uid) ?? 0)) return;
    for (let made = 0; made < create; made += 1) {
      if (jobPods.make(job)) continue;
      rest(job, key);
      return;
    }
  };

  const step = (job: KubeObject, key: string): void => {
    const counts = countPods(jobPods.of(job));
    const newFailure = counts.failed > (number(statusOf(job).failed) ?? 0);
    const decision = decideJob(job, counts, retries.get(job.metadata.uid) ?? 0, clock.now());
    if (decision.is === 'fail') {
      jobPods.remove(job, counts.active);
      const { reason, message } = decision;
      const failed = counts.failed + counts.active.length;
      write(job, { active: 0, succeeded: counts.succeeded, failed }, { type: 'Failed', reason, message });
      recorder.record(job, 'Warning', reason, message, component);
      return;
    }
    if (decision.is === 'complete') {
      write(
        job,
        { active: counts.active.length, succeeded: counts.succeeded, failed: counts.failed },
        { type: 'Complete' },
      );
      recorder.record(job, 'Normal', 'Completed', 'Job completed', component);
      return;
    }
    if (newFailure) rest(job, key);
    if (!isDeleting(job)) {
      jobPods.remove(job, counts.active.slice(0, decision.remove));
      run(job, key, decision.create);
    }
    const after = countPods(jobPods.of(job));
    write(job, { active: after.active.length, succeeded: after.succeeded, failed: after.failed }, undefined);
    const { activeDeadline } = jobSpecOf(job);
    if (activeDeadline !== undefined) {
      const started = Date.parse(stringOf(statusOf(job).startTime) ?? '') || clock.now();
      again(key, Math.max(0, started + activeDeadline * 1000 - clock.now()));
    }
  };

  return {
    sync: (key) => {
      const job = store.get('jobs', ...splitKey(key));
      if (job && !isFinished(job)) step(job, key);
    },
    forget: (uid) => {
      retries.delete(uid);
      resting.delete(uid);
    },
  };
};
