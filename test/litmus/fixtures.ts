import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as E from 'fp-ts/Either';
import { parse } from 'yaml';
import { type JsonRecord, recordAt, recordsAt } from '../../src/model/json/json-object.ts';
import { type ChaosEngine, decodeEngine } from '../../src/model/litmus/engine.ts';
import { type ChaosExperiment, decodeExperiment } from '../../src/model/litmus/experiment.ts';

/** A folder with a ChaosExperiment and a ChaosEngine, and what the Go runner was given and made of them where known. */
export interface Pair {
  readonly name: string;
  readonly folder: string;
  readonly engine: ChaosEngine;
  readonly experiment: ChaosExperiment;
  readonly runnerEnvironment?: Readonly<Record<string, string>>;
  readonly job?: JsonRecord;
}

/** The namespace in which the fixtures' Jobs were recorded. */
export const namespace = 'scratch';

/** The folder of the fixtures, for all files of this suite. */
export const root = resolve(process.env.LITMUS_FIXTURES ?? join(import.meta.dirname, '../../../shared/litmus'));

/** Every pair below `charts/` and `variants/`, or, without such folders, directly below the fixtures' folder. */
export const readPairs = (): readonly Pair[] => {
  const groups = ['charts', 'variants'].map((name) => join(root, name)).filter((path) => existsSync(path));
  const folders = (groups.length === 0 ? [root] : groups).flatMap((group) =>
    readdirSync(group, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [join(group, entry.name)] : [],
    ),
  );
  return folders
    .sort()
    .filter((folder) => existsSync(join(folder, 'engine.yaml')))
    .map(readPair);
};

const readPair = (folder: string): Pair => {
  const runnerEnvironment = json(join(folder, 'runner-env.json'));
  const job = json(join(folder, 'job.json'));
  return {
    name: folder.slice(root.length + 1),
    folder,
    engine: orThrow(folder, decodeEngine(inScratch(yaml(join(folder, 'engine.yaml'))))),
    experiment: orThrow(folder, decodeExperiment(inScratch(asStored(yaml(join(folder, 'fault.yaml')))))),
    ...(runnerEnvironment === undefined ? {} : { runnerEnvironment: runnerEnvironment as Record<string, string> }),
    ...(job === undefined ? {} : { job }),
  };
};

/** The two documents of a pair as files. */
export const readTexts = (folder: string): readonly { readonly path: string; readonly text: string }[] =>
  ['engine.yaml', 'fault.yaml'].map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));

const yaml = (path: string): JsonRecord => parse(readFileSync(path, 'utf8')) as JsonRecord;

const json = (path: string): JsonRecord | undefined =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as JsonRecord) : undefined;

const inScratch = (document: JsonRecord): JsonRecord => ({
  ...document,
  metadata: { ...recordAt(document, 'metadata'), namespace },
});

/** A ChaosExperiment as the stock CRD stores it: it prunes the type of host files. */
const asStored = (document: JsonRecord): JsonRecord => {
  const spec = recordAt(document, 'spec');
  const definition = recordAt(spec, 'definition');
  if (definition.hostFileVolumes === undefined) return document;
  const hostFileVolumes = recordsAt(definition, 'hostFileVolumes').map(({ type: _, ...rest }) => rest);
  return { ...document, spec: { ...spec, definition: { ...definition, hostFileVolumes } } };
};

const orThrow = <A>(folder: string, decoded: E.Either<unknown, A>): A => {
  if (E.isLeft(decoded)) throw new Error(`${folder}: ${JSON.stringify(decoded.left)}`);
  return decoded.right;
};
