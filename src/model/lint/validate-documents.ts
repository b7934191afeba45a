import { batchAnnotation } from '../batch/batch.ts';
import { checkBatch } from '../batch/batch-check.ts';
import { type Finding, problem, severities, type Weighed, weighed } from '../json/diagnostic.ts';
import type { SourceDocument } from '../json/documents.ts';
import { isRecord, recordAt, textAt } from '../json/json-object.ts';
import { readObjects } from '../json/objects.ts';
import { missing, type Problem } from '../json/problem.ts';
import { standInSuffix, withGeneratedName } from '../kube/generate-name.ts';
import { litmusApiVersion } from '../kube/kinds.ts';
import type { ChaosEngine, ExperimentEntry } from '../litmus/engine.ts';
import type { ChaosExperiment } from '../litmus/experiment.ts';
import { didYouMean, nearest } from '../text/nearest.ts';
import type { AnnotationCheck } from './check-annotations.ts';
import { foundIn, type Read, readEngine, readExperiment } from './check-document.ts';
import { areApart, pairedExperiment } from './pairing.ts';
import { currentOperator, type Judgement, type OperatorVersion } from './schema/operators.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface ValidationOptions {
  /** A batch document given apart from the engines, in place of their annotations. */
  readonly batch?: SourceFile;
  /** The end of a name that `generateName` asks for; without it one that is the same each time. */
  readonly suffix?: () => string;
  /** The operator by whose rules they are judged; without it the current one. */
  readonly operator?: OperatorVersion;
  /** What the runner understands and a server of that operator refuses is an error, not a warning. */
  readonly strict?: boolean;
  /** Whether a key that is near to a known one is an error also where a server would keep it: `warning` without. */
  readonly misspelt?: Judgement['misspelt'];
  /** What is wrong with annotations that others than the runner read. */
  readonly checkAnnotation?: AnnotationCheck;
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

/** Reads and checks files without a cluster: every problem of every document at once, each once and with its place. */
export const validateDocuments = (files: readonly SourceFile[], options: ValidationOptions = {}): Validation => {
  const { operator = currentOperator, strict = false, misspelt = 'warning', checkAnnotation } = options;
  const judgement: Judgement = { operator, strict, misspelt };
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
    const engine = kind === 'ChaosEngine' ? readEngine(source, judgement, checkAnnotation) : undefined;
    const experiment = kind === 'ChaosExperiment' ? readExperiment(source, judgement, checkAnnotation) : undefined;
    for (const finding of (engine ?? experiment)?.findings ?? []) findings.push(finding);
    if (engine?.read !== undefined) engines.push(engine.read);
    if (experiment?.read !== undefined) experiments.push(experiment.read);
  }
  for (const engine of engines) {
    findings.push(...batchFindings(engine, options.batch));
    for (const finding of pairFindings(engine, experiments, options)) findings.push(finding);
  }
  findings.push(...repeated(engines), ...repeated(experiments));
  if (!objects.some(isLitmus)) findings.push(...withoutLitmus(files, findings));
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

const kinds = ['ChaosEngine', 'ChaosExperiment'];

const isLitmus = ({ value }: SourceDocument): boolean =>
  kinds.includes(textAt(value, 'kind') ?? '') || textAt(value, 'apiVersion')?.startsWith('litmuschaos.io/') === true;

/** Files in which there is nothing to check, where there is nothing in any: whoever named them meant others. */
const withoutLitmus = (files: readonly SourceFile[], findings: readonly Finding[]): readonly Finding[] =>
  files
    .filter(({ path }) => findings.every(({ file, severity }) => file !== path || severity !== 'error'))
    .map(({ path }) => ({
      file: path,
      path: [],
      severity: 'error',
      message: `holds neither a ChaosEngine nor a ChaosExperiment: there is nothing to check`,
      line: 1,
      column: 1,
    }));

