import * as E from 'fp-ts/Either';
import type { Problem } from '../json/problem.ts';
import { decodeWithWords } from '../json/words-as-text.ts';
import { parseYaml, type YamlDocument } from '../json/yaml/parse.ts';
import { type Place, placeIn } from '../json/yaml/place-in.ts';
import type { YamlProblem } from '../json/yaml/value.ts';
import { batchLimits } from '../plan/batch-limits.ts';
import { type Batch, decodeBatch } from './batch.ts';

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
  TAG: 'an expression that begins with ! must be written in quotes',
  BAD_ALIAS: 'text that begins with * must be written in quotes',
  DUPLICATE_KEY: 'write each key once',
};

/** What kubectl would read in some way, and nobody means in a batch, is a problem here. */
const problemsIn = ({ problems, repeated, unknownTags, next }: YamlDocument): readonly YamlProblem[] => [
  ...problems,
  ...repeated,
  ...unknownTags,
  ...(next === undefined
    ? []
    : [{ code: 'MULTIPLE_DOCS', message: 'a batch is one document, and another one begins here', offset: next }]),
];

const unreadable =
  (placeAt: (offset: number) => Place) =>
  ({ code, message, offset }: YamlProblem): PlacedProblem => {
    const hint = hints[code];
    return {
      path: [],
      message: `not readable as YAML or JSON: ${message}`,
      ...placeAt(offset),
      ...(hint === undefined ? {} : { hint }),
    };
  };

/** What a value without quotes has become is no help to whoever wrote it: then the problem says what is written, too. */
const asWritten = (problem: Problem, written: string | undefined): Problem => {
  const { found, hint } = problem;
  if (written === undefined || hint !== undefined || found === undefined || found.includes(written)) return problem;
  return { ...problem, hint: `${written} is that without quotes` };
};

/**
 * Reads the text of a batch document, YAML or JSON: values as kubectl reads them, merge keys included, and keys as they are
 * written, because they are names (`on`, a step called `no`). Left: every problem at once, each with line and column where
 * it has one.
 */
export const readBatch = (text: string): E.Either<readonly PlacedProblem[], BatchDocument> => {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > batchLimits.bytes) {
    return E.left([{ path: [], message: `the document has ${bytes} bytes: at most ${batchLimits.bytes} are allowed` }]);
  }
  if (text.trim() === '')
    return E.left([{ path: [], message: 'the document is empty', hint: 'leave it out, or write {}' }]);
  const document = parseYaml(text, 'written');
  const placeAt = placeIn(text);
  const wrong = problemsIn(document);
  if (wrong.length > 0) return E.left(wrong.map(unreadable(placeAt)));
  const place = (problem: Problem): PlacedProblem => ({
    ...asWritten(problem, document.writtenAt(problem.path)),
    ...placeAt(document.offsetOf(problem.path, true)),
  });
  const decoded = decodeWithWords(document.value, document.writtenAt, decodeBatch);
  if (E.isLeft(decoded)) return E.left(decoded.left.map(place));
  return E.right({ batch: decoded.right, place });
};
