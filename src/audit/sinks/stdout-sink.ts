import type { Writable } from 'node:stream';
import type { AuditRecord } from '../../model/progress/record.ts';
import { type Kept, keptLine } from './kept.ts';
import { missingMarker, type ProblemListener, problemTeller, rangeOf, type Sink } from './sink.ts';

/** What may wait in this process for a reader, in bytes; a pod may have 128 MiB in all. */
const defaultLimitBytes = 8 * 1_048_576;

const reasonUnread = 'nobody read standard output';

/**
 * Writes each line to a stream, normally `process.stdout`, at once, so that a killed process has said what it was about to
 * do. Errors of the stream (a closed pipe, a full disk) are taken here and reported as missing records; they never end the
 * process, and a reader that does not read never holds it up: what there is no room for is left out, with a marker in its
 * place once there is.
 */
export const createStdoutSink = (
  stream: Writable,
  onProblem?: ProblemListener,
  limitBytes = defaultLimitBytes,
): Sink => {
  const say = problemTeller('stdout', onProblem);
  let pending = 0;
  let idle: PromiseWithResolvers<void> | undefined;
  let broken: string | undefined;
  /** Records that were left out since the last line. */
  let left: Kept | undefined;

  const lost = (sequence: number, message: string): void => {
    if (broken !== undefined) return;
    broken = message;
    say('missing', `${rangeOf(sequence, sequence)} and maybe later ones could not be printed: ${message}`, sequence);
  };
  // Without a listener an EPIPE would be an uncaught exception; what is lost is said by the write's callback.
  stream.on('error', () => undefined);

  const leaveOut = (line: string, record: AuditRecord): void => {
    const { sequence } = record.data;
    if (left === undefined) say('missing', `records are left out from ${sequence} on: ${reasonUnread}`, sequence);
    left = { ...keptLine(line, record), from: left?.from ?? sequence };
  };

  const write = (line: string, record: AuditRecord): void => {
    if (broken !== undefined) return;
    if (stream.writableLength + line.length > limitBytes) {
      leaveOut(line, record);
      return;
    }
    const marker = left === undefined ? '' : `${missingMarker(left.runId, left.from, left.to, reasonUnread)}\n`;
    left = undefined;
    pending += 1;
    stream.write(`${marker}${line}\n`, (error) => {
      pending -= 1;
      if (error) lost(record.data.sequence, error.message);
      if (pending > 0) return;
      idle?.resolve();
      idle = undefined;
    });
  };
  const flush = async (): Promise<void> => {
    if (pending === 0) return;
    idle ??= Promise.withResolvers();
    await idle.promise;
  };
  const close = (): Promise<void> => {
    if (left !== undefined)
      say('missing', `${rangeOf(left.from, left.to)} were left out: ${reasonUnread}`, left.from, left.to);
    left = undefined;
    // The stream is the process's: it is flushed, not ended.
    return flush();
  };
  return { name: 'stdout', write, flush, close };
};
