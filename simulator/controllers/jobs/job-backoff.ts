/** How long a Job waits after failures before it makes another pod, since Kubernetes 1.27. */
import { objectOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { doubled } from '../timings.ts';
import { records, statusOf } from '../views.ts';

/** Failures since the last success, and the moment of the newest in milliseconds. */
export interface Backoff {
  readonly failures: number;
  readonly last: number;
}

export const noBackoff: Backoff = { failures: 0, last: 0 };

const limit = 600_000;

/** When a pod has ended: by its containers, else when it stopped being ready, else when its deletion was asked for. */
const finishedAt = (pod: KubeObject): number => {
  const { containerStatuses, conditions } = statusOf(pod);
  const ends = records(containerStatuses).map(({ state }) =>
    Date.parse(String(objectOf(objectOf(state).terminated).finishedAt)),
  );
  const last = Math.max(...ends);
  if (ends.length > 0 && !Number.isNaN(last)) return last;
  const unready = records(conditions).find(({ type, status }) => type === 'Ready' && status === 'False');
  if (unready) return Date.parse(String(unready.lastTransitionTime));
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  return deletionTimestamp === undefined
    ? Date.parse(creationTimestamp)
    : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
};

/** The back-off after pods that have ended since the last look; a success forgets the failures before it. */
export const nextBackoff = (
  before: Backoff,
  succeeded: readonly KubeObject[],
  failed: readonly KubeObject[],
): Backoff => {
  const success = Math.max(0, ...succeeded.map(finishedAt));
  const failures = failed.map(finishedAt).filter((at) => succeeded.length === 0 || at > success);
  const known = succeeded.length === 0 ? before : noBackoff;
  if (failures.length === 0) return known;
  return { failures: known.failures + failures.length, last: Math.max(...failures) };
};

/** Milliseconds until another pod may be made. */
export const waitOf = ({ failures, last }: Backoff, first: number, now: number): number =>
  failures === 0 ? 0 : Math.max(0, last + doubled(first, failures - 1, limit) - now);
