import type { Writable } from 'node:stream';
import type { AuditRecord } from '../model/record.ts';
import { type ProblemListener, problemList, rangeOf, type Sink } from './sink.ts';

/**
 * Writes each line to a stream, normally `process.stdout`, at once, so that a killed process has said what it was about to
 * do. Errors of the stream (a closed pipe) are taken here and reported as missing records; they never end the process.
 */
export const createStdoutSink = (stream: Writable, onProblem?: ProblemListener): Sink => {
  const problems = problemList(onProblem);
  let pending = 0;
  let idle: (() => void)[] = [];
  let broken: string | undefined;

  const lost = (sequence: number, message: string): void => {
    if (broken !== undefined) return;
    broken = message;
    const text = `stdout: ${rangeOf(sequence, sequence)} and maybe later ones could not be printed: ${message}`;
    problems.add({ sink: 'stdout', kind: 'missing', message: text, from: sequence });
  };
  // Without a listener an EPIPE would be an uncaught exception; what is lost is said by the write's callback.
  stream.on('error', () => undefined);

  const write = (line: string, record: AuditRecord): void => {
    if (broken !== undefined) return;
    pending += 1;
    stream.write(`${line}\n`, (error) => {
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
  // The stream is the process's: it is flushed, not ended.
  return { name: 'stdout', write, flush, close: flush, problems: problems.all };
};
