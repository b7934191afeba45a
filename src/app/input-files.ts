import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import * as E from 'fp-ts/Either';
import { sequence } from 'fp-ts/ReadonlyArray';
import type { Finding } from '../model/json/diagnostic.ts';
import { isRecord, type JsonRecord, recordAt, textAt, withoutNulls } from '../model/json/json-object.ts';
import { showPath } from '../model/json/problem.ts';
import { validation } from '../model/json/validation.ts';
import { drawSuffix } from '../model/kube/generate-name.ts';
import { type SourceFile, validateDocuments } from '../model/lint/validate-documents.ts';
import { withAnyKind } from '../model/litmus/any-kind.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import type { ChaosExperiment } from '../model/litmus/experiment.ts';
import { objectInCurrentWords } from '../model/litmus/old-spellings.ts';
import { textOfBytes } from '../model/text/text-of-bytes.ts';

/** What files on the command line hold. */
export interface Input {
  readonly engines: readonly ChaosEngine[];
  readonly experiments: readonly ChaosExperiment[];
  /** Every object of the files in their order, without its nulls, in the words of 3.18; the members of lists one by one. */
  readonly objects: readonly JsonRecord[];
  /** The names that were made of `generateName`: their objects are new. */
  readonly generated: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  /** Sentences about spellings of older generations, which are sent in the words of 3.18. */
  readonly notes: readonly string[];
}

const notFound = (path: string, error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path}: there is no such file`;
  if (code === 'EISDIR') return `${path} is a folder: name the files in it`;
  return `${path} cannot be read: ${message}`;
};

/** Reads a file, `-` for standard input. Left: a sentence. */
export const readSource = async (path: string): Promise<E.Either<string, SourceFile>> => {
  try {
    return E.right({ path, text: textOfBytes(path === '-' ? await buffer(process.stdin) : await readFile(path)) });
  } catch (error) {
    return E.left(notFound(path, error));
  }
};

/** Reads files. Left: a sentence for each that cannot be read. */
export const readSources = async (
  paths: readonly string[],
): Promise<E.Either<readonly string[], readonly SourceFile[]>> => {
  const read = await Promise.all(paths.map(readSource));
  return sequence(validation<string>())(read.map(E.mapLeft((problem) => [problem])));
};

/** The findings where a cluster is asked next: a ChaosExperiment that no file holds may be there. */
export const beforeCluster = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ severity, message }) => severity === 'error' || !message.startsWith('no file holds'));

/** A name's end at random, for objects that are created. */
export const randomSuffix = (): string => drawSuffix(randomInt);

/** An object without its nulls as a server with the CRDs of 3.18 takes it. */
const asSent = (object: JsonRecord): JsonRecord => {
  const clean = withoutNulls(objectInCurrentWords(object).value) as JsonRecord;
  return clean.kind === 'ChaosEngine' ? withAnyKind(clean) : clean;
};

/** What is sent otherwise than it is written. */
const notesOf = (object: JsonRecord): readonly string[] => {
  const name = textAt(recordAt(object, 'metadata'), 'name') ?? '';
  const { value, old } = objectInCurrentWords(object);
  const spelt = old.map(
    ({ path, message }) => `${name}: ${showPath(path)} ${message}. It is sent as servers of today know it.`,
  );
  const engine = isRecord(value) && value.kind === 'ChaosEngine' ? value : undefined;
  if (engine === undefined || withAnyKind(engine) === engine) return spelt;
  return [
    ...spelt,
    `${name}: its application is of a kind that a 3.18 server refuses. Its targets are sent as the variable TARGETS of its experiments.`,
  ];
};

/** Reads and checks files that are to be run, and the batch document given apart from them. */
export const readInput = (
  files: readonly SourceFile[],
  options: Parameters<typeof validateDocuments>[1] = {},
): Input => {
  const { engines, experiments, objects, generated, findings } = validateDocuments(files, {
    misspelt: 'error',
    ...options,
  });
  const clean = objects.filter(isRecord).map(asSent);
  const notes = objects.filter(isRecord).flatMap(notesOf);
  return { engines, experiments, objects: clean, generated, findings, notes };
};
