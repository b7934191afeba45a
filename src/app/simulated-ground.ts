import { litmusServiceAccount, type Simulator } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { type JsonRecord, recordAt, recordsAt, textAt } from '../model/json/json-object.ts';
import { bundledExperiment, examplesFolder, genericExperiment } from './examples.ts';
import type { Input } from './input-files.ts';
import { inNamespace, isClusterScoped, namedAs, placeObjects } from './placement.ts';

/** What is put into a simulator before engines are driven in it. */
interface Ground {
  /** In the order in which they are to be applied, the engines last. */
  readonly objects: readonly JsonRecord[];
  readonly engines: readonly { readonly namespace: string; readonly name: string; readonly account: string }[];
  /** Sentences for people: what was added to what the files hold. */
  readonly notes: readonly string[];
}

export const defaultNamespace = 'litmus';

const kindOf = (object: JsonRecord): string => textAt(object, 'kind') ?? '';
const isNamespace = (object: JsonRecord): boolean => kindOf(object) === 'Namespace';
const nameOf = (object: JsonRecord): string => namedAs(object).name ?? '';
const namespaceOf = (object: JsonRecord): string => namedAs(object).namespace ?? defaultNamespace;

/** Engines that a file stops would not run, and an engine without a state is for the operator to start. */
const active = (engine: JsonRecord): JsonRecord => ({
  ...engine,
  spec: { ...recordAt(engine, 'spec'), engineState: 'active' },
});

/**
 * Puts the objects of files, and what they need, into the simulator. Left: a sentence, where it refuses something of it.
 * `isToRun`: the engines are run, whatever their state says; else the usual namespace with its service account is there, too,
 * for whatever comes.
 */
export const furnish = async (
  simulator: Simulator,
  { objects, notes }: Pick<Input, 'objects' | 'notes'>,
  isToRun: boolean,
  say: (note: string) => void,
): Promise<E.Either<string, Ground>> => {
  const ground = await simulatedGround(objects, isToRun);
  for (const note of [...notes, ...ground.notes]) say(note);
  return simulator.apply(ground.objects).then(
    () => E.right(ground),
    ({ message }: Error) => E.left(`The simulated cluster refuses ${message}`),
  );
};

/** The objects of the files and what they need to run: namespaces, service accounts, experiments that no file holds. */
const simulatedGround = async (given: readonly JsonRecord[], isToRun: boolean): Promise<Ground> => {
  const placement = placeObjects(given, defaultNamespace);
  const objects = placement.placed.map(({ object }) => object);
  const bundledOnes: string[] = [];
  const standIns: string[] = [];
  const written = objects.filter((object) => kindOf(object) === 'ChaosEngine');
  const engines = isToRun ? written.map(active) : written;
  const rest = objects.filter((object) => kindOf(object) !== 'ChaosEngine');
  const others = [...rest.filter(isNamespace), ...rest.filter((object) => !isNamespace(object))];
  const has = (kind: string, namespace: string, name: string): boolean =>
    others.some((one) => kindOf(one) === kind && namespaceOf(one) === namespace && nameOf(one) === name);

  const namespaces = new Set(objects.filter((one) => !isClusterScoped(one)).map(namespaceOf));
  if (!isToRun) namespaces.add(defaultNamespace);
  const made = [...namespaces]
    .filter((name) => !others.some((one) => isNamespace(one) && nameOf(one) === name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));

  const accounts = new Map<string, readonly JsonRecord[]>();
  const addAccount = (namespace: string, account: string): void => {
    if (has('ServiceAccount', namespace, account)) return;
    accounts.set(`${namespace}/${account}`, litmusServiceAccount(account, namespace) as readonly JsonRecord[]);
  };
  if (!isToRun) addAccount(defaultNamespace, defaultNamespace);
  const experiments = new Map<string, JsonRecord>();
  const folder = examplesFolder();
  for (const engine of engines) {
    const namespace = namespaceOf(engine);
    addAccount(namespace, accountOf(engine));
    for (const entry of recordsAt(recordAt(engine, 'spec'), 'experiments')) {
      const name = textAt(entry, 'name')?.trim() ?? '';
      const key = `${namespace}/${name}`;
      if (name === '' || has('ChaosExperiment', namespace, name) || experiments.has(key)) continue;
      const bundled = await bundledExperiment(folder, name);
      (bundled === undefined ? standIns : bundledOnes).push(name);
      experiments.set(key, inNamespace(bundled ?? genericExperiment(name), namespace));
    }
  }
  return {
    objects: [...made, ...[...accounts.values()].flat(), ...experiments.values(), ...others, ...engines],
    engines: engines.map((engine) => ({
      namespace: namespaceOf(engine),
      name: nameOf(engine),
      account: accountOf(engine),
    })),
    notes: [
      ...placement.notes,
      ...(bundledOnes.length > 0 ? [`Not in the files, taken from the examples: ${bundledOnes.join(', ')}.`] : []),
      ...(standIns.length > 0
        ? [`Not in the files, replaced by stand-ins that run for two seconds and pass: ${standIns.join(', ')}.`]
        : []),
    ],
  };
};

const accountOf = (engine: JsonRecord): string => textAt(recordAt(engine, 'spec'), 'chaosServiceAccount') ?? 'litmus';