/** The kind of a document that can be checked; undefined, with a finding, for others. */
const kindOf = (source: SourceDocument, findings: Finding[]): string | undefined => {
  const { value } = source;
  const kind = textAt(value, 'kind');
  const say = (wrong: Weighed): undefined => {
    findings.push(foundIn(source, wrong));
    return undefined;
  };
  if (!isRecord(value))
    return say(problem('error', [], 'is not an object: expected a Kubernetes manifest', { expected: 'an object' }));
  if (kind === undefined)
    return say({
      ...missing(['kind'], 'is missing: expected ChaosEngine or ChaosExperiment', kinds.join(' or ')),
      severity: 'error',
    });
  if (!kinds.includes(kind)) {
    const meant = nearest(kind, kinds);
    if (meant !== undefined && meant !== kind && kind !== 'ChaosResult')
      return say(
        problem('error', ['kind'], `${kind} is not a known kind`, {
          expected: meant,
          found: kind,
          hint: `did you mean ${meant}?`,
        }),
      );
    return say(problem('note', ['kind'], `${kind} is not checked: only ${kinds.join(' and ')} are`));
  }
  const found = textAt(value, 'apiVersion') ?? 'nothing';
  const expected = litmusApiVersion;
  if (found !== expected)
    say(problem('error', ['apiVersion'], `expected ${expected}, found ${found}`, { expected, found }));
  return kind;
};

/** Problems of a batch document, at their line of the annotation where it is written as a block of text. */
const batchFindings = ({ value, source }: Read<ChaosEngine>, given: SourceFile | undefined): readonly Finding[] => {
  if (given !== undefined)
    return checkBatch(given.text, value).map(({ line = 1, column = 1, ...rest }) => ({
      ...rest,
      severity: 'error',
      file: given.path,
      line,
      column,
    }));
  const text = value.metadata.annotations?.[batchAnnotation];
  if (text === undefined) return [];
  const path = ['metadata', 'annotations', batchAnnotation];
  const block = source.blockAt(path);
  return checkBatch(text, value).map(({ line, column, ...rest }) => {
    const inside = { ...rest, path: [...path, ...rest.path], severity: 'error', file: source.file } as const;
    if (block !== undefined && line !== undefined)
      return { ...inside, line: block.line + line - 1, column: block.column + (column ?? 1) - 1 };
    return { ...inside, ...source.placeOf(path) };
  });
};

/** Entries of one name have the same experiment: what is wrong with it is said at the first. */
const pairFindings = (
  { value: engine, source }: Read<ChaosEngine>,
  experiments: readonly Read<ChaosExperiment>[],
  { checkPair }: ValidationOptions,
): readonly Finding[] => {
  if (experiments.length === 0) return [];
  const said = new Set<string>();
  const isNew = (name: string, message: string): boolean => {
    const known = said.size;
    return said.add(`${name} ${message}`).size > known;
  };
  return engine.spec.experiments.flatMap((entry, index): readonly Finding[] => {
    const experiment = pairedExperiment(entry.name, engine.metadata, experiments, ({ value }) => value.metadata);
    if (experiment === undefined) {
      if (!isNew(entry.name, 'missing')) return [];
      const names = experiments.map(({ value }) => value.metadata.name);
      const hint = didYouMean(entry.name, names);
      const path = ['spec', 'experiments', index, 'name'];
      return [foundIn(source, problem('warning', path, `no file holds the ChaosExperiment ${entry.name}`, hint))];
    }
    const apart = areApart(engine.metadata, experiment.value.metadata)
      ? [foundIn(experiment.source, apartFrom(engine, experiment.value))]
      : [];
    const problems = weighed('error', checkPair?.(engine, entry, index, experiment.value) ?? []).filter(({ message }) =>
      isNew(entry.name, message),
    );
    const ofPair = problems.map((one) => foundIn(one.path[1] === 'definition' ? experiment.source : source, one));
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

/** Objects that are there several times: said once for each, at the second. */
const repeated = (all: readonly Read<ChaosEngine | ChaosExperiment>[]): readonly Finding[] => {
  const copies = Map.groupBy(all, ({ value: { metadata } }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return [...copies.values()].flatMap(([first, second, ...further]) => {
    if (first === undefined || second === undefined) return [];
    const { line } = first.source.placeOf(['metadata', 'name']);
    const more = further.length === 0 ? '' : `, and there are ${further.length} more`;
    const message = `${second.value.metadata.name} is already in ${first.source.file}, line ${line}${more}`;
    return [foundIn(second.source, problem('error', ['metadata', 'name'], message))];
  });
};

/** Each finding once, in reading order: what is merged into several entries is written in one place, and wrong in one. */
export const inReadingOrder = (findings: readonly Finding[], files: readonly SourceFile[]): readonly Finding[] => {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const rank = (file: string): number => order.get(file) ?? files.length;
  const once = new Map(
    findings.map((each) => [JSON.stringify([each.file, each.line, each.column, each.path.at(-1), each.message]), each]),
  );
  return [...once.values()].sort(
    (a, b) =>
      rank(a.file) - rank(b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
};
