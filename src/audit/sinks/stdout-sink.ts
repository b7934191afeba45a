import type { Writable } from 'node:stream';
import type { AuditRecord } from '../../model/progress/record.ts';
import { partsOfId } from '../hash-chain.ts';
import { missingMarker, type ProblemListener, problemList, rangeOf, type Sink } from './sink.ts';

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
  const problems = problemList(onProblem);
  let pending = 0;
  let idle: (() => void)[] = [];
  let broken: string | undefined;
  /** Records that were left out since the last line. */
  let left: { readonly runId: string; readonly from: number; readonly to: number } | undefined;

  const missing = (what: string, from: number, to?: number): void =>
    problems.add({
      sink: 'stdout',
      kind: 'missing',
      message: `stdout: ${what}`,
      from,
      ...(to === undefined ? {} : { to }),
    });

  const lost = (sequence: number, message: string): void => {
    if (broken !== undefined) return;
    broken = message;
    missing(`${rangeOf(sequence, sequence)} and maybe later ones could not be printed: ${message}`, sequence);
  };
  // Without a listener an EPIPE would be an uncaught exception; what is lost is said by the write's callback.
  stream.on('error', () => undefined);

  const leaveOut = ({ id, data: { sequence } }: AuditRecord): void => {
    if (left === undefined) missing(`records are left out from ${sequence} on: ${reasonUnread}`, sequence);
    left = { runId: partsOfId(id)?.runId ?? '', from: left?.from ?? sequence, to: sequence };
  };

  const write = (line: string, record: AuditRecord): void => {
    if (broken !== undefined) return;
    if (stream.writableLength + line.length > limitBytes) {
      leaveOut(record);
      return;
    }
    const marker = left === undefined ? '' : `${missingMarker(left.runId, left.from, left.to, reasonUnread)}\n`;
    left = undefined;
    pending += 1;
    stream.write(`${marker}${line}\n`, (error) => {
      pending -= 1;
      if (error) lost(record.data.sequence, error.message);
      if (pending > 0) return;
      const waiters = idle;
      idle = [];
      for (const resolve of waiters) resolve();
    });
  };
  const flush = (): Promise<void> =>
    new Promise((resolve) => {
      if (pending === 0) resolve();
      else idle.push(resolve);
    });
  const close = (): Promise<void> => {
    if (left !== undefined)
      missing(`${rangeOf(left.from, left.to)} were left out: ${reasonUnread}`, left.from, left.to);
    left = undefined;
    // The stream is the process's: it is flushed, not ended.
    return flush();
  };
  return { name: 'stdout', write, flush, close, problems: problems.all };
};
