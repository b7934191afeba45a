import { chunksOf } from 'fp-ts/ReadonlyArray';
import type { JobIdentity } from '../../../machines/experiment/experiment-types.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels, jobsSelector } from '../../job/identity.ts';
import { defined } from '../../model/json/json-object.ts';
import { isLabelValue } from '../../model/kube/names.ts';

/** The deletion of a Job of this run of which the process knows that it has ended by itself and is not kept. */
export interface Wish {
  readonly job: JobIdentity;
}

/** Wishes that one request serves: `labels` selects the Jobs of the run that have one of their names, and nothing else. */
export interface Together<W extends Wish> {
  readonly labels: string;
  readonly wishes: readonly W[];
}

/** What requests serve together, and what is to be deleted each by itself. */
export interface Parted<W extends Wish> {
  readonly together: readonly Together<W>[];
  readonly alone: readonly W[];
}

/** Jobs in one request: with 63 characters at most for each name, the address stays below the 4 KiB that every proxy lets through. */
const mostJobs = 50;

/** A deletion of several takes three requests (a look, the deletion, what came of it): for fewer wishes it would save none. */
const fewestToLookAt = 4;
const fewestToDelete = 3;

/**
 * Which wishes are looked at together. The name has to stand in a selector as it is, and the uid has to be known: the deletion
 * of a collection takes no precondition for each of its objects, so only a look tells whose Jobs they are.
 */
export const toLookAt = <W extends Wish>(runId: string, wishes: readonly W[]): Parted<W> =>
  parted(
    runId,
    wishes,
    fewestToLookAt,
    ({ job: { name, uid } }) => uid !== undefined && name !== '' && isLabelValue(name),
  );

/**
 * Which of them may be deleted together, after a look at all that their labels select: a Job that is the one that was launched,
 * by name and uid, is not on its way, and is the only one with these labels. Somebody may have made another in its place, or a
 * copy under another name that kept its labels: neither is ours to delete. Every other wish, and what a list that lags behind
 * does not have, is for a deletion by name and uid.
 *
 * What is left is a Job that appears between this look and the deletion: somebody would have to delete the Job of a step that has
 * just ended and to make one with all of its labels within those milliseconds (`lookStandsMs` at most). The server could be asked
 * for Jobs that have succeeded only, but it counts that a second after the pod has ended, when most have been deleted.
 */
export const toDelete = <W extends Wish>(
  runId: string,
  wishes: readonly W[],
  listed: readonly KubeObject[],
): Parted<W> =>
  parted(runId, wishes, fewestToDelete, ({ job }) => {
    const selected = listed.filter(({ metadata: { labels } }) => labels?.[identityLabels.job] === job.name);
    return selected.length === 1 && selected.every((one) => isWished(job, one));
  });

const isWished = ({ name, uid }: JobIdentity, { metadata }: KubeObject): boolean =>
  metadata.name === name && metadata.uid === uid && metadata.deletionTimestamp === undefined;

/** Whether a list that was asked for after the deletion shows that the Job is on its way or not there any more. */
export const isGoing = ({ name, uid }: JobIdentity, listed: readonly KubeObject[]): boolean =>
  !listed.some(
    ({ metadata }) => metadata.name === name && metadata.uid === uid && metadata.deletionTimestamp === undefined,
  );

/** What is read of a Job in a list of those that are to be deleted; nothing else of it is held. */
export const pickJob = ({ apiVersion, kind, metadata }: KubeObject): KubeObject => {
  const { name, uid, deletionTimestamp, labels } = metadata;
  return { apiVersion, kind, metadata: { name, ...defined({ uid, deletionTimestamp, labels }) } };
};

const parted = <W extends Wish>(
  runId: string,
  wishes: readonly W[],
  fewest: number,
  isFit: (wish: W) => boolean,
): Parted<W> => {
  const { fit = [], alone = [] } = Object.groupBy(wishes, (wish) => (isFit(wish) ? 'fit' : 'alone'));
  const { enough = [], few = [] } = Object.groupBy(chunksOf(mostJobs)(fit), ({ length }) =>
    length >= fewest ? 'enough' : 'few',
  );
  const labelsOf = (group: readonly W[]): string =>
    jobsSelector(
      runId,
      group.map(({ job }) => job.name),
    );
  return {
    together: enough.map((group) => ({ labels: labelsOf(group), wishes: group })),
    alone: [...alone, ...few.flat()],
  };
};
