import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  Scalar,
} from 'yaml';
import type { Finding } from './finding.ts';
import type { Path } from './problem.ts';

/** A place in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One document of a file, as data, with the way back to where things are written. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** Of a value; where the path leads nowhere, of the nearest thing above it. `key`: of the key rather than the value. */
  readonly placeOf: (path: Path, key?: boolean) => Place;
  /** Where the first line of a block of text begins; undefined for text that is not written as a block (`|`). */
  readonly blockAt: (path: Path) => Place | undefined;
}

/** All documents of a file, YAML or JSON; empty ones are left out. What cannot be read is a finding with its place. */
export const readDocuments = (
  file: string,
  text: string,
): { readonly documents: readonly SourceDocument[]; readonly findings: readonly Finding[] } => {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const findings: Finding[] = [];
  const documents: SourceDocument[] = [];
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const unreadable = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
      message,
      offset: pos[0],
    }));
    const value = unreadable.length > 0 ? undefined : plainValue(document, unreadable);
    for (const { message, offset } of unreadable)
      findings.push({
        file,
        path: [],
        severity: 'error',
        message: `cannot be read as YAML: ${message}`,
        ...placeAt(offset),
      });
    if (unreadable.length > 0 || value === null || value === undefined) continue;
    documents.push({
      file,
      value,
      placeOf: (path, key = false) => placeAt(offsetOf(document, path, key)),
      blockAt: (path) => blockAt(document, path, text, placeAt),
    });
  }
  if (documents.length === 0 && findings.length === 0)
    findings.push({ file, path: [], severity: 'error', message: 'the file holds no document', line: 1, column: 1 });
  return { documents, findings };
};

const plainValue = (document: Document.Parsed, unreadable: { message: string; offset: number }[]): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    unreadable.push({ message: cause instanceof Error ? cause.message : String(cause), offset: document.range[0] });
    return undefined;
  }
};

interface Found {
  readonly node: unknown;
  readonly key?: unknown;
}

/** The node at a path, or the last one on the way to it. */
const follow = (document: Document.Parsed, path: Path): Found & { readonly complete: boolean } => {
  let found: Found = { node: document.contents };
  for (const part of path) {
    const node = isAlias(found.node) ? found.node.resolve(document) : found.node;
    const next = isCollection(node) ? member(node, part) : undefined;
    if (next === undefined) return { ...found, complete: false };
    found = next;
  }
  return { ...found, complete: true };
};

const member = (node: Node, part: string | number): Found | undefined => {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
    return pair === undefined ? undefined : { node: pair.value, key: pair.key };
  }
  const item = isCollection(node) ? node.items[Number(part)] : undefined;
  return item === undefined ? undefined : { node: item };
};

const offsetOf = (document: Document.Parsed, path: Path, key: boolean): number => {
  const found = follow(document, path);
  const own = start(found.node);
  const ofKey = start(found.key);
  // A list or an object begins on the line after its key: the key is where one looks.
  const byKey = key || !found.complete || !isScalar(found.node);
  return (byKey ? (ofKey ?? own) : (own ?? ofKey)) ?? document.range[0];
};

const start = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? (node.range[0] as number)
    : undefined;

const blockAt = (
  document: Document.Parsed,
  path: Path,
  text: string,
  placeAt: (offset: number) => Place,
): Place | undefined => {
  const { node, complete } = follow(document, path);
  const begin = start(node);
  if (!complete || begin === undefined || !isScalar(node) || node.type !== Scalar.BLOCK_LITERAL) return undefined;
  const firstLine = text.indexOf('\n', begin) + 1;
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(text.slice(firstLine))?.[1]?.length ?? 0;
  return { line: placeAt(begin).line + 1, column: indent + 1 };
};
