import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isForbidden, isWithdrawn } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { gatherWhileUnderWay } from '../gathering.ts';
import type { Run } from '../run/run-context.ts';
import { isGoing, pickJob, type Together, toDelete, toLookAt, type Wish } from './joint-requests.ts';
import type { JobRemoval } from './remove-job.ts';
import type { Removal } from './step-removal.ts';

/** So long a look at Jobs stands, in milliseconds: a deletion that could not be sent by then is given up. */
const lookStandsMs = 1_000;

/** Deletes Jobs of a run that have ended by themselves and are not kept. */
export interface JointDeletion {
  /**
   * How the deletion of a Job ends at first. One alone is deleted `byItself` at once; those that are asked for while another one
   * is under way are gathered, and deleted by one request when it has been answered. `Going` is said only after a read; a Job
   * that is not shown to be on its way is deleted by itself. In an abort none waits for another.
   */
  readonly remove: (
    removal: Pick<Removal, 'job' | 'deletionAccepted'>,
    byItself: () => Promise<JobRemoval>,
  ) => Promise<JobRemoval>;
}

export type JointDeletionMeans = Pick<Run, 'cluster' | 'clock' | 'identity' | 'latch' | 'signal'>;

interface OpenWish extends Wish {
  /** Deletes the Job by itself, and answers the wish with that. */
  readonly byItself: () => Promise<void>;
  /** The server has accepted the deletion, and a read shows that. */
  readonly isGoing: () => void;
}

/** Makes the joint deletion of a run. */
export const createJointDeletion = ({ cluster, clock, identity, latch, signal }: JointDeletionMeans): JointDeletion => {
  const { namespace, runId } = identity;
  // A deletion passes all that has time, and so does what it needs; what fails is done one by one, with patience.
  const call = { signal, patienceMs: 0, urgent: true };
  /** Jobs may not be deleted by a selector, or not be listed: not at all, or not any more. Nobody asks a second time. */
  let isRefused = false;

  const learn = (error: ClusterError): void => {
    isRefused ||= isForbidden(error) || isWithdrawn(error);
  };

  /** Undefined: nobody knows. */
  const list = async (labels: string): Promise<readonly KubeObject[] | undefined> => {
    const listed = await cluster.list('Job', namespace, { labels }, { ...call, pick: pickJob });
    if (E.isRight(listed)) return listed.right.items;
    learn(listed.left);
    return undefined;
  };

  const lookAt = async ({ labels, wishes }: Together<OpenWish>): Promise<void> => {
    const { together, alone } = toDelete(runId, wishes, (await list(labels)) ?? []);
    for (const wish of alone) void wish.byItself();
    await Promise.all(together.map(removeTogether));
  };

  const removeTogether = async ({ labels, wishes }: Together<OpenWish>): Promise<void> => {
    const tooLate = new AbortController();
    const disarm = clock.setTimer(clock.now() + lookStandsMs, () => tooLate.abort());
    const once = { ...call, noMore: tooLate.signal };
    const removed = await cluster.removeSelected('Job', namespace, { labels }, { propagation: 'Foreground' }, once);
    disarm();
    if (E.isLeft(removed)) learn(removed.left);
    const seen = E.isLeft(removed) ? undefined : await list(labels);
    for (const wish of wishes) {
      if (seen !== undefined && isGoing(wish.job, seen)) wish.isGoing();
      else void wish.byItself();
    }
  };

  const waitsForNone = (): boolean => isRefused || latch.closed;

  const ask = gatherWhileUnderWay<OpenWish>(clock, (wishes) => {
    const { together, alone } = waitsForNone() ? { together: [], alone: wishes } : toLookAt(runId, wishes);
    return Promise.all([...alone.map((wish) => wish.byItself()), ...together.map(lookAt)]);
  });

  return {
    remove: ({ job, deletionAccepted }, byItself) =>
      waitsForNone()
        ? byItself()
        : new Promise((answer) =>
            ask({
              job,
              byItself: async () => answer(await byItself()),
              isGoing: () => {
                deletionAccepted.add(`job/${job.name}`);
                answer('Going');
              },
            }),
          ),
  };
};
