import { type Manifest, recordAt, recordsAt, textAt } from '../json/json-object.ts';

/** The Job controller of the cluster itself: where nobody says otherwise, it makes the pods. */
const ownController = 'kubernetes.io/job-controller';

/**
 * Who else looks after a Job (`spec.managedBy`, Kubernetes 1.30 and later): an admission webhook hands it over, as MultiKueue
 * does, and its pods run wherever that one likes. Undefined: the cluster's own controller.
 */
export const foreignManager = (job: Manifest): string | undefined => {
  const { managedBy } = recordAt(job, 'spec');
  if (managedBy === undefined || managedBy === null || managedBy === ownController) return undefined;
  return String(managedBy);
};

/** Whether a Job has ended, well or not. */
export const jobHasEnded = (job: Manifest): boolean => endOf(job) !== undefined;

/** When a Job ended, in milliseconds since the epoch; undefined: it has not, or nobody says when. */
export const jobEndedAt = (job: Manifest): number | undefined => {
  const at = Date.parse(textAt(endOf(job), 'lastTransitionTime') ?? '');
  return Number.isFinite(at) ? at : undefined;
};

const endOf = (job: Manifest) =>
  recordsAt(job.status, 'conditions').find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
