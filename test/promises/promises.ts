import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plain } from './markdown.ts';
import { titlesIn } from './titles.ts';

const root = path.join(import.meta.dirname, '../..');

/** What a document promises, and the tests that prove it; or why it needs none. */
export interface Promised {
  /** From the root of the repository. */
  readonly document: string;
  /** A sentence, a row of a table (its cells divided by ` | `) or a commented line of code, as it stands in the document. */
  readonly says: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
  /** Of what is no promise of the program. */
  readonly needsNone?: string;
  /** Where this entry is in the table. */
  readonly place: string;
}

/**
 * Reads one page of the table, whose first line names its document: sentences, each on a line of its own, and below them
 * indented what proves all of them, as `test/file.test.ts: group > title`, or `none: WHY`. Lines with `#` are headings.
 */
export function readPage(text: string, file: string): Promised[] {
  const [document = '', ...lines] = text.split('\n');
  const promises: Promised[] = [];
  let says: { readonly says: string; readonly place: string }[] = [];
  let proofs: string[] = [];
  const close = () => {
    const tests = proofs.flatMap((proof) => {
      const [, at, title] = /^((?:simulator\/)?test\/\S+): (.*)$/.exec(proof) ?? [];
      return at === undefined || title === undefined ? [] : [{ file: at, title }];
    });
    const needsNone = proofs.map((proof) => /^none: (.+)$/.exec(proof)?.[1]).find((why) => why !== undefined);
    for (const one of says)
      promises.push({ document, ...one, tests, ...(needsNone === undefined ? {} : { needsNone }) });
    says = [];
    proofs = [];
  };
  lines.forEach((line, index) => {
    if (/^ +\S/.test(line)) proofs.push(line.trim());
    else {
      if (proofs.length > 0) close();
      if (line.trim() !== '' && !line.startsWith('# ')) says.push({ says: plain(line), place: `${file}:${index + 2}` });
    }
  });
  close();
  return promises;
}

/** The whole table: a page for each document. */
export function promises(): readonly Promised[] {
  const folder = path.join(import.meta.dirname, 'table');
  return readdirSync(folder).flatMap((file) =>
    readPage(readFileSync(path.join(folder, file), 'utf8'), `test/promises/table/${file}`),
  );
}

export const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const known = new Map<string, ReadonlySet<string>>();

/** Whether a file has a test of this full title. */
export function hasTest(file: string, title: string): boolean {
  let titles = known.get(file);
  if (titles === undefined) {
    titles = new Set(existsSync(path.join(root, file)) ? titlesIn(textOf(file)) : []);
    known.set(file, titles);
  }
  return titles.has(title);
}
