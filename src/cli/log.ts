import { type Logger, pino } from 'pino';

/** JSON lines on standard error: standard output belongs to the audit log. `level`: one of pino's, default `info`. */
export const createLog = (level: string | undefined): Logger => {
  const known = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  return pino(
    {
      level: level !== undefined && known.includes(level) ? level : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: true }),
  );
};
