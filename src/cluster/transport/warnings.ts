import { plainLine } from '../../model/text/plain-text.ts';

/** What an API server says beside an answer: deprecations, Pod Security, fields that it does not know. */
export interface ServerWarning {
  readonly text: string;
  /** What was asked, such as `create jobs "x" in namespace litmus`. */
  readonly request: string;
}

/** Bounds of what is remembered of one server: texts that differ, and characters of each. */
const bounds = { texts: 200, characters: 1_000 };

/** One warning: `299 agent "text"`, and a date that nobody needs. A backslash escapes. */
const oneWarning = /[\s,]*(\d{3}) +\S+ +"([^"\\]*(?:\\.[^"\\]*)*)"(?: +"[^"]*")?/y;

/**
 * The texts of an answer's `Warning` headers, joined with commas as node:http does; one line each, without control characters.
 * Those of Kubernetes have the code 299 (RFC 7234, section 5.5), the others are for caches. What cannot be read as a warning
 * is given as it stands: a proxy that spoils a header does not make its warning untrue.
 */
export const warningTexts = (header: string): readonly string[] => {
  // node:http reads headers byte by byte, and the server writes UTF-8.
  const written = Buffer.from(header, 'latin1').toString('utf8');
  const texts: string[] = [];
  oneWarning.lastIndex = 0;
  let end = 0;
  for (let found = oneWarning.exec(written); found !== null; found = oneWarning.exec(written)) {
    end = oneWarning.lastIndex;
    if (found[1] === '299') texts.push(found[2]?.replace(/\\(.)/g, '$1') ?? '');
  }
  const rest = written.slice(end).replace(/^[\s,]+/, '');
  return [...texts, rest].map(shown).filter((text) => text !== '');
};

const shown = (text: string): string => {
  const line = plainLine(text);
  return line.length > bounds.characters ? `${line.slice(0, bounds.characters)}… (cut)` : line;
};

/**
 * Hands on each text once. `named`: the object of the request; texts that differ only in its name are one, or every Job of
 * a batch would be warned of in its own words. After 200 texts it says that no more will be said.
 */
export const eachOnce = (
  say: (warning: ServerWarning) => void,
): ((warning: ServerWarning, named: string | undefined) => void) => {
  const known = new Set<string>();
  return (warning, named) => {
    const key = named === undefined ? warning.text : warning.text.replaceAll(named, '');
    if (known.has(key) || known.size > bounds.texts) return;
    known.add(key);
    say(
      known.size > bounds.texts
        ? { ...warning, text: `there are more than ${bounds.texts} different warnings: the others are not said` }
        : warning,
    );
  };
};
