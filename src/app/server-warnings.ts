import type { ServerWarning } from '../cluster/transport/warnings.ts';
import type { Log } from '../runner/log.ts';

/** Says in the log what the API server warns of; the cluster tells each text once. */
export const logWarnings =
  (log: Pick<Log, 'warn'>) =>
  ({ request, text }: ServerWarning): void =>
    log.warn({ request, cause: text }, 'the API server warns');
