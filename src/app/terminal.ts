import { createOutput, type Output } from './output.ts';
import { drawn, type Picture } from './progress/style.ts';

/** What commands need of the terminal that they run in; tests give their own. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Draws on standard output: with colours where it takes them, in place of what is there where that is said. */
  readonly draw: (picture: Picture) => void;
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

/** Waits for the first Ctrl-C or SIGTERM, which then does nothing else. */
export const untilInterrupt = ({ onInterrupt }: Pick<Terminal, 'onInterrupt'>): Promise<void> =>
  new Promise((resolve) => {
    const restore = onInterrupt(() => {
      restore();
      resolve();
    });
  });

/** What the first Ctrl-C or SIGTERM asks for, and what each further one. The answer takes that back. */
export const onInterrupts = (
  { onInterrupt }: Pick<Terminal, 'onInterrupt'>,
  first: () => void,
  further: () => void,
): (() => void) => {
  let act = first;
  return onInterrupt(() => {
    const now = act;
    act = further;
    now();
  });
};

/** The exit code where output was lost, and nothing worse has happened. */
const outputLost = 2;

/** What may wait in this process for a reader while a run goes on, in bytes. */
const besideBytes = 4 * 1_048_576;

/** Output that nobody reads keeps a process that has done its work no longer than this, in milliseconds. */
const drainMs = 10_000;

/**
 * How output is taken: as what the command is for, or beside a run, which must not depend on it. `json`: standard output is
 * for a program, nothing else may be said there.
 */
const role = { beside: false, json: false };
let outputs: Readonly<Record<'stdout' | 'stderr', Output>> | undefined;

/**
 * Output that cannot be written ends nothing: a run goes on to its clean-up. What is lost is said once on the other stream.
 * A reader that has gone, as `head` does, is no failure of a command that only shows something; anything else, a full disk
 * for one, makes its exit code 2 instead of 0.
 */
const processOutputs = (): NonNullable<typeof outputs> => {
  if (outputs !== undefined) return outputs;
  const limitBytes = (): number => (role.beside ? besideBytes : Number.POSITIVE_INFINITY);
  const stdout = createOutput(process.stdout, {
    name: 'standard output',
    limitBytes,
    tell: (sentence, code) => {
      if (code === 'EPIPE' && !role.beside) return;
      stderr.write(`${sentence}\n`);
      if (role.beside) return;
      process.once('exit', () => {
        if (Number(process.exitCode ?? 0) === 0) process.exitCode = outputLost;
      });
    },
  });
  const stderr = createOutput(process.stderr, {
    name: 'standard error',
    limitBytes,
    tell: (sentence) => {
      if (role.beside && !role.json) stdout.write(`${sentence}\n`);
    },
  });
  outputs = { stdout, stderr };
  return outputs;
};

/** From now on output that cannot be written ends nothing. */
export const surviveLostOutput = (): void => void processOutputs();

/**
 * For commands that act on a cluster, whose exit code says what came of that: output is beside it. What is not read is left
 * out, what is lost changes no exit code, and once everything is done nothing waits for a reader for long.
 */
export const actBesideOutput = async (json: boolean | undefined, act: () => Promise<number>): Promise<void> => {
  role.beside = true;
  role.json = json === true;
  process.exitCode = await act();
  setTimeout(() => process.exit(), drainMs).unref();
};

/** The terminal of this process. Colours follow NO_COLOR; a dumb terminal gets plain lines. */
export const processTerminal = (): Terminal => {
  const { stdout, env } = process;
  const output = processOutputs();
  const live = stdout.isTTY === true && env.TERM !== 'dumb' && env.CI === undefined;
  const colour = live && (env.NO_COLOR ?? '') === '';
  return {
    draw: (picture) => output.stdout.draw(drawn(picture, colour)),
    stdout: output.stdout.write,
    stderr: output.stderr.write,
    live,
    colour,
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
