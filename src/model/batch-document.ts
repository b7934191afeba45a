import * as E from 'fp-ts/Either';
import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { type Batch, batchLimits, decodeBatch } from './batch.ts';
import type { Path, Problem } from './problem.ts';

/** A problem with its place in the text of the document, both from 1. */
export interface PlacedProblem extends Problem {
  readonly line?: number;
  readonly column?: number;
}

/** A document that has the right shape, with a way to find where things are written. */
export interface BatchDocument {
  readonly batch: Batch;
  /** The problem with the place of the key or list entry that its path names. */
  readonly place: (problem: Problem) => PlacedProblem;
}

const hints: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'an expression that begins with ! must be written in quotes',
  BAD_ALIAS: 'text that begins with * must be written in quotes',
  DUPLICATE_KEY: 'write each key once',
};

const placeAt = (lines: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
};

/** Where a path begins in the text; for a path that is not there, where the nearest thing above it begins. */
const offsetOf = (document: Document.Parsed, path: Path): number | undefined => {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        ({ key }) => String(isScalar(key) ? key.value : key) === String(part),
      );
      if (!pair) return offset;
      offset = rangeStart(pair.key) ?? offset;
      node = pair.value;
      continue;
    }
    const items: readonly unknown[] = isSequence(node) ? node.items : [];
    node = items[Number(part)];
    offset = rangeStart(node) ?? offset;
  }
  return offset;
};

const isSequence = (node: unknown): node is { readonly items: readonly unknown[] } =>
  typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);

const rangeStart = (node: unknown): number | undefined => {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
};

const syntaxProblems = (document: Document.Parsed, lines: LineCounter): readonly PlacedProblem[] =>
  [...document.errors, ...document.warnings].map(({ code, message, pos }) => {
    const hint = hints[code];
    return {
      path: [],
      message: `not readable as YAML or JSON: ${message}`,
      ...placeAt(lines, pos[0]),
      ...(hint === undefined ? {} : { hint }),
    };
  });

/** What YAML says the document is. Aliases that blow it up are a problem, not an exception. */
const plainValue = (document: Document.Parsed): E.Either<Problem, unknown> =>
  E.tryCatch(
    () => document.toJS({ maxAliasCount: 20 }) as unknown,
    (cause) => ({
      path: [],
      message: `not readable as YAML or JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
    }),
  );

/** Reads the text of a batch document, YAML or JSON. Left: every problem at once, each with line and column where it has one. */
export const readBatch = (text: string): E.Either<readonly PlacedProblem[], BatchDocument> => {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > batchLimits.bytes) {
    return E.left([{ path: [], message: `the document has ${bytes} bytes: at most ${batchLimits.bytes} are allowed` }]);
  }
  if (text.trim() === '')
    return E.left([{ path: [], message: 'the document is empty', hint: 'leave it out, or write {}' }]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = syntaxProblems(document, lines);
  if (syntax.length > 0) return E.left(syntax);
  const value = plainValue(document);
  if (E.isLeft(value)) return E.left([value.left]);
  const place = (problem: Problem): PlacedProblem => {
    const offset = offsetOf(document, problem.path);
    return offset === undefined ? problem : { ...problem, ...placeAt(lines, offset) };
  };
  const decoded = decodeBatch(value.right);
  if (E.isLeft(decoded)) return E.left(decoded.left.map(place));
  return E.right({ batch: decoded.right, place });
};
