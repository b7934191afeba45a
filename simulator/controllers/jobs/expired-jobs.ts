/** `ttlSecondsAfterFinished`: the controller that deletes Jobs some time after their end. */
import type { Controller, ControllerContext } from '../context.ts';
import { isDeleting, keyOf, namespaceOf, number, specOf, splitKey } from '../views.ts';
import { createQueue } from '../work-queue.ts';
import { finishCondition } from './job-spec.ts';

/** Deletes in the foreground what has ended long enough ago. */
export const createExpiredJobs = ({ store, clock }: ControllerContext): Controller => {
  const queue = createQueue(clock, (key) => {
    const job = store.get('jobs', ...splitKey(key));
    const end = job && finishCondition(job);
    const ttl = job && number(specOf(job).ttlSecondsAfterFinished);
    if (!end || ttl === undefined || isDeleting(job)) return;
    const left = Date.parse(String(end.lastTransitionTime)) + ttl * 1000 - clock.now();
    if (left > 0) queue.addAfter(key, left);
    else
      store.remove('jobs', namespaceOf(job), job.metadata.name, { propagation: 'Foreground', uid: job.metadata.uid });
  });
  return ({ type, resource, object }) => {
    if (resource !== 'jobs' || type === 'DELETED' || number(specOf(object).ttlSecondsAfterFinished) === undefined)
      return;
    if (finishCondition(object)) queue.add(keyOf(object));
  };
};
