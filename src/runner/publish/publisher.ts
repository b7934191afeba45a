import * as E from 'fp-ts/Either';
import { isCancelled } from '../../cluster/error-predicates.ts';
import type { Cluster } from '../../cluster/port.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { EngineDoor } from '../run/engine-cache.ts';
import type { RunEvent } from '../run/run-context.ts';
import { publishEvent } from './engine-event.ts';

export interface Publisher {
  readonly publish: (event: RunEvent) => void;
  /** Resolves when every event is written or given up; at the latest after so many milliseconds, because an event is never worth a run. */
  readonly flush: (boundMs?: number) => Promise<void>;
}

const flushMs = 5_000;
const patienceMs = 20_000;

/** Writes events on the engine one after the other; one that cannot be written is said in the log, once per reason. */
export const createPublisher = (options: {
  readonly cluster: Pick<Cluster, 'create' | 'get' | 'patch'>;
  readonly clock: Clock;
  readonly engine: Pick<EngineDoor, 'current'>;
  readonly signal: AbortSignal;
  readonly log: Pick<Log, 'warn'>;
}): Publisher => {
  const { cluster, clock, engine, signal, log } = options;
  let last: Promise<void> = Promise.resolve();
  let failed = false;

  const write = async (event: RunEvent): Promise<void> => {
    const { name, namespace = '', uid = '' } = engine.current().metadata;
    // Nobody waits for an event: what launches and ends steps goes first.
    const call = { signal, patienceMs, leisurely: true };
    const answer = await publishEvent(cluster, { ...event, engine: { name, namespace, uid } }, call);
    if (E.isRight(answer) || isCancelled(answer.left) || failed) return;
    failed = true;
    log.warn({ reason: event.reason, cause: answer.left.message }, 'an event on the engine could not be written');
  };

  return {
    publish: (event) => {
      last = last.then(() => write(event));
    },
    flush: (boundMs = flushMs) => Promise.race([last, sleep(clock, boundMs, signal)]),
  };
};
