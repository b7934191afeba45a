import * as E from 'fp-ts/Either';
import type { ClusterError } from '../cluster/error.ts';
import type { Cluster } from '../cluster/port.ts';
import type { StatusRow } from '../model/row.ts';
import { checkpointAnnotation } from './checkpoint.ts';
import { type Clock, sleep } from './clock.ts';
import type { EngineDoor } from './engine-door.ts';

/** What is to stand in the engine now. */
export interface Composed {
  readonly rows: readonly StatusRow[];
  readonly checkpoint: string;
}

/**
 * How a flush ended. `gone`: there is no engine any more. `refused`: the server will not take it, whatever we do; said in the
 * log. `taken`: another runner holds the run. `cancelled`: the process is about to end.
 */
export type Flushed = 'written' | 'gone' | 'refused' | 'taken' | 'cancelled';

export interface StatusWriter {
  /** A row may have changed: if so it is written soon, together with what else changes in the meantime. */
  readonly touch: () => void;
  /** Somebody has wiped what stood there: it is written again soon. */
  readonly rewrite: () => void;
  /** Resolves when everything that had changed before the call stands in the engine. */
  readonly flush: () => Promise<Flushed>;
  /** The checkpoint as it was last written, to recognise that somebody has wiped or replaced it. */
  readonly written: () => Composed | undefined;
}

export interface StatusWriterOptions {
  readonly cluster: Pick<Cluster, 'patch'>;
  readonly engine: EngineDoor;
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
  readonly onRefused: (message: string) => void;
}

/** Status and checkpoint together are written at most at this rate, in bytes per second. */
const bytesPerSecond = 100_000;

/** What nobody waits for is written so long after the write before, with what else has changed by then, in milliseconds. */
const restMs = 500;

/** While more is to come, a write is followed by a pause of so many times what it took, up to `restMs`: a busy server gets fewer. */
const politeness = 4;

/** So many answers that are none of an API server are put up with for one write, and so long is waited after each. */
const garbledAnswers = 5;
const garbledPauseMs = 1_000;

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

  const write = async (): Promise<Flushed> => {
    const composed = await options.compose();
    const body = {
      metadata: { annotations: { [checkpointAnnotation]: composed.checkpoint } },
      status: { experiments: composed.rows },
    };
    const size = composed.checkpoint.length + 160 * composed.rows.length;
    let garbled = 0;
    /** What stands between us and the server may garble an answer, and then another. */
    const mayPass = async ({ _tag }: ClusterError): Promise<boolean> => {
      if (_tag !== 'Malformed' || garbled >= garbledAnswers) return false;
      garbled += 1;
      await sleep(clock, garbledPauseMs, signal);
      return true;
    };
    for (;;) {
      if (signal.aborted) return 'cancelled';
      if (engine.ending() === 'gone') return 'gone';
      if (options.isTaken()) return 'taken';
      const { name, namespace, resourceVersion } = engine.current().metadata;
      const patch = { ...body, metadata: { ...body.metadata, resourceVersion } };
      const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
      const sentAt = clock.elapsed();
      const answer = await cluster.patch('ChaosEngine', ref, patch, { signal, patienceMs: Number.POSITIVE_INFINITY });
      if (E.isRight(answer)) {
        last = composed;
        notBefore = clock.elapsed() + (size * 1000) / bytesPerSecond;
        restUntil = clock.elapsed() + restMs;
        politeUntil = clock.elapsed() + Math.min(politeness * (clock.elapsed() - sentAt), restMs);
        engine.saw(answer.right);
        return 'written';
      }
      const { _tag, message } = answer.left;
      if (_tag === 'Cancelled') return 'cancelled';
      if (_tag === 'NotFound') engine.sawNothing();
      else if (_tag === 'Conflict') {
        const read = await engine.read({ signal, patienceMs: Number.POSITIVE_INFINITY });
        if (E.isRight(read) || read.left._tag === 'Cancelled' || (await mayPass(read.left))) continue;
        return refuse(read.left.message);
      } else if (!(await mayPass(answer.left))) return refuse(message);
    }
  };

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

  const schedule = (isNeeded: () => boolean): void => {
    if (scheduled !== undefined || signal.aborted) return;
    const waitMs = Math.max(notBefore, restUntil) - clock.elapsed();
    scheduled = clock.setTimer(clock.now() + Math.max(waitMs, 0), () => {
      scheduled = undefined;
      if (isNeeded() && !signal.aborted) void flushOnce();
    });
  };

  const rowsDiffer = (): boolean => JSON.stringify(last?.rows) !== JSON.stringify(options.rows());

  return {
    touch: () => schedule(rowsDiffer),
    rewrite: () => schedule(() => true),
    flush: flushOnce,
    written: () => last,
  };
};
