import * as E from 'fp-ts/Either';
import { isCancelled } from '../../cluster/error-predicates.ts';
import { sleep } from '../clock.ts';
import type { Run } from '../run/run-context.ts';
import { publishEvent, type RunEvent } from './engine-event.ts';

export interface Publisher {
  readonly publish: Run['publish'];
  /** Resolves when every event is written or given up; at the latest after so many milliseconds, because an event is never worth a run. */
  readonly flush: (boundMs?: number) => Promise<void>;
}

const flushMs = 5_000;
const patienceMs = 20_000;

/** Writes events on the engine one after the other; one that cannot be written is said in the log, once per reason. */
export const createPublisher = (run: Pick<Run, 'cluster' | 'clock' | 'engine' | 'signal' | 'log'>): Publisher => {
  const { cluster, clock, engine, signal, log } = run;
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
