/** The rules by which Kubernetes deletes: grace periods of pods, finalizers that deletion options add. */
import { at, numberAt } from './json.ts';
import type { ResourceName } from './resource-types.ts';
import type { KubeObject, Propagation } from './store-types.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';
const defaultGrace = 30;

/**
 * Seconds that the object has to end by itself. Only pods have any, and of those only the ones that were bound to a
 * node and have not finished: nobody else is there to wait for. A negative number of seconds means one. A second
 * deletion that wants no particular time leaves the pod what the first one gave it.
 */
export const graceOf = (resource: ResourceName, object: KubeObject, wanted: number | undefined): number => {
  if (resource !== 'pods') return 0;
  const { deletionTimestamp, deletionGracePeriodSeconds: given = 0 } = object.metadata;
  if (wanted === undefined && deletionTimestamp !== undefined && given > 0) return given;
  const phase = at(object.status, 'phase');
  if (!at(object.spec, 'nodeName') || phase === 'Failed' || phase === 'Succeeded') return 0;
  const period = wanted ?? numberAt(object.spec, 'terminationGracePeriodSeconds') ?? defaultGrace;
  return period < 0 ? 1 : period;
};

/**
 * What a deletion writes into the metadata. The time that an earlier one gave can only be shortened, and counts from that
 * one: where it is over already the pod gets a last second. `now` is in milliseconds since the epoch.
 */
export const deletionMarks = (
  { deletionTimestamp, deletionGracePeriodSeconds: given = 0 }: KubeObject['metadata'],
  grace: number,
  now: number,
): { readonly at: number; readonly grace: number } | undefined => {
  if (deletionTimestamp === undefined) return { at: now + grace * 1000, grace };
  if (given <= grace) return undefined;
  const end = Date.parse(deletionTimestamp) - (given - grace) * 1000;
  return end < now ? { at: now, grace: Math.min(grace, 1) } : { at: end, grace };
};

/** Whether a namespace still waits for its content to be deleted: its finalizers stand in its spec. */
export const awaitsContent = (resource: ResourceName, object: KubeObject): boolean => {
  const finalizers = at(object.spec, 'finalizers');
  return resource === 'namespaces' && Array.isArray(finalizers) && finalizers.length > 0;
};

/**
 * The finalizers that the object has to lose before it goes. Without a propagation policy an earlier deletion's
 * finalizer decides, then the default: Jobs of batch/v1 orphan their pods, everything else deletes in the background.
 */
export const deletionFinalizers = (
  resource: ResourceName,
  object: KubeObject,
  propagation: Propagation | undefined,
): readonly string[] => {
  const present = object.metadata.finalizers ?? [];
  const others = present.filter((name) => name !== orphan && name !== foreground);
  const inherited = present.find((name) => name === orphan || name === foreground);
  if (propagation === 'Orphan') return [...others, orphan];
  if (propagation === 'Foreground') return [...others, foreground];
  if (propagation === 'Background') return others;
  if (inherited !== undefined) return present;
  return resource === 'jobs' ? [...others, orphan] : others;
};
