import * as E from 'fp-ts/Either';
import { isCancelled } from '../../cluster/error-predicates.ts';
import { fullBucket, takeToken } from '../../cluster/transport/token-bucket.ts';
import { sleep } from '../clock.ts';
import type { Run } from '../run/run-context.ts';
import { coalesced } from './coalesce-events.ts';
import { eventCounts, publishEvent, type RunEvent } from './engine-event.ts';

export interface Publisher {
  readonly publish: Run['publish'];
  /** Resolves when every event is written or given up; at the latest after so many milliseconds, because an event is never worth a run. */
  readonly flush: (boundMs?: number) => Promise<void>;
}

const flushMs = 5_000;
const patienceMs = 20_000;

/** So many events are written each by itself, as Litmus has them: those of some twenty steps. */
const alone = 60;
/** And so many a second after them; what comes in between is written together, because a large batch has three for each step. */
const alonePerSecond = 1;

/**
 * After an event comes a rest of so many times what it took, of a second at most: a server on which many pods start has better
 * things to do. Nothing rests once somebody waits for all of them to be written.
 */
const politeness = 8;
const politeMs = 1_000;

/**
 * Writes events on the engine one after the other, and together where there are many; one that cannot be written is said in
 * the log, once per reason.
 */
export const createPublisher = (run: Pick<Run, 'cluster' | 'clock' | 'engine' | 'signal' | 'log'>): Publisher => {
  const { cluster, clock, engine, signal, log } = run;
  const counts = eventCounts();
  let bucket = fullBucket(alonePerSecond, alone, clock.elapsed());
  let waiting: RunEvent[] = [];
  let working: Promise<void> | undefined;
  /** How many wait for everything to be written. */
  let awaited = 0;
  /** From when on, by the clock's elapsed time, what waits is written together, because they will not wait any longer. */
  let hurryAt = Number.POSITIVE_INFINITY;
  let pause = new AbortController();
  let failed = false;

  const write = async (event: RunEvent): Promise<void> => {
    const { name, namespace = '', uid = '' } = engine.current().metadata;
    // Nobody waits for an event: what launches and ends steps goes first.
    const call = { signal, patienceMs, leisurely: true };
    const answer = await publishEvent(cluster, { ...event, engine: { name, namespace, uid } }, call, counts);
    if (E.isRight(answer) || isCancelled(answer.left) || failed) return;
    failed = true;
    log.warn({ reason: event.reason, cause: answer.left.message }, 'an event on the engine could not be written');
  };

  const takeAll = (): readonly RunEvent[] => {
    const all = waiting;
    waiting = [];
    return coalesced(all);
  };

  /** The next ones to be written: one, as long as there are few. */
  const take = async (): Promise<readonly RunEvent[]> => {
    if (clock.elapsed() >= hurryAt) return takeAll();
    const taken = takeToken(bucket, clock.elapsed());
    bucket = taken.bucket;
    if (taken.taken) {
      return waiting.splice(0, 1);
    }
    pause = new AbortController();
    if (awaited === 0) await sleep(clock, taken.waitMs, AbortSignal.any([signal, pause.signal]));
    bucket = takeToken(bucket, clock.elapsed()).bucket;
    return takeAll();
  };

  const work = async (): Promise<void> => {
    while (waiting.length > 0)
      for (const event of await take()) {
        const since = clock.elapsed();
        await write(event);
        await rest(clock.elapsed() - since);
      }
    working = undefined;
  };

  /** After an event that took so long to write, in milliseconds. */
  const rest = async (tookMs: number): Promise<void> => {
    if (awaited > 0 || tookMs <= 0) return;
    pause = new AbortController();
    await sleep(clock, Math.min(politeness * tookMs, politeMs), AbortSignal.any([signal, pause.signal]));
  };

  return {
    publish: (event) => {
      waiting.push(event);
      working ??= work();
    },
    flush: async (boundMs = flushMs) => {
      awaited += 1;
      hurryAt = Math.min(hurryAt, clock.elapsed() + boundMs / 2);
      pause.abort();
      await Promise.race([working, sleep(clock, boundMs, signal)]);
      awaited -= 1;
      if (awaited === 0) hurryAt = Number.POSITIVE_INFINITY;
    },
  };
};
