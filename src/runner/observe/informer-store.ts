import type { KubeObject } from '../../cluster/port.ts';
import type { Change } from '../../cluster/reflector.ts';
import { identityLabels } from '../../job/identity.ts';

/** The Jobs and pods of a run as last seen, found by the name of their Job. */
export interface Mirror {
  readonly podsOf: (job: string) => readonly KubeObject[];
  /** Undefined: never looked at; null: looked at, and not there. */
  readonly jobOf: (job: string) => KubeObject | null | undefined;
  /** `tells`: of a Job, whether the list has all of its pods and nothing newer is known; of all by default. */
  readonly syncPods: (pods: readonly KubeObject[], tells?: (job: string) => boolean) => void;
  /**
   * `expected`: Jobs that must be in the list if they are there at all; those created after it was asked for are not. A Job
   * that was seen before and is not in the list is gone: a watch that was broken has not told of it. `covers`: whether a Job
   * would be in the list; all would by default.
   */
  readonly syncJobs: (
    jobs: readonly KubeObject[],
    expected: Iterable<string>,
    covers?: (job: string) => boolean,
  ) => void;
  /** Takes in a change and names the Job that it concerns. */
  readonly changePod: (change: Change) => string | undefined;
  readonly changeJob: (change: Change) => string;
  /** Nothing of this Job is kept, now or later: a watch tells on of Jobs that stay, and there may be very many. */
  readonly forget: (job: string) => void;
  readonly isForgotten: (job: string) => boolean;
}

const always = (): boolean => true;

const jobNameOf = ({ metadata }: KubeObject): string | undefined => metadata.labels?.[identityLabels.job];

/** An empty one. */
export const createMirror = (): Mirror => {
  const pods = new Map<string, Map<string, KubeObject>>();
  const jobs = new Map<string, KubeObject | null>();
  const forgotten = new Set<string>();

  const put = (pod: KubeObject): string | undefined => {
    const job = jobNameOf(pod);
    if (job === undefined || forgotten.has(job)) return undefined;
    const known = pods.get(job);
    if (known) known.set(pod.metadata.name, pod);
    else pods.set(job, new Map([[pod.metadata.name, pod]]));
    return job;
  };

  return {
    podsOf: (job) => [...(pods.get(job)?.values() ?? [])],
    jobOf: (job) => jobs.get(job),
    syncPods: (all, tells = always) => {
      for (const job of pods.keys()) if (tells(job)) pods.delete(job);
      for (const pod of all) if (tells(jobNameOf(pod) ?? '')) put(pod);
    },
    syncJobs: (all, expected, covers = always) => {
      for (const name of [...expected, ...[...jobs.keys()].filter(covers)]) jobs.set(name, null);
      for (const job of all) if (!forgotten.has(job.metadata.name)) jobs.set(job.metadata.name, job);
    },
    changePod: ({ type, object }) => {
      if (type !== 'DELETED') return put(object);
      const job = jobNameOf(object);
      if (job !== undefined) pods.get(job)?.delete(object.metadata.name);
      return job;
    },
    changeJob: ({ type, object }) => {
      const { name } = object.metadata;
      if (!forgotten.has(name)) jobs.set(name, type === 'DELETED' ? null : object);
      return name;
    },
    forget: (job) => {
      forgotten.add(job);
      pods.delete(job);
      jobs.delete(job);
    },
    isForgotten: (job) => forgotten.has(job),
  };
};
