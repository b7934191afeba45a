import * as E from 'fp-ts/Either';
import type { AuditRecord } from '../../model/progress/record.ts';
import { partsOfId } from '../hash-chain.ts';
import { missingMarker, type ProblemListener, problemList, rangeOf, type Sink } from './sink.ts';

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

interface Waiting {
  readonly line: string;
  readonly runId: string;
  readonly from: number;
  readonly to: number;
  /** Stands in place of records that were given up. */
  readonly marker: boolean;
}

const reasonFull = 'it could not be written for too long and the queue was full';

/**
 * A sink that never makes the caller wait: lines are queued and delivered in order, one delivery at a time; after a
 * failure the same lines are tried again later, and what has to be given up is named as missing, to the listener and by a
 * marker in the log itself.
 */
export const createQueuedSink = (options: QueuedSinkOptions): Sink => {
  const problems = problemList(options.onProblem);
  const [firstWait, longestWait] = options.retryMs ?? [500, 30_000];
  const limit = options.maxQueuedCharacters ?? 8 * 1024 * 1024;
  const maxBatch = options.maxBatch ?? 500;
  let queue: Waiting[] = [];
  let characters = 0;
  let inFlight = 0;
  let lateFrom: number | undefined;
  let givenUp: string | undefined;
  let wait = firstWait;
  let loop: Promise<void> | undefined;
  let nap = new AbortController();
  let flushing: (() => void)[] = [];

  const settle = (): void => {
    const waiters = flushing;
    flushing = [];
    for (const resolve of waiters) resolve();
  };

  const say = (kind: 'late' | 'delivered' | 'missing', what: string, from: number, to?: number): void =>
    problems.add({
      sink: options.name,
      kind,
      message: `${options.name}: ${what}`,
      from,
      ...(to === undefined ? {} : { to }),
    });

  const giveUpForGood = (reason: string): void => {
    givenUp = reason;
    const from = queue[0]?.from;
    if (from !== undefined) say('missing', `no record from ${from} on will be found there: ${reason}`, from);
    queue = [];
    characters = 0;
  };

  const delivered = (batch: readonly Waiting[]): void => {
    queue = queue.slice(batch.length);
    for (const sent of batch) characters -= sent.line.length;
    wait = firstWait;
    const last = batch.at(-1);
    if (lateFrom === undefined || queue.length > 0 || last === undefined) return;
    say('delivered', `${rangeOf(lateFrom, last.to)} arrived late`, lateFrom, last.to);
    lateFrom = undefined;
  };

  const failed = (first: Waiting, error: DeliveryError): void => {
    if (error.permanent === true) giveUpForGood(error.message);
    if (givenUp !== undefined || lateFrom !== undefined) return;
    lateFrom = first.from;
    say(
      'late',
      `records from ${first.from} on are not delivered yet, they are tried again: ${error.message}`,
      first.from,
    );
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
    let end = inFlight;
    // Down to three quarters, so that a full queue is not reported line by line.
    while (characters > limit * 0.75 && end < queue.length - 1) {
      characters -= queue[end]?.line.length ?? 0;
      end += 1;
    }
    const lost = queue.slice(inFlight, end);
    const [first, last] = [lost[0], lost.at(-1)];
    if (first === undefined || last === undefined) return;
    const line = missingMarker(first.runId, first.from, last.to, reasonFull);
    queue.splice(inFlight, lost.length, { line, runId: first.runId, from: first.from, to: last.to, marker: true });
    characters += line.length;
    say('missing', `${rangeOf(first.from, last.to)} will not be found there: ${reasonFull}`, first.from, last.to);
  };

  const write = (line: string, record: AuditRecord): void => {
    const { sequence } = record.data;
    if (givenUp !== undefined) return;
    queue.push({ line, runId: partsOfId(record.id)?.runId ?? '', from: sequence, to: sequence, marker: false });
    characters += line.length;
    if (characters > limit) makeRoom();
    loop ??= run();
  };

  const flush = (): Promise<void> =>
    new Promise((resolve) => {
      if (loop === undefined) return resolve();
      flushing.push(resolve);
      nap.abort();
    });

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

  return { name: options.name, write, flush, close, problems: problems.all };
};
