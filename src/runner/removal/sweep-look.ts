import * as E from 'fp-ts/Either';
import { isCancelled } from '../../cluster/error-predicates.ts';
import type { Call, KubeObject } from '../../cluster/port.ts';
import { engineSelector } from '../../model/litmus/engine-label.ts';

import { runnerName } from '../../model/litmus/row.ts';
import { sleep } from '../clock.ts';
import type { Sweep } from './sweep.ts';

/** Between two lists of pods while that of the Jobs is not answered, in milliseconds. */
const besideJobsMs = 2_000;

/** What carries the uid of an engine now. */
export interface Found {
  /** Undefined: they could not be listed. */
  readonly jobs: readonly KubeObject[] | undefined;
  /** All but the runner's own; empty, too, where they could not be listed. */
  readonly pods: readonly KubeObject[];
  readonly runner: KubeObject | undefined;
  /** Why something could not be listed; `isCut`: the time of the sweep was over. */
  readonly problem?: { readonly message: string; readonly isCut: boolean };
}

/** Is told of what one list has brought, while the other may not be answered. */
export interface Listener {
  readonly onJobs: (jobs: readonly KubeObject[]) => void;
  readonly onPods: (pods: readonly KubeObject[]) => void;
}

/**
 * Lists the Jobs and pods of an engine. Neither list waits for the other: what may inject is told of as soon as it is found,
 * and pods are listed again while the list of Jobs is not answered, because more of them may appear.
 */
export const look = async (
  { cluster, clock, identity }: Sweep,
  { onJobs, onPods }: Listener,
  call: Call,
): Promise<Found> => {
  const { namespace, engineName, engineUid } = identity;
  const labels = engineSelector(engineUid);
  const isRunner = ({ metadata }: KubeObject): boolean => metadata.name === runnerName(engineName);
  const answered = new AbortController();
  // What injects is found by these lists: they wait behind nothing that has time, nor for a server that wants to be left alone.
  const urgently = { ...call, urgent: true };
  const ofJobs = cluster.list('Job', namespace, { labels }, urgently).then((jobs) => {
    answered.abort();
    if (E.isRight(jobs)) onJobs(jobs.right.items);
    return jobs;
  });
  const wakes = call.signal === undefined ? answered.signal : AbortSignal.any([call.signal, answered.signal]);
  for (;;) {
    const pods = await cluster.list('Pod', namespace, { labels }, urgently);
    const items = E.isRight(pods) ? pods.right.items : [];
    const others = items.filter((pod) => !isRunner(pod));
    if (E.isRight(pods)) onPods(others);
    if (E.isRight(pods) && !wakes.aborted) {
      await sleep(clock, besideJobsMs, wakes);
      if (call.signal?.aborted !== true) continue;
    }
    const jobs = await ofJobs;
    const error = E.isLeft(jobs) ? jobs.left : E.isLeft(pods) ? pods.left : undefined;
    return {
      jobs: E.isRight(jobs) ? jobs.right.items : undefined,
      pods: others,
      runner: items.find(isRunner),
      ...(error === undefined ? {} : { problem: { message: error.message, isCut: isCancelled(error) } }),
    };
  }
};
