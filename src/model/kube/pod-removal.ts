import { type Manifest, recordAt, textAt } from '../json/json-object.ts';
import { isBeyondReach } from './pod-reach.ts';

/** A pod that no Job owns, so that no Job's deletion ends it: of the pods of a run, a helper. */
export const isHelperPod = ({ metadata }: Manifest): boolean =>
  metadata.ownerReferences?.some(({ kind }) => kind === 'Job') !== true;

/** All of its containers have ended: it injects nothing any more, and creates nothing. */
export const podHasEnded = ({ status }: Manifest): boolean =>
  ['Succeeded', 'Failed'].includes(textAt(status, 'phase') ?? '');

/** How a pod of a run is told to go: options of the DELETE. */
export interface PodRemoval {
  /** Its node is gone: only its object can be removed, and whether its fault was reverted is unknown. */
  readonly isForced: boolean;
  readonly options: { readonly uid?: string; readonly gracePeriodSeconds?: number };
}

/** What records add to the name of a pod that was removed by force. */
const forcedNote = ' (forced: its node is gone, revert unknown)';

/** The name of a pod in the list of accepted deletions, with what the force means. */
export const asForced = (name: string): string => `${name}${forcedNote}`;

/** The names in such a list that were forced, without the note. */
export const forcedIn = (deletions: readonly string[]): readonly string[] =>
  deletions.filter((one) => one.endsWith(forcedNote)).map((one) => one.slice(0, -forcedNote.length));

/**
 * How a pod is to be deleted now; undefined: it is on its way, and its node answers. A helper gets `helperGraceSeconds`,
 * or more where it was born with more, because a grace can only be shortened; any other pod its own grace. `now`: milliseconds since the epoch.
 */
export const removalOf = (pod: Manifest, now: number, helperGraceSeconds: number): PodRemoval | undefined => {
  const { uid, deletionTimestamp } = pod.metadata;
  const named = uid === undefined ? {} : { uid };
  if (isBeyondReach(pod, now)) return { isForced: true, options: { ...named, gracePeriodSeconds: 0 } };
  if (deletionTimestamp !== undefined) return undefined;
  if (!isHelperPod(pod)) return { isForced: false, options: named };
  const born = recordAt(pod, 'spec').terminationGracePeriodSeconds;
  const gracePeriodSeconds = Math.max(helperGraceSeconds, typeof born === 'number' ? born : 0);
  return { isForced: false, options: { ...named, gracePeriodSeconds } };
};
