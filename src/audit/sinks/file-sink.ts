import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import * as E from 'fp-ts/Either';
import type { AuditRecord } from '../../model/progress/record.ts';
import { repairTail } from './file-tail.ts';
import { charactersOf, giveUpOldest, type Kept, keptLine } from './kept.ts';
import { type ProblemListener, problemTeller, rangeOf, type Sink } from './sink.ts';

export interface FileSinkOptions {
  readonly path: string;
  /** Lines kept for a later attempt while the file cannot be written, in characters. Default 8 MiB. */
  readonly maxKeptCharacters?: number;
  readonly onProblem?: ProblemListener;
}

/** How often, and after which pauses in milliseconds, a pipe that nobody reads is tried again at the end. */
const lastTries = 20;
const lastPauseMs = 50;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const messageOf = (error: unknown): string => {
  if (codeOf(error) === 'EAGAIN') return 'nobody reads from the pipe';
  return error instanceof Error ? error.message : String(error);
};

/**
 * Opens a file to append audit lines to (made with mode 0600 if absent) and repairs what a killed process left torn at its
 * end: half a line is cut, a whole line without its newline gets it; the listener is told. Left: why the file
 * cannot be opened, a sentence.
 *
 * A write resolves when the line is on the disk (fdatasync; lines written while one is under way share the next) or when
 * writing failed: then the lines are kept and tried again before the next ones, and chaos control goes on. To a pipe it
 * resolves when the line is handed over, or when nobody reads there: that is a failure like any other.
 */
export const openFileSink = async (options: FileSinkOptions): Promise<E.Either<string, Sink>> => {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK;
    const file = await open(options.path, flags, 0o600);
    const say = problemTeller('file', options.onProblem, options.path);
    const onDisk = (await file.stat()).isFile();
    const { size, repaired } = await repairTail(file);
    if (repaired !== undefined) say('repaired', repaired);
    return E.right(fileSink({ file, size, onDisk }, options, say));
  } catch (error) {
    return E.left(`the audit file ${options.path} cannot be opened: ${messageOf(error)}`);
  }
};

interface Opened {
  readonly file: FileHandle;
  readonly size: number;
  /** False for a pipe or a device: there is nothing to sync, and asking is an error. */
  readonly onDisk: boolean;
}

const fileSink = (
  { file, size: initialSize, onDisk }: Opened,
  { maxKeptCharacters: limit = 8 * 1024 * 1024 }: FileSinkOptions,
  say: ReturnType<typeof problemTeller>,
): Sink => {
  let size = initialSize;
  let kept: Kept[] = [];
  /** Of the lines that are tried again, what a pipe has taken already, in bytes. */
  let handedOver = 0;
  /** The last attempt found no room in a pipe. */
  let isUnread = false;
  let lateFrom: number | undefined;
  let turn = Promise.resolve();
  let closed = false;

  const writeAll = async (lines: readonly Kept[]): Promise<E.Either<string, void>> => {
    const bytes = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''));
    try {
      while (handedOver < bytes.length) {
        const { bytesWritten } = await file.write(bytes, handedOver, bytes.length - handedOver);
        handedOver += bytesWritten;
      }
      if (onDisk) await file.datasync();
      size += bytes.length;
      handedOver = 0;
      return E.right(undefined);
    } catch (error) {
      // Part of it may have been written: cut back to the last good line, or the next attempt would write it twice. What a
      // pipe has taken cannot be taken back: the next attempt, which begins with the same lines, goes on behind it.
      if (onDisk) {
        handedOver = 0;
        await file.truncate(size).catch(() => undefined);
      }
      isUnread = codeOf(error) === 'EAGAIN';
      return E.left(messageOf(error));
    }
  };

  const makeRoom = (): void => {
    const reason = 'the file could not be written for too long';
    const marker = giveUpOldest(kept, limit, reason);
    if (marker === undefined) return;
    // What a pipe has taken of the first one stays torn.
    if (handedOver > 0) kept[0] = { ...marker, line: `\n${marker.line}` };
    handedOver = 0;
    const { from, to } = marker;
    say('missing', `${rangeOf(from, to)} will not be found there: ${reason}`, from, to);
  };

  const deliver = async (): Promise<void> => {
    const batch = kept;
    const [first, last] = [batch[0], batch.at(-1)];
    if (first === undefined || last === undefined) return;
    kept = [];
    const result = await writeAll(batch);
    if (E.isRight(result)) {
      if (lateFrom !== undefined) say('delivered', `${rangeOf(lateFrom, last.to)} arrived late`, lateFrom, last.to);
      lateFrom = undefined;
      return;
    }
    kept = [...batch, ...kept];
    if (lateFrom === undefined) {
      lateFrom = first.from;
      const text = `${rangeOf(first.from, last.to)} could not be written, tried again with the next: ${result.left}`;
      say('late', text, first.from, last.to);
    }
    if (charactersOf(kept) > limit) makeRoom();
  };

  /** One turn writes all that is kept when it begins; a line that comes during a turn goes with the next. */
  const nextTurn = (): Promise<void> => {
    turn = turn.then(deliver);
    return turn;
  };

  const write = (line: string, record: AuditRecord): Promise<void> | undefined => {
    if (closed) return undefined;
    kept.push(keptLine(line, record));
    return nextTurn();
  };

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await nextTurn();
    // Who reads from a pipe may be about to.
    for (let tries = 0; isUnread && kept.length > 0 && tries < lastTries; tries += 1) {
      await setTimeout(lastPauseMs);
      await nextTurn();
    }
    const [first, last] = [kept[0], kept.at(-1)];
    if (first !== undefined && last !== undefined) {
      say('missing', `${rangeOf(first.from, last.to)} could not be written before the end`, first.from, last.to);
    }
    await file.close().catch(() => undefined);
  };

  return { name: 'file', write, flush: nextTurn, close };
};
