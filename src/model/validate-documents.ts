import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import { batchAnnotation } from './batch.ts';
import { checkBatch } from './batch-check.ts';
import { checkEngine } from './check-engine.ts';
import { checkExperiment } from './check-experiment.ts';
import type { SourceDocument } from './documents.ts';
import { type ChaosEngine, decodeEngine, type ExperimentEntry, engineDocument } from './engine.ts';
import { type ChaosExperiment, decodeExperiment, experimentDocument } from './experiment.ts';
import { type Finding, severities, type Weighed, weighed } from './finding.ts';
import { standInSuffix, withGeneratedName } from './generate-name.ts';
import { type KeyProblem, keyProblems } from './key-problems.ts';
import { isRecord, recordAt, textAt } from './manifest.ts';
import { nearest } from './nearest.ts';
import { readObjects } from './objects.ts';
import { objectInCurrentWords } from './old-spellings.ts';
import { areApart, pairedExperiment } from './pairing.ts';
import type { Problem } from './problem.ts';
import { repaired } from './repaired.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface ValidationOptions {
  /** A batch document given apart from the engines, in place of their annotations. */
  readonly batch?: SourceFile;
  /** The end of a name that `generateName` asks for; without it one that is the same each time. */
  readonly suffix?: () => string;
  /** What is wrong with an entry and its experiment together; paths of the engine, or below `spec.definition`. */
  readonly checkPair?: (
    engine: ChaosEngine,
    entry: ExperimentEntry,
    entryIndex: number,
    experiment: ChaosExperiment,
  ) => readonly Problem[];
}

/** What files hold as far as it can be decoded, and everything that is wrong with it. */
export interface Validation {
  readonly engines: readonly ChaosEngine[];
  readonly experiments: readonly ChaosExperiment[];
  /** Every object of the files in their order, of any kind; the members of lists one by one. */
  readonly objects: readonly unknown[];
  /** The names that were made, where objects have `generateName`. */
  readonly generated: ReadonlySet<string>;
  /** Where each of them is written. */
  readonly sources: ReadonlyMap<ChaosEngine | ChaosExperiment, SourceDocument>;
  /** In the order of the files and of the places in them. */
  readonly findings: readonly Finding[];
}

interface Read<A> {
  readonly value: A;
  readonly source: SourceDocument;
  /** False: parts of it could not be decoded; what is left is checked all the same. */
  readonly sound: boolean;
}

/** Reads and checks files without a cluster: every problem of every document at once, each once and with its place. */
export const validateDocuments = (files: readonly SourceFile[], options: ValidationOptions = {}): Validation => {
  const read = files.map(({ path, text }) => readObjects(path, text));
  const generated = new Set<string>();
  const objects = read
    .flatMap((file) => file.objects)
    .map((source, index) => {
      const value = withGeneratedName(source.value, options.suffix ?? (() => standInSuffix(index)));
      if (value === undefined) return source;
      generated.add(textAt(recordAt(value, 'metadata'), 'name') ?? '');
      return { ...source, value };
    });
  const findings = read.flatMap((file) => file.findings);
  const engines: Read<ChaosEngine>[] = [];
  const experiments: Read<ChaosExperiment>[] = [];
  for (const source of objects) {
    const kind = kindOf(source, findings);
    if (kind === 'ChaosEngine') decodeInto(engines, source, engineDocument, decodeEngine, checkEngine, findings);
    if (kind === 'ChaosExperiment')
      decodeInto(experiments, source, experimentDocument, decodeExperiment, checkExperiment, findings);
  }
  for (const engine of engines) {
    findings.push(...batchFindings(engine, options.batch));
    findings.push(...pairFindings(engine, experiments, options));
  }
  findings.push(...repeated(engines), ...repeated(experiments));
  return {
    engines: soundOnes(engines),
    objects: objects.map(({ value }) => value),
    generated,
    experiments: soundOnes(experiments),
    sources: new Map([...engines, ...experiments].map(({ value, source }) => [value, source])),
    findings: inReadingOrder(findings, files),
  };
};

const soundOnes = <A>(all: readonly Read<A>[]): readonly A[] =>
  all.flatMap(({ value, sound }) => (sound ? [value] : []));

const found = (source: SourceDocument, problem: Weighed & { readonly ofKey?: true }): Finding => {
  const { ofKey, ...rest } = problem;
  return { ...rest, file: source.file, ...source.placeOf(problem.path, ofKey) };
};

const kinds = ['ChaosEngine', 'ChaosExperiment'];

/** The kind of a document that can be checked; undefined, with a finding, for others. */
const kindOf = (source: SourceDocument, findings: Finding[]): string | undefined => {
  const { value } = source;
  const kind = textAt(value, 'kind');
  const say = (problem: Weighed): undefined => {
    findings.push(found(source, problem));
    return undefined;
  };
  if (!isRecord(value))
    return say({
      path: [],
      severity: 'error',
      message: 'is not an object: expected a Kubernetes manifest',
      expected: 'an object',
    });
  if (kind === undefined)
    return say({
      path: ['kind'],
      severity: 'error',
      message: 'is missing: expected ChaosEngine or ChaosExperiment',
      expected: kinds.join(' or '),
      found: 'nothing',
    });
  if (!kinds.includes(kind)) {
    const meant = nearest(kind, kinds);
    if (meant !== undefined && meant !== kind && kind !== 'ChaosResult')
      return say({
        path: ['kind'],
        severity: 'error',
        message: `${kind} is not a known kind`,
        expected: meant,
        found: kind,
        hint: `did you mean ${meant}?`,
      });
    return say({
      path: ['kind'],
      severity: 'note',
      message: `${kind} is not checked: only ${kinds.join(' and ')} are`,
    });
  }
  const version = textAt(value, 'apiVersion');
  if (version !== 'litmuschaos.io/v1alpha1')
    say({
      path: ['apiVersion'],
      severity: 'error',
      message: `expected litmuschaos.io/v1alpha1, found ${version ?? 'nothing'}`,
      expected: 'litmuschaos.io/v1alpha1',
      found: version ?? 'nothing',
    });
  return kind;
};

