import * as E from 'fp-ts/Either';
import type { AuditRecord } from '../../model/progress/record.ts';
import { charactersOf, giveUpOldest, type Kept, keptLine } from './kept.ts';
import { type ProblemListener, problemTeller, rangeOf, type Sink } from './sink.ts';

export interface DeliveryError {
  readonly message: string;
  /** No later attempt can succeed (no permission, for instance): the sink gives up for good. */
  readonly permanent?: boolean;
}

export interface QueuedSinkOptions {
  readonly name: string;
  /** Delivers lines (without newlines) in order, all or none: after a Left the same lines come again, first in line. */
  readonly deliver: (lines: readonly string[]) => Promise<E.Either<DeliveryError, void>>;
  /** Waits before another attempt, in milliseconds; ends early when `signal` is aborted. Must not reject. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Waiting lines that are kept, in characters; beyond it the oldest are given up. Default 8 MiB. */
  readonly maxQueuedCharacters?: number;
  /** Most lines in one delivery; default 500. */
  readonly maxBatch?: number;
  /** First wait after a failure and longest wait, in milliseconds; default 500 and 30,000. It doubles in between. */
  readonly retryMs?: readonly [number, number];
  readonly onProblem?: ProblemListener;
}

const reasonFull = 'it could not be written for too long and the queue was full';

/**
 * A sink that never makes the caller wait: lines are queued and delivered in order, one delivery at a time; after a
 * failure the same lines are tried again later, and what has to be given up is named as missing, to the listener and by a
 * marker in the log itself.
 */
export const createQueuedSink = (options: QueuedSinkOptions): Sink => {
  const { name, retryMs: [firstWait, longestWait] = [500, 30_000], maxBatch = 500 } = options;
  const { maxQueuedCharacters: limit = 8 * 1024 * 1024 } = options;
  const say = problemTeller(name, options.onProblem);
  let queue: Kept[] = [];
  let characters = 0;
  let inFlight = 0;
  let lateFrom: number | undefined;
  let givenUp: string | undefined;
  let wait = firstWait;
  let loop: Promise<void> | undefined;
  let nap = new AbortController();
  let flushing: PromiseWithResolvers<void> | undefined;

  const settle = (): void => {
    flushing?.resolve();
    flushing = undefined;
  };

  const giveUpForGood = (reason: string): void => {
    givenUp = reason;
    const from = queue[0]?.from;
    if (from !== undefined) say('missing', `no record from ${from} on will be found there: ${reason}`, from);
    queue = [];
    characters = 0;
  };

  const delivered = (batch: readonly Kept[]): void => {
    queue = queue.slice(batch.length);
    characters -= charactersOf(batch);
    wait = firstWait;
    const last = batch.at(-1);
    if (lateFrom === undefined || queue.length > 0 || last === undefined) return;
    say('delivered', `${rangeOf(lateFrom, last.to)} arrived late`, lateFrom, last.to);
    lateFrom = undefined;
  };

  const failed = ({ from }: Kept, { message, permanent }: DeliveryError): void => {
    if (permanent === true) giveUpForGood(message);
    if (givenUp !== undefined || lateFrom !== undefined) return;
    lateFrom = from;
    say('late', `records from ${from} on are not delivered yet, they are tried again: ${message}`, from);
  };

  const attempt = async (): Promise<boolean> => {
    const batch = queue.slice(0, maxBatch);
    inFlight = batch.length;
    const result = await options.deliver(batch.map((waiting) => waiting.line));
    inFlight = 0;
    if (E.isRight(result)) delivered(batch);
    else if (batch[0] !== undefined) failed(batch[0], result.left);
    return E.isRight(result);
  };

  const run = async (): Promise<void> => {
    // Lines written in the same turn of the event loop go out together.
    await Promise.resolve();
    while (queue.length > 0 && givenUp === undefined) {
      if (await attempt()) continue;
      settle();
      if (givenUp !== undefined) break;
      nap = new AbortController();
      await options.sleep(wait, nap.signal);
      wait = Math.min(longestWait, wait * 2);
    }
    loop = undefined;
    settle();
  };

  /** Replaces the oldest lines that are not under way by one marker until the rest fits. */
  const makeRoom = (): void => {
    const marker = giveUpOldest(queue, limit, reasonFull, inFlight);
    if (marker === undefined) return;
    characters = charactersOf(queue);
    const { from, to } = marker;
    say('missing', `${rangeOf(from, to)} will not be found there: ${reasonFull}`, from, to);
  };

  const write = (line: string, record: AuditRecord): void => {
    if (givenUp !== undefined) return;
    queue.push(keptLine(line, record));
    characters += line.length;
    if (characters > limit) makeRoom();
    loop ??= run();
  };

  const flush = async (): Promise<void> => {
    if (loop === undefined) return;
    flushing ??= Promise.withResolvers();
    nap.abort();
    await flushing.promise;
  };

  const close = async (): Promise<void> => {
    if (givenUp !== undefined) return;
    await flush();
    const [first, last] = [queue[0], queue.at(-1)];
    givenUp ??= 'the sink is closed';
    nap.abort();
    await loop;
    if (first === undefined || last === undefined) return;
    say('missing', `${rangeOf(first.from, last.to)} could not be delivered before the end`, first.from, last.to);
  };

  return { name, write, flush, close };
};
