/** The Job controller since Kubernetes 1.25 (as it is in 1.37): pods are tracked by a finalizer, and counted once. */

import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { stringOf } from '../../json.ts';
import { type KubeObject, timestamp } from '../../store.ts';
import { changeSame } from '../changes.ts';
import type { ControllerContext } from '../context.ts';
import { doubled } from '../timings.ts';
import { isDeleting, isReady, number, splitKey, statusOf } from '../views.ts';
import { type Backoff, nextBackoff, noBackoff, waitOf } from './job-backoff.ts';
import { component, isTracked, type JobPods } from './job-pods.ts';
import { isComplete, isFinished, type JobSpec, jobSpecOf, missingPods } from './job-spec.ts';
import { conditionsOf, type JobCondition, jobCondition, unlessZero, withJobCondition } from './job-status.ts';
import { finalOf, settle, successCriteriaMet, type Tally, tallyOf, untilDeadline, verdictOf } from './tracked-rules.ts';

export interface JobSync {
  /** Brings the Job of this key (`namespace/name`) nearer to its end. */
  sync(key: string): void;
  /** The Job is gone. */
  forget(uid: string): void;
}

const retryLimit = 60_000;

const asleep = jobCondition('Suspended', 'JobSuspended', 'Job suspended');
const awake = jobCondition('Suspended', 'JobResumed', 'Job resumed', 'False');

interface Counts {
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
}