const decodeInto = <A>(
  into: Read<A>[],
  source: SourceDocument,
  codec: t.Mixed,
  decode: (raw: unknown) => E.Either<readonly Problem[], A>,
  check: (value: A) => readonly Weighed[],
  findings: Finding[],
): void => {
  const say = (problems: readonly (Weighed | KeyProblem)[]): void => {
    findings.push(...problems.map((problem) => found(source, problem)));
  };
  say(keyProblems(codec, withoutServerFields(objectInCurrentWords(source.value).value), source.writtenAt));
  const decoded = decode(source.value);
  if (E.isLeft(decoded)) say(weighed('error', decoded.left));
  const rest = E.isLeft(decoded) ? decode(repaired(source.value, decoded.left)) : decoded;
  if (E.isLeft(rest)) return;
  say(check(rest.right));
  into.push({ value: rest.right, source, sound: E.isRight(decoded) });
};

/** Parts of an object that servers and tools write: their keys are theirs. */
const withoutServerFields = (value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const { status: _s, description: _d, ...rest } = value;
  const { name, namespace, labels, annotations } = recordAt(value, 'metadata');
  const metadata = Object.entries({ name, namespace, labels, annotations }).filter(([, each]) => each !== undefined);
  return { ...rest, metadata: Object.fromEntries(metadata) };
};

/** Problems of a batch document, at their line of the annotation where it is written as a block of text. */
const batchFindings = ({ value, source }: Read<ChaosEngine>, given: SourceFile | undefined): readonly Finding[] => {
  if (given !== undefined)
    return checkBatch(given.text, value).map(({ line = 1, column = 1, ...problem }) => ({
      ...problem,
      severity: 'error',
      file: given.path,
      line,
      column,
    }));
  const text = value.metadata.annotations?.[batchAnnotation];
  if (text === undefined) return [];
  const path = ['metadata', 'annotations', batchAnnotation];
  const block = source.blockAt(path);
  return checkBatch(text, value).map(({ line, column, ...problem }) => {
    const inside = { ...problem, path: [...path, ...problem.path], severity: 'error', file: source.file } as const;
    if (block !== undefined && line !== undefined)
      return { ...inside, line: block.line + line - 1, column: block.column + (column ?? 1) - 1 };
    return { ...inside, ...source.placeOf(path) };
  });
};

const pairFindings = (
  { value: engine, source }: Read<ChaosEngine>,
  experiments: readonly Read<ChaosExperiment>[],
  { checkPair }: ValidationOptions,
): readonly Finding[] => {
  if (experiments.length === 0) return [];
  return engine.spec.experiments.flatMap((entry, index): readonly Finding[] => {
    const experiment = pairedExperiment(entry.name, engine.metadata, experiments, ({ value }) => value.metadata);
    if (experiment === undefined) {
      const meant = nearest(
        entry.name,
        experiments.map(({ value }) => value.metadata.name),
      );
      const hint = meant === undefined ? {} : { hint: `did you mean ${meant}?` };
      return [
        found(source, {
          path: ['spec', 'experiments', index, 'name'],
          severity: 'warning',
          message: `no file holds the ChaosExperiment ${entry.name}`,
          ...hint,
        }),
      ];
    }
    const apart = areApart(engine.metadata, experiment.value.metadata)
      ? [found(experiment.source, apartFrom(engine, experiment.value))]
      : [];
    const problems = weighed('error', checkPair?.(engine, entry, index, experiment.value) ?? []);
    const ofPair = problems.map((problem) =>
      found(problem.path[1] === 'definition' ? experiment.source : source, problem),
    );
    return [...apart, ...ofPair];
  });
};

const apartFrom = (engine: ChaosEngine, { metadata }: ChaosExperiment): Weighed => ({
  path: ['metadata', 'namespace'],
  severity: 'warning',
  message: `is ${metadata.namespace}, and the engine ${engine.metadata.name} looks for it in ${engine.metadata.namespace}: run and demo put it there, kubectl does not`,
  expected: engine.metadata.namespace ?? '',
  found: metadata.namespace ?? '',
});

const repeated = (all: readonly Read<ChaosEngine | ChaosExperiment>[]): readonly Finding[] => {
  const seen = new Map<string, SourceDocument>();
  return all.flatMap(({ value: { metadata }, source }) => {
    const id = `${metadata.namespace ?? ''}/${metadata.name}`;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, source);
    if (first === undefined) return [];
    const { line } = first.placeOf(['metadata', 'name']);
    return [
      found(source, {
        path: ['metadata', 'name'],
        severity: 'error',
        message: `${metadata.name} is already in ${first.file}, line ${line}`,
      }),
    ];
  });
};

/** Each finding once, in reading order. */
export const inReadingOrder = (findings: readonly Finding[], files: readonly SourceFile[]): readonly Finding[] => {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const rank = (file: string): number => order.get(file) ?? files.length;
  const once = new Map(
    findings.map((each) => [JSON.stringify([each.file, each.line, each.column, each.message]), each]),
  );
  return [...once.values()].sort(
    (a, b) =>
      rank(a.file) - rank(b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
};
