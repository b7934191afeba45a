import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isWithdrawn, meaningOf } from '../../cluster/error-predicates.ts';
import type { Cluster } from '../../cluster/port.ts';
import type { Retry } from '../../cluster/retry.ts';
import { recordAt, recordsAt } from '../../model/json/json-object.ts';
import { type StatusRow, saySame } from '../../model/litmus/row.ts';
import { checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { type Clock, sleep } from '../clock.ts';
import type { EngineDoor } from '../run/engine-cache.ts';

/** What is to stand in the engine now. */
export interface Composed {
  readonly rows: readonly StatusRow[];
  readonly checkpoint: string;
}

/**
 * How a flush ended. `gone`: there is no engine any more. `refused`: the server does not take it, and has not for a while;
 * said in the log. `taken`: another runner holds the run. `cancelled`: the process is about to end.
 */
export type Flushed = 'written' | 'gone' | 'refused' | 'taken' | 'cancelled';

export interface StatusWriter {
  /** A row may have changed: if so it is written soon, together with what else changes in the meantime. */
  readonly touch: () => void;
  /** A step has ended that has launched nothing: it is written soon, and before anything is launched that may follow from it. */
  readonly owe: () => void;
  /** Resolves when everything that was owed before the call stands in the engine: at once where nothing is. */
  readonly settle: () => Promise<Flushed>;
  /** Somebody has wiped what stood there: it is written again soon. */
  readonly rewrite: () => void;
  /** Resolves when everything that had changed before the call stands in the engine. */
  readonly flush: () => Promise<Flushed>;
  /** The checkpoint as it was last written, to recognise that somebody has wiped or replaced it. */
  readonly written: () => Composed | undefined;
  /** Since when, by the clock's `elapsed`, the server answers and does not let this be written; undefined: it does. */
  readonly hinderedSince: () => number | undefined;
}

export interface StatusWriterOptions {
  readonly cluster: Pick<Cluster, 'patch'>;
  readonly engine: Pick<EngineDoor, 'current' | 'ending' | 'read' | 'saw' | 'sawNothing' | 'onSeen'>;
  readonly clock: Clock;
  /** Called once the machines fit one another. */
  readonly compose: () => Promise<Composed>;
  /** The rows as they should stand, without waiting for anything. */
  readonly rows: () => readonly StatusRow[];
  /** Whether others will soon have something to be written, too, and nothing waits for what is to be written now. */
  readonly moreComes: () => boolean;
  /** Whether the engine as last seen is held by somebody else. */
  readonly isTaken: () => boolean;
  readonly signal: AbortSignal;
  /** Told of every write that the server did not take and that is made again. */
  readonly onRetry: (retry: Pick<Retry, 'error' | 'elapsedMs'>) => void;
  readonly onRefused: (message: string) => void;
}

/** Status and checkpoint together are written at most at this rate, in bytes per second. */
const bytesPerSecond = 100_000;

/** What nobody waits for is written so long after the write before, with what else has changed by then, in milliseconds. */
const restMs = 500;

/** While more is to come, a write is followed by a pause of so many times what it took, up to `restMs`: a busy server gets fewer. */
const politeness = 4;

/**
 * A server that has taken such writes before and refuses one is asked again for so long, in milliseconds: somebody may be
 * changing the CustomResourceDefinition, or a webhook.
 */
const refusedMs = 60_000;
const againMs = 1_000;

/** Rows of a server's answer that are not those that were sent: it took the request and kept something else. */
const isKept = (answer: unknown, rows: readonly StatusRow[]): boolean =>
  saySame(recordsAt(recordAt(answer, 'status'), 'experiments'), rows);

const notKept: ClusterError = {
  is: 'Invalid',
  message:
    'the server took the status of the ChaosEngine and did not keep it. Has its CustomResourceDefinition been changed, or ' +
    'given a status subresource? Restore the definition of Litmus',
  causes: [],
};

/**
 * Writes rows and checkpoint in one PATCH that names the engine's resourceVersion: what somebody else has written in the
 * meantime is read first, so a stop is never overwritten unseen, and two runners never both believe that they hold the run.
 * Changes are collected while a write is under way, for as long as the size of the object asks for, and while more is to come
 * for a pause that grows with what the write before took.
 */
export const createStatusWriter = (options: StatusWriterOptions): StatusWriter => {
  const { cluster, engine, clock, signal } = options;
  let scheduled: (() => void) | undefined;
  let running: Promise<Flushed> | undefined;
  let notBefore = 0;
  let restUntil = 0;
  let politeUntil = 0;
  let last: Composed | undefined;
  let isWiped = false;
  /** How many ends were owed, and how many of them stand in the engine. */
  let owed = 0;
  let standing = 0;

  let hinderedSince: number | undefined;

  /** One attempt to write. Left: what stands in the way. */
  const send = async (composed: Composed, stop: AbortSignal): Promise<E.Either<ClusterError, void>> => {
    const { name, namespace, resourceVersion } = engine.current().metadata;
    const patch = {
      metadata: { annotations: { [checkpointAnnotation]: composed.checkpoint }, resourceVersion },
      status: { experiments: composed.rows },
    };
    const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
    const sentAt = clock.elapsed();
    const onRetry = (retry: Retry): void => {
      if (isWithdrawn(retry.error)) hinderedSince ??= clock.elapsed();
    };
    const call = { signal: stop, onRetry, patienceMs: Number.POSITIVE_INFINITY };
    const answer = await cluster.patch('ChaosEngine', ref, patch, call);
    if (E.isLeft(answer)) return answer;
    const size = composed.checkpoint.length + 160 * composed.rows.length;
    notBefore = clock.elapsed() + (size * 1000) / bytesPerSecond;
    restUntil = clock.elapsed() + restMs;
    politeUntil = clock.elapsed() + Math.min(politeness * (clock.elapsed() - sentAt), restMs);
    const kept = isKept(answer.right, composed.rows);
    if (kept) last = composed;
    engine.saw(answer.right, resourceVersion);
    return kept ? E.right(undefined) : E.left(notKept);
  };

  const write = async (): Promise<Flushed> => {
    isWiped = false;
    const due = owed;
    const composed = await options.compose();
    let refusedSince: number | undefined;

    /** How the write ends with this failure; undefined: it is made again. */
    const endWith = async (error: ClusterError, over: AbortSignal): Promise<Flushed | undefined> => {
      const call = { signal: AbortSignal.any([signal, over]), patienceMs: Number.POSITIVE_INFINITY };
      const meaning = meaningOf(error);
      switch (meaning) {
        case 'cancelled':
          return over.aborted && !signal.aborted ? undefined : 'cancelled';
        case 'absent':
          engine.sawNothing();
          return undefined;
        case 'overtaken': {
          const read = await engine.read(call);
          return E.isRight(read) ? undefined : endWith(read.left, over);
        }
        case 'passing':
          await sleep(clock, againMs, call.signal);
          return undefined;
        case 'denied':
        case 'refused': {
          const now = clock.elapsed();
          refusedSince ??= now;
          hinderedSince ??= now;
          // What it has never taken it will not take by being asked again.
          if (last === undefined || now - refusedSince > refusedMs) return refuse(error.message);
          options.onRetry({ error, elapsedMs: now - refusedSince });
          await sleep(clock, againMs, call.signal);
          return undefined;
        }
        default:
          return meaning satisfies never;
      }
    };

    for (;;) {
      if (signal.aborted) return 'cancelled';
      if (engine.ending() === 'gone') return 'gone';
      if (options.isTaken()) return 'taken';
      const over = new AbortController();
      endWrite = () => over.abort();
      const sent = await send(composed, AbortSignal.any([signal, over.signal]));
      if (E.isRight(sent)) {
        hinderedSince = undefined;
        standing = due;
        return 'written';
      }
      const ended = await endWith(sent.left, over.signal);
      if (ended !== undefined) return ended;
    }
  };

  /** Ends the request under way: somebody has seen meanwhile that there is nothing any more to write to. */
  let endWrite: () => void = () => undefined;
  engine.onSeen(() => {
    if (engine.ending() === 'gone' || options.isTaken()) endWrite();
  });

  const refuse = (message: string): Flushed => {
    options.onRefused(message);
    return 'refused';
  };

  /** One write at a time; whoever comes while one is under way gets the next. */
  const flush = async (): Promise<Flushed> => {
    scheduled?.();
    scheduled = undefined;
    const before = running;
    const mine = (async () => {
      if (before !== undefined) await before;
      const due = options.moreComes() ? Math.max(notBefore, politeUntil) : notBefore;
      const waitMs = due - clock.elapsed();
      if (waitMs > 0) await sleep(clock, waitMs, signal);
      return write();
    })();
    running = mine;
    const flushed = await mine;
    if (running === mine) running = undefined;
    return flushed;
  };

  /** Flushes asked for while another one waits its turn are one. */
  let next: Promise<Flushed> | undefined;
  const flushOnce = (): Promise<Flushed> => {
    if (running === undefined) return flush();
    next ??= running.then(() => {
      next = undefined;
      return flush();
    });
    return next;
  };

  const isNeeded = (): boolean =>
    isWiped || standing < owed || JSON.stringify(last?.rows) !== JSON.stringify(options.rows());

  const schedule = (): void => {
    if (scheduled !== undefined || signal.aborted) return;
    const waitMs = Math.max(notBefore, restUntil) - clock.elapsed();
    scheduled = clock.setTimer(clock.now() + Math.max(waitMs, 0), () => {
      scheduled = undefined;
      if (!signal.aborted && isNeeded()) void flushOnce();
    });
  };

  /** A write that is under way may have what is owed; who comes too late for it waits for the next. */
  const settle = async (): Promise<Flushed> => {
    const due = owed;
    while (standing < due) {
      const flushed = await (running ?? flushOnce());
      if (flushed !== 'written') return flushed;
    }
    return 'written';
  };

  return {
    touch: schedule,
    owe: () => {
      owed += 1;
      schedule();
    },
    settle,
    rewrite: () => {
      isWiped = true;
      schedule();
    },
    flush: flushOnce,
    written: () => last,
    hinderedSince: () => hinderedSince,
  };
};