/** `again` asks for another look at a key after so many milliseconds. */
export const createTrackedJobs = (
  { store, clock, recorder, timings }: ControllerContext,
  jobPods: JobPods,
  again: (key: string, milliseconds: number) => void,
): JobSync => {
  const tell = recorder.by(component);
  const backoffs = new Map<string, Backoff>();
  const refusals = new Map<string, number>();

  const without = (counts: Counts, removed: readonly KubeObject[]): Counts => ({
    active: counts.active - removed.length,
    ready: counts.ready - removed.filter(isReady).length,
    terminating: counts.terminating + removed.length,
  });

  /** Removes pods that are not wanted any more; they do not count as failed. */
  const shed = (job: KubeObject, counts: Counts, pods: readonly KubeObject[]): Counts => {
    jobPods.release(pods);
    jobPods.remove(job, pods);
    return without(counts, pods);
  };

  const grow = (job: KubeObject, key: string, counts: Counts, wanted: number): Counts => {
    const wait = waitOf(backoffs.get(job.metadata.uid) ?? noBackoff, timings.jobRetry, clock.now());
    if (wait > 0) {
      again(key, Math.max(wait, timings.jobSync));
      return counts;
    }
    for (let made = 0; made < wanted; made += 1) {
      if (jobPods.make(job)) continue;
      const times = refusals.get(job.metadata.uid) ?? 0;
      refusals.set(job.metadata.uid, times + 1);
      again(key, doubled(timings.jobRefused, times, retryLimit));
      return { ...counts, active: counts.active + made };
    }
    refusals.delete(job.metadata.uid);
    return { ...counts, active: counts.active + wanted };
  };

  const manage = (job: KubeObject, spec: JobSpec, key: string, tally: Tally, counts: Counts): Counts => {
    if (spec.suspended) return shed(job, counts, tally.active);
    const missing = missingPods(spec, counts.active, tally.succeeded);
    if (missing < 0) return shed(job, counts, tally.active.slice(missing));
    const create = missing - (spec.replacesFailedOnly ? counts.terminating : 0);
    return create > 0 ? grow(job, key, counts, create) : counts;
  };

  const write = (job: KubeObject, status: JsonRecord): void =>
    changeSame(store, 'jobs', job, (now) => ({ ...now, status }));

  /** Counts what has ended: first the uids in the status, then the finalizers, then the numbers, so that nothing counts twice. */
  const track = (
    job: KubeObject,
    spec: JobSpec,
    pods: readonly KubeObject[],
    verdict: JobCondition | undefined,
    base: JsonRecord,
    conditions: readonly JsonRecord[],
    terminating: number,
  ): void => {
    const { released, succeeded, failed } = settle(job, spec, verdict, pods);
    const known = statusOf(job);
    const status = (list: readonly JsonRecord[], more: number, moreFailed: number): JsonRecord => ({
      ...base,
      ...(list.length === 0 ? {} : { conditions: list }),
      ...unlessZero('succeeded', (number(known.succeeded) ?? 0) + more),
      ...unlessZero('failed', (number(known.failed) ?? 0) + moreFailed),
    });
    const interim = verdict === undefined ? conditions : withJobCondition(conditions, verdict, clock.now());
    const end = verdict === undefined || terminating > 0 ? undefined : finalOf(verdict);
    if (released.length > 0 || end !== undefined) {
      const uncounted = Object.entries({ succeeded, failed }).filter(([, uids]) => uids.length > 0);
      write(job, { ...status(interim, 0, 0), uncountedTerminatedPods: Object.fromEntries(uncounted) });
      jobPods.release(released);
    }
    const final = end === undefined ? interim : withJobCondition(interim, end, clock.now());
    write(job, {
      ...status(final, succeeded.length, failed.length),
      ...(end?.type === 'Complete' ? { completionTime: timestamp(clock.now()) } : {}),
      uncountedTerminatedPods: {},
    });
    if (end?.type === 'Complete') tell(job, 'Normal', 'Completed', 'Job completed');
    if (end?.type === 'Failed') tell(job, 'Warning', end.reason, end.message);
  };

  const step = (job: KubeObject, key: string): void => {
    const spec = jobSpecOf(job);
    const pods = jobPods.of(job);
    const tally = tallyOf(job, spec, pods);
    const { uid } = job.metadata;
    backoffs.set(uid, nextBackoff(backoffs.get(uid) ?? noBackoff, tally.newlySucceeded, tally.newlyFailed));
    let counts: Counts = {
      active: tally.active.length,
      ready: tally.active.filter(isReady).length,
      terminating: tally.terminating,
    };
    let conditions = conditionsOf(job);
    let startTime = stringOf(statusOf(job).startTime);
    if (startTime === undefined && !spec.suspended) startTime = timestamp(clock.now());
    let verdict = verdictOf(job, spec, tally, pods, clock.now());
    if (verdict !== undefined) {
      jobPods.remove(job, tally.active);
      counts = without(counts, tally.active);
    } else {
      const managed = !isDeleting(job);
      if (managed) counts = manage(job, spec, key, tally, counts);
      if (isComplete(spec, counts.active, tally.succeeded)) verdict = successCriteriaMet;
      else if (managed) {
        const wanted = spec.suspended ? asleep : awake;
        const next = withJobCondition(conditions, wanted, clock.now());
        if (next !== conditions) {
          tell(job, 'Normal', spec.suspended ? 'Suspended' : 'Resumed', wanted.message);
          startTime = spec.suspended ? undefined : timestamp(clock.now());
        }
        conditions = next;
      }
    }
    const base = {
      ...unlessZero('active', counts.active),
      ready: counts.ready,
      terminating: counts.terminating,
      ...(startTime === undefined ? {} : { startTime }),
    };
    track(job, spec, pods, verdict, base, conditions, counts.terminating);
    const left = untilDeadline({ ...job, status: { startTime } }, spec, clock.now());
    if (verdict === undefined && left !== undefined) again(key, Math.max(0, left));
  };

  return {
    sync: (key) => {
      const job = store.get('jobs', ...splitKey(key));
      if (!job || jobSpecOf(job).managedElsewhere) return;
      // A pod that was made for a Job which has ended since is nobody's.
      if (isFinished(job)) jobPods.release(jobPods.of(job).filter(isTracked));
      else step(job, key);
    },
    forget: (uid) => {
      backoffs.delete(uid);
      refusals.delete(uid);
    },
  };
};
