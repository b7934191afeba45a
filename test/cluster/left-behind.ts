import type { KubeObject } from '../../src/cluster/port.ts';
import type { Run } from './operator.ts';
import { until } from './waiting.ts';

interface PodStatus {
  readonly containerStatuses?: readonly { readonly name: string; readonly state: { readonly running?: unknown } }[];
}

/** Told to go, or owned by a Job that was: in the foreground the garbage collector deletes the pods before the Job. */
const isToldToGo = (object: KubeObject, jobs: readonly KubeObject[]): boolean =>
  object.metadata.deletionTimestamp !== undefined ||
  jobs.some(
    ({ metadata }) =>
      metadata.deletionTimestamp !== undefined &&
      object.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) === true,
  );

const isAtWork = (pod: KubeObject): boolean =>
  ((pod.status as PodStatus | undefined)?.containerStatuses ?? []).some(({ state }) => state.running !== undefined);

/**
 * What a run that has cleaned up and ended leaves behind, beside the runner's own pod: Jobs and pods that were not told to
 * go, pods in which something still runs, and what is still there although it was told to go 20 s ago.
 *
 * A Job that was deleted in the foreground is on its way for a second or two where Jobs have tracking finalizers (since
 * Kubernetes 1.26), because the Job controller lets go of the pods before the garbage collector may remove them. The
 * runner does not wait for that where nothing runs any more.
 */
export async function leftBehind(run: Run): Promise<readonly string[]> {
  const { api, namespace, name } = run;
  const jobs = await api.list('Job', namespace);
  const pods = (await api.list('Pod', namespace)).filter(({ metadata }) => metadata.name !== `${name}-runner`);
  const found = [
    ...[...jobs, ...pods]
      .filter((object) => !isToldToGo(object, jobs))
      .map(({ metadata }) => `${metadata.name} was not deleted`),
    ...pods.filter(isAtWork).map(({ metadata }) => `${metadata.name} is still at work`),
  ];
  if (found.length > 0) return found;
  const left = { namespace, within: 20 } as const;
  await until(api, { ...left, kind: 'Job', what: 'no Job left' }, (all) => (all.length === 0 ? true : undefined));
  return until(api, { ...left, kind: 'Pod', what: 'no pod left but the runner’s' }, (all) =>
    all.every(({ metadata }) => metadata.name === `${name}-runner`) ? [] : undefined,
  );
}
