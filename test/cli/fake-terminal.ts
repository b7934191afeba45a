import { Writable } from 'node:stream';
import { createOutput, type Output } from '../../src/app/output.ts';
import { drawn } from '../../src/app/progress/style.ts';
import type { Terminal } from '../../src/app/terminal.ts';

export interface FakeTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
  /** The last line of standard output as JSON. */
  readonly json: () => unknown;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  /** The codes with which the process would have ended at once. */
  readonly left: readonly number[];
}

/** An output of the program whose stream hands over what it is given. */
const outputTo = (take: (text: string) => void): Output => {
  const stream = new Writable({
    decodeStrings: false,
    write: (text, _, done) => {
      take(String(text));
      done();
    },
  });
  return createOutput(stream, { name: 'a test', limitBytes: () => Number.POSITIVE_INFINITY, tell: () => undefined });
};

/** A terminal that remembers; `live` ones are 80 columns wide and 24 lines high. */
export const fakeTerminal = (options: { readonly live?: boolean; readonly colour?: boolean } = {}): FakeTerminal => {
  const written = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const left: number[] = [];
  const stdout = outputTo((text) => {
    written.out += text;
  });
  const stderr = outputTo((text) => {
    written.err += text;
  });
  return {
    stdout: stdout.write,
    stderr: stderr.write,
    draw: (picture) => stdout.draw(drawn(picture, options.colour === true)),
    live: options.live === true,
    colour: options.colour === true,
    columns: () => (options.live === true ? 80 : undefined),
    rows: () => 24,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    leave: (code) => void left.push(code),
    out: () => written.out,
    err: () => written.err,
    json: () => JSON.parse(written.out.trim().split('\n').at(-1) ?? '') as unknown,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    left,
  };
};
