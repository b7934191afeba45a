/** The Job controller of Kubernetes 1.20: no finalizers, and a pod that is being deleted is replaced at once. */
import { stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { changeSame } from '../changes.ts';
import type { ControllerContext } from '../context.ts';
import { doubled } from '../timings.ts';
import { isDeleting, number, splitKey, statusOf } from '../views.ts';
import { countPods, decideJob, type JobCounts, jobStatus } from './counted-rules.ts';
import { component, type JobPods } from './job-pods.ts';
import { isFinished, jobSpecOf } from './job-spec.ts';
import type { JobSync } from './tracked-jobs.ts';

const retryLimit = 360_000;

/** `again` asks for another look at a key after so many milliseconds. */
export const createCountedJobs = (
  { store, clock, recorder, timings }: ControllerContext,
  jobPods: JobPods,
  again: (key: string, milliseconds: number) => void,
): JobSync => {
  const tell = recorder.by(component);
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

  const write = (job: KubeObject, counts: JobCounts, condition?: Parameters<typeof jobStatus>[2]): void =>
    changeSame(store, 'jobs', job, (now) => ({ ...now, status: jobStatus(now, counts, condition, clock.now()) }));

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
    const { active } = counts;
    const newFailure = counts.failed > (number(statusOf(job).failed) ?? 0);
    const decision = decideJob(job, counts, retries.get(job.metadata.uid) ?? 0, clock.now());
    if (decision.is === 'fail') {
      jobPods.remove(job, active);
      const { reason, message } = decision;
      const failed = counts.failed + active.length;
      write(job, { ...counts, active: [], failed }, { type: 'Failed', reason, message });
      tell(job, 'Warning', reason, message);
      return;
    }
    if (decision.is === 'complete') {
      write(job, counts, { type: 'Complete' });
      tell(job, 'Normal', 'Completed', 'Job completed');
      return;
    }
    if (newFailure) rest(job, key);
    if (!isDeleting(job)) {
      jobPods.remove(job, active.slice(0, decision.remove));
      run(job, key, decision.create);
    }
    write(job, countPods(jobPods.of(job)));
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
