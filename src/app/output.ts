import type { Writable } from 'node:stream';
import { plainText } from '../model/text/plain-text.ts';

/** What is written to a stream that nobody reads, or that is broken, is lost; whoever writes is neither held up nor ended. */
export interface Output {
  /** The one place where text reaches a terminal: it is made plain, wherever it comes from. */
  readonly write: (text: string) => void;
  /** What this program draws itself, with sequences that a terminal obeys; its texts have been made plain (`drawn`). */
  readonly draw: (drawn: string) => void;
}

export interface OutputOptions {
  /** What the stream is called in a sentence, such as `standard error`. */
  readonly name: string;
  /** What may wait in this process for a reader, in bytes; more is left out. */
  readonly limitBytes: () => number;
  /** Is told once that lines are lost, in a sentence. `code`: of the error; undefined where nobody reads. */
  readonly tell: (sentence: string, code: string | undefined) => void;
}

interface Terminals {
  readonly _handle?: { readonly setBlocking?: (blocking: boolean) => unknown };
}

/**
 * A stream of the process that never holds it up. Pipes are written to by the event loop and files by the kernel, but a
 * terminal that somebody has stopped (Ctrl-S) would hold the whole process in the middle of a write: node sets it to.
 */
export const createOutput = (stream: Writable, { name, limitBytes, tell }: OutputOptions): Output => {
  let told = false;
  let broken = false;
  let left = 0;
  const lost = (why: string, code?: string): void => {
    if (!told) tell(`Output was lost: ${name} ${why}`, code);
    told = true;
  };
  stream.on('error', (error: NodeJS.ErrnoException) => {
    broken = true;
    lost(`cannot be written: ${error.message}`, error.code);
  });
  (stream as Terminals)._handle?.setBlocking?.(false);
  const draw = (text: string): void => {
    if (broken) return;
    if (stream.writableLength + text.length > limitBytes()) {
      left += 1;
      lost('is not read');
      return;
    }
    // A reader that comes back sees where something is missing.
    const gap = left === 0 ? '' : `(${left} lines were left out here: nobody read them)\n`;
    left = 0;
    stream.write(`${gap}${text}`);
  };
  return { write: (text) => draw(plainText(text)), draw };
};
