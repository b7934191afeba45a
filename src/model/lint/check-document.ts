import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import { type Finding, type Weighed, weighed } from '../json/diagnostic.ts';
import type { SourceDocument } from '../json/documents.ts';
import { repaired } from '../json/error-recovery.ts';
import { isRecord, recordAt } from '../json/json-object.ts';
import type { Path, Problem } from '../json/problem.ts';
import type { Schema } from '../json/structural-schema.ts';
import { type ChaosEngine, decodeEngine, engineDocument } from '../litmus/engine.ts';
import { type ChaosExperiment, decodeExperiment, experimentDocument } from '../litmus/experiment.ts';
import { type AnnotationCheck, annotationProblems } from './check-annotations.ts';
import { checkEngine } from './check-engine.ts';
import { checkExperiment } from './check-experiment.ts';
import { type KeyProblem, keyProblems } from './key-problems.ts';
import { metadataKeyProblems } from './metadata-problems.ts';
import { engineSchema, experimentSchema } from './schema/litmus-schemas.ts';
import { isBefore, type Judgement } from './schema/operators.ts';
import { schemaProblems } from './schema/schema-problems.ts';
import { spellingProblems } from './schema/spelling-problems.ts';

/** A document that could be decoded. */
export interface Read<A> {
  readonly value: A;
  readonly source: SourceDocument;
  /** False: parts of it could not be decoded; what is left is checked all the same. */
  readonly sound: boolean;
}

interface Checked<A> {
  readonly findings: readonly Finding[];
  /** Undefined: nothing of it can be decoded. */
  readonly read?: Read<A>;
}

interface Kind<A> {
  readonly kind: 'ChaosEngine' | 'ChaosExperiment';
  readonly schema: Schema;
  readonly codec: t.Mixed;
  readonly decode: (raw: unknown) => E.Either<readonly Problem[], A>;
  readonly check: (value: A, judgement: Judgement) => readonly Weighed[];
}

/** A problem as a finding of the document that it is in. */
export const foundIn = (source: SourceDocument, problem: Weighed & { readonly ofKey?: true }): Finding => {
  const { ofKey, ...rest } = problem;
  return { ...rest, file: source.file, ...source.placeOf(problem.path, ofKey) };
};

/** Fields that operators up to 2.14 read and later ones do not: of the wrong type they disturb nobody any more. */
const outlived: readonly string[] = ['spec.annotationCheck', 'spec.monitoring'];

const outlivedType = (problem: KeyProblem, { operator }: Judgement): KeyProblem => {
  const { severity, path, message } = problem;
  if (severity !== 'error' || isBefore(operator, '3.18') || !outlived.includes(path.join('.'))) return problem;
  return {
    ...problem,
    severity: 'warning',
    message: message.replace(/: .*$/, ': operators up to 2.14 cannot read it'),
  };
};

const misspeltKey = (problem: KeyProblem, { misspelt }: Judgement): KeyProblem =>
  problem.ofKey && problem.expected !== undefined ? { ...problem, severity: misspelt } : problem;

/** Each list of problems without those of places that one before it has spoken of. */
const inTurn = (settled: readonly Path[], ...lists: readonly (readonly KeyProblem[])[]): readonly KeyProblem[] => {
  const spoken = new Set(settled.map((path) => JSON.stringify(path)));
  return lists.flatMap((problems) => {
    const kept = problems.filter(({ path }) => !spoken.has(JSON.stringify(path)));
    for (const { path } of kept) spoken.add(JSON.stringify(path));
    return kept;
  });
};

const readKind =
  <A>({ kind, schema, codec, decode, check }: Kind<A>) =>
  (source: SourceDocument, judgement: Judgement, checkAnnotation?: AnnotationCheck): Checked<A> => {
    const { value, writtenAt } = source;
    const spelled = spellingProblems(kind, value, judgement);
    const { problems, vague } = schemaProblems(schema, withoutMetadata(value), judgement, writtenAt);
    const keys = keyProblems(codec, withoutServerFields(value), writtenAt);
    const decoded = decode(value);
    const rest = E.isLeft(decoded) ? decode(repaired(value, decoded.left)) : decoded;
    const said = inTurn(
      spelled.settled,
      problems,
      keys.map((problem) => outlivedType(misspeltKey(problem, judgement), judgement)),
      E.isLeft(decoded) ? weighed('error', decoded.left) : [],
      metadataKeyProblems(value),
      annotationProblems(kind, value, checkAnnotation),
      E.isLeft(rest) ? [] : check(rest.right, judgement),
      vague,
    );
    const findings = [...spelled.problems, ...said].map((problem) => foundIn(source, problem));
    if (E.isLeft(rest)) return { findings };
    return { findings, read: { value: rest.right, source, sound: E.isRight(decoded) } };
  };

/** Reads an engine, and says everything that is wrong with it, its batch and its experiments apart. */
export const readEngine = readKind<ChaosEngine>({
  kind: 'ChaosEngine',
  schema: engineSchema,
  codec: engineDocument,
  decode: decodeEngine,
  check: checkEngine,
});

/** Reads a ChaosExperiment, and says everything that is wrong with it. */
export const readExperiment = readKind<ChaosExperiment>({
  kind: 'ChaosExperiment',
  schema: experimentSchema,
  codec: experimentDocument,
  decode: decodeExperiment,
  check: checkExperiment,
});

/** Of metadata another part speaks. */
const withoutMetadata = (value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const { metadata: _, ...rest } = value;
  return rest;
};

/** Parts of an object that servers and tools write: their keys are theirs. */
const withoutServerFields = (value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const { status: _s, description: _d, ...rest } = value;
  const { name, namespace, labels, annotations } = recordAt(value, 'metadata');
  const metadata = Object.entries({ name, namespace, labels, annotations }).filter(([, each]) => each !== undefined);
  return { ...rest, metadata: Object.fromEntries(metadata) };
};
