import { batchAnnotation } from '../batch/batch.ts';
import { pauseAnnotation } from '../batch/pause.ts';
import type { Weighed } from '../json/diagnostic.ts';
import { isRecord } from '../json/json-object.ts';
import { describeValue, type Path } from '../json/problem.ts';
import { uncopiedLabelsAnnotation } from '../litmus/engine.ts';
import { didYouMean, nearest } from '../text/nearest.ts';
import { placesAt } from './schema/places.ts';

const runnerPrefix = 'runner.litmuschaos.io/';

/** The annotations of an engine that the runner reads, and the values that they may have; undefined: checked elsewhere. */
const ofEngines: Readonly<Record<string, readonly string[] | undefined>> = {
  [batchAnnotation]: undefined,
  [pauseAnnotation]: ['true', 'false'],
  [`${runnerPrefix}rerun`]: ['failed'],
  [`${runnerPrefix}monitoring`]: ['true', 'false'],
  [uncopiedLabelsAnnotation]: undefined,
  [`${runnerPrefix}checkpoint`]: undefined,
};

/** What is wrong with an annotation of somebody else's prefix, as a sentence; undefined: nothing, or it is not known. */
export type AnnotationCheck = (name: string, value: string) => string | undefined;

/** Where annotations are written. */
const places = {
  ChaosEngine: [
    ['metadata', 'annotations'],
    ['spec', 'experiments', '*', 'spec', 'components', 'experimentAnnotations'],
  ],
  ChaosExperiment: [
    ['metadata', 'annotations'],
    ['spec', 'definition', 'experimentAnnotations'],
  ],
} as const;

const unknown = (path: Path, name: string, known: readonly string[]): Weighed => {
  const near = nearest(
    name.slice(runnerPrefix.length),
    known.map((one) => one.slice(runnerPrefix.length)),
  );
  const hint =
    near !== undefined
      ? `did you mean ${runnerPrefix}${near}?`
      : known.length > 0
        ? `there are ${known.join(', ')}`
        : 'the runner reads its annotations from engines';
  return { path, severity: 'error', message: 'is no annotation that the runner reads here', found: name, hint };
};

const wrongValue = (path: Path, value: string, words: readonly string[]): Weighed => {
  const [expected, found] = [words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`, describeValue(value)];
  const message = `expected ${expected}, found ${found}`;
  return { path, severity: 'error', message, expected, found, ...didYouMean(value, words) };
};

const problemOf = (
  path: Path,
  name: string,
  value: string,
  known: readonly string[],
  check: AnnotationCheck | undefined,
): readonly Weighed[] => {
  if (!name.startsWith(runnerPrefix)) {
    const message = check?.(name, value);
    return message === undefined ? [] : [{ path, severity: 'error', message, found: describeValue(value) }];
  }
  if (!known.includes(name)) return [unknown(path, name, known)];
  const words = ofEngines[name];
  return words === undefined || words.includes(value) ? [] : [wrongValue(path, value, words)];
};

/**
 * Annotations that nobody would read, because their name is none that is known, and values that nobody would understand.
 * `check` knows those of the simulator.
 */
export const annotationProblems = (
  kind: 'ChaosEngine' | 'ChaosExperiment',
  document: unknown,
  check?: AnnotationCheck,
): readonly Weighed[] =>
  places[kind].flatMap((pattern) =>
    placesAt(document, pattern).flatMap(({ path, value }) => {
      const known = kind === 'ChaosEngine' && path[0] === 'metadata' ? Object.keys(ofEngines) : [];
      return Object.entries(isRecord(value) ? value : {}).flatMap(([name, text]) =>
        typeof text === 'string' ? problemOf([...path, name], name, text, known, check) : [],
      );
    }),
  );
