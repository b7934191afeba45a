import { isCancelled, lasts } from '../../cluster/error-predicates.ts';
import type { Retry } from '../../cluster/retry.ts';
import type { Run } from './run-context.ts';

/** What keeps a run from going on is said once in so many milliseconds. */
const everyMs = 60_000;

/**
 * An outage is said when a request has been tried for so long, in milliseconds: most are over before anybody could look.
 * What lasts until somebody acts is said at once.
 */
const outageMs = 30_000;

/** Says in the log and as an event what a run waits for, once a minute as long as it lasts. */
export const createHoldUps = ({ clock, log, publish }: Pick<Run, 'clock' | 'log' | 'publish'>) => {
  let notBefore = Number.NEGATIVE_INFINITY;
  return {
    sawRetry: ({ error, elapsedMs }: Pick<Retry, 'error' | 'elapsedMs'>): void => {
      if (isCancelled(error) || (!lasts(error) && elapsedMs < outageMs)) return;
      if (clock.elapsed() < notBefore) return;
      notBefore = clock.elapsed() + everyMs;
      log.warn({ cause: error.message }, 'the run is held up by the cluster; it goes on trying');
      const message = `The run is held up and goes on as soon as the cluster lets it: ${error.message}`;
      publish({ reason: 'RunHeldUp', warning: true, message, experiment: '', at: clock.now() });
    },
  };
};
