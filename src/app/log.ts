import { type Logger, pino } from 'pino';
import type { Output } from './output.ts';

/**
 * JSON lines for standard error: standard output belongs to the audit log. `level`: one of pino's, default `info`. `output`
 * may lose lines; it must not hold up whoever writes them, as pino's own destinations do.
 */
export const createLog = (level: string | undefined, output: Pick<Output, 'write'>): Logger => {
  const known = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  return pino(
    {
      level: level !== undefined && known.includes(level) ? level : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    output,
  );
};
