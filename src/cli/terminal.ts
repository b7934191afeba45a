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

/** From now on a reader that has gone, as `head` does, is no reason to fail. */
export const tolerateClosedPipes = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
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
