/** So much of a line is quoted. */
const quotedCharacters = 200;

const saysSo = (line: string): boolean => /\bprobes?\b/i.test(line) && /\bfail(ed|ure|s)?\b/i.test(line);

/** The last line of an experiment's log that says that a probe has failed, as litmus-go writes them; undefined: there is none. */
export const failedProbeIn = (log: string): string | undefined => {
  const line = log.split('\n').findLast(saysSo)?.trim();
  return line !== undefined && line.length > quotedCharacters ? `${line.slice(0, quotedCharacters)}…` : line;
};
