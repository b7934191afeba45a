import type { Finding } from './diagnostic.ts';
import type { Path } from './problem.ts';
import { type Chunk, chunksOf } from './yaml/chunks.ts';
import { parseYaml, type YamlDocument } from './yaml/parse.ts';
import { type Place, placeIn } from './yaml/place-in.ts';
import type { YamlProblem } from './yaml/value.ts';

/** One document of a file, as data, with the way back to where things are written. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** Of a value; where the path leads nowhere, of the nearest thing above it. `key`: of the key rather than the value. */
  readonly placeOf: (path: Path, key?: boolean) => Place;
  /** Where the first line of a block of text begins; undefined for text that is not written as a block (`|`). */
  readonly blockAt: (path: Path) => Place | undefined;
  /** A value without quotes that is no text, as it is written (`1.10`, `0755`, `yes`); undefined for any other. */
  readonly writtenAt: (path: Path) => string | undefined;
}

/** The message where there is nothing in a file. */
export const noDocument = 'the file holds no document';

interface Documents {
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly Finding[];
}

/**
 * All documents of a file, YAML or JSON, as kubectl reads them; empty ones are left out. What cannot be read is a finding
 * with its place. Stricter than kubectl in two things: a key that is there twice in an object, and depth.
 */
export const readDocuments = (file: string, text: string): Documents => {
  const placeAt = placeIn(text);
  const hint = text.includes('{{') ? { hint: 'it looks like a template: render it first, as helm template does' } : {};
  const findings: Finding[] = [...unreadableBytes(file, text, placeAt)];
  const say = (severity: Finding['severity'], message: string, offset: number, more: { hint?: string } = {}): void => {
    findings.push({ file, path: [], severity, message, ...placeAt(offset), ...more });
  };
  const documents = chunksOf(text).flatMap((chunk): readonly SourceDocument[] => {
    const unreadable = (message: string, offset: number): void =>
      say('error', `cannot be read as YAML: ${message}`, chunk.offset + offset, hint);
    if (chunk.problem !== undefined) {
      unreadable(chunk.problem, 0);
      return [];
    }
    const document = parseYaml(chunk.text, 'kubectl');
    const problems: readonly YamlProblem[] = [...document.problems, ...document.repeated];
    for (const { message, offset } of problems) unreadable(message, offset);
    for (const { message, offset } of document.unknownTags)
      say('warning', `${message}: the value is what stands behind it`, chunk.offset + offset);
    if (document.next !== undefined)
      say('warning', 'is not read: documents are separated by a line of --- alone', chunk.offset + document.next);
    if (problems.length > 0 || document.value === null || document.value === undefined) return [];
    return [sourceOf(file, document, chunk, placeAt)];
  });
  if (documents.length === 0 && findings.every(({ severity }) => severity !== 'error'))
    findings.push({ file, path: [], severity: 'error', message: noDocument, line: 1, column: 1 });
  return { documents, findings };
};

const unreadableBytes = (file: string, text: string, placeAt: (offset: number) => Place): readonly Finding[] => {
  const at = text.indexOf('\ufffd');
  if (at === -1 || text.includes('\0')) return [];
  const message = 'holds bytes that are no UTF-8: they are read as \ufffd, as kubectl reads them';
  return [{ file, path: [], severity: 'warning', message, ...placeAt(at), hint: 'save the file as UTF-8' }];
};

const sourceOf = (
  file: string,
  document: YamlDocument,
  { text, offset }: Chunk,
  placeAt: (offset: number) => Place,
): SourceDocument => ({
  file,
  value: document.value,
  placeOf: (path, key) => placeAt(offset + document.offsetOf(path, key)),
  blockAt: (path) => {
    const begin = document.blockAt(path);
    if (begin === undefined) return undefined;
    const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(text.slice(text.indexOf('\n', begin) + 1))?.[1]?.length ?? 0;
    return { line: placeAt(offset + begin).line + 1, column: indent + 1 };
  },
  writtenAt: document.writtenAt,
});
