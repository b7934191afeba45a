/** What commands need of the terminal that they run in; tests give their own. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Standard output is a terminal whose lines can be drawn again. */
  readonly live: boolean;
  /** Standard output takes colours. */
  readonly colour: boolean;
  /** Columns of standard output; undefined: it is no terminal, nothing has to be cut. */
  readonly columns: () => number | undefined;
  readonly rows: () => number;
  /** Ctrl-C and SIGTERM no longer end the process but call the listener, each time. The answer takes that back. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Ends the process at once. */
  readonly leave: (code: number) => void;
}

/** The exit code where output was lost, and nothing worse has happened. */
const outputLost = 2;

/**
 * From now on output that cannot be written ends nothing: a run goes on to its clean-up. A reader that has gone, as `head`
 * does, is no failure; anything else, a full disk for one, is said once and makes the exit code 2 instead of 0.
 */
export const surviveLostOutput = (): void => {
  let told = false;
  const tell = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || told) return;
    told = true;
    process.stderr.write(`Output was lost: ${error.message}\n`);
    process.once('exit', () => {
      if (Number(process.exitCode ?? 0) === 0) process.exitCode = outputLost;
    });
  };
  process.stdout.on('error', tell);
  process.stderr.on('error', tell);
};

/** The terminal of this process. Colours follow NO_COLOR; a dumb terminal gets plain lines. */
export const processTerminal = (): Terminal => {
  const { stdout, stderr, env } = process;
  const live = stdout.isTTY === true && env.TERM !== 'dumb' && env.CI === undefined;
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    live,
    colour: live && (env.NO_COLOR ?? '') === '',
    columns: () => (stdout.isTTY === true ? stdout.columns : undefined),
    rows: () => stdout.rows ?? 24,
    onInterrupt: (listener) => {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
    leave: (code) => process.exit(code),
  };
};
