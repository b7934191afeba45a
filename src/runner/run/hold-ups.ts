import { isCancelled, lasts } from '../../cluster/error-predicates.ts';
import type { Retry } from '../../cluster/retry.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunEvent } from './run-context.ts';

/** What keeps a run from going on is said once in so many milliseconds. */
const everyMs = 60_000;

/**
 * An outage is said when a request has been tried for so long, in milliseconds: most are over before anybody could look.
 * What lasts until somebody acts is said at once.
 */
const outageMs = 30_000;

export interface HoldUps {
  readonly sawRetry: (retry: Pick<Retry, 'error' | 'elapsedMs'>) => void;
}

/** Says in the log and as an event what a run waits for, once a minute as long as it lasts. */
export const createHoldUps = (options: {
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  readonly log: Pick<Log, 'warn'>;
  readonly publish: (event: RunEvent) => void;
}): HoldUps => {
  const { clock, log, publish } = options;
  let notBefore = Number.NEGATIVE_INFINITY;
  return {
    sawRetry: ({ error, elapsedMs }) => {
      if (isCancelled(error) || (!lasts(error) && elapsedMs < outageMs)) return;
      if (clock.elapsed() < notBefore) return;
      notBefore = clock.elapsed() + everyMs;
      log.warn({ cause: error.message }, 'the run is held up by the cluster; it goes on trying');
      const message = `The run is held up and goes on as soon as the cluster lets it: ${error.message}`;
      publish({ reason: 'RunHeldUp', warning: true, message, experiment: '', at: clock.now() });
    },
  };
};
