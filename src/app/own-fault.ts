import { plainText } from '../model/text/plain-text.ts';
import { createLog } from './log.ts';

/** What went wrong, in one line. Whatever was thrown, this throws nothing. */
const sentenceOf = (thrown: unknown): string => {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : JSON.stringify(thrown);
    return `${text}`.replaceAll(/\s+/g, ' ').slice(0, 300);
  } catch {
    return 'something that cannot be shown';
  }
};

const isDebugging = (level: string | undefined): boolean => level === 'debug' || level === 'trace';

/** What a person is told of a fault in this program: one line, and the stack only where `LOG_LEVEL` asks for it. */
export const faultText = (thrown: unknown, level: string | undefined): string => {
  const line = `chaos-runner has a fault and ends: ${sentenceOf(thrown)}`;
  if (!isDebugging(level)) return `${line}. Please report it; with LOG_LEVEL=debug it says where.`;
  return thrown instanceof Error && thrown.stack !== undefined ? `${line}\n${thrown.stack}` : line;
};

/** The exit codes of a fault: as of an error on the command line, as of a crash in the pod, so that it is started again. */
const exitCodes = { commandLine: 2, pod: 1 } as const;

/**
 * Ends the process over a fault that nothing has caught, without Node's own words: those show the line of the bundle, which
 * is some hundred kilobytes long.
 */
export const endByFault =
  (where: keyof typeof exitCodes) =>
  (thrown: unknown): never => {
    const level = process.env.LOG_LEVEL;
    const stack = thrown instanceof Error && isDebugging(level) ? { stack: thrown.stack } : {};
    // Not through the output that waits for its reader: nothing is written any more once the process has ended.
    const write = (text: string): void => void process.stderr.write(plainText(text));
    if (where === 'pod') createLog('fatal', { write }).fatal(stack, faultText(thrown, undefined));
    else write(`${faultText(thrown, level)}\n`);
    return process.exit(exitCodes[where]);
  };
