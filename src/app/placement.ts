import { type JsonRecord, recordAt, recordsAt, textAt } from '../model/json/json-object.ts';
import { areApart, type Named, pairedExperiment } from '../model/lint/pairing.ts';

const clusterScoped: ReadonlySet<string> = new Set([
  'Namespace',
  'Node',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
]);

/** Whether objects of this kind are in no namespace. */
export const isClusterScoped = (object: JsonRecord): boolean => clusterScoped.has(textAt(object, 'kind') ?? '');

/** Name and namespace of an object, as they are written. */
export const namedAs = (object: JsonRecord): Named => {
  const metadata = recordAt(object, 'metadata');
  return { name: textAt(metadata, 'name'), namespace: textAt(metadata, 'namespace') };
};

/** An object in the namespace where it is to be. */
export interface Placed {
  /** As it was given. */
  readonly given: JsonRecord;
  readonly object: JsonRecord;
}

/** Objects where they are to be, and sentences for people where that is not where their files say. */
export interface Placement {
  readonly placed: readonly Placed[];
  readonly notes: readonly string[];
}

/**
 * Puts objects into namespaces: the written one, else `usual`, and an experiment that is given for an engine into that
 * engine's, because it is looked for nowhere else.
 */
export const placeObjects = (objects: readonly JsonRecord[], usual: string): Placement => {
  const ofKind = (kind: string): readonly JsonRecord[] => objects.filter((object) => object.kind === kind);
  const experiments = ofKind('ChaosExperiment');
  const wanted = new Map<JsonRecord, Set<string>>();
  const taken = new Set<string>();
  const notes = new Set<string>();
  for (const engine of ofKind('ChaosEngine')) {
    const { namespace = usual } = namedAs(engine);
    for (const entry of recordsAt(recordAt(engine, 'spec'), 'experiments')) {
      const name = textAt(entry, 'name')?.trim() ?? '';
      const experiment = pairedExperiment(name, namedAs(engine), experiments, namedAs);
      if (experiment === undefined) continue;
      wanted.set(experiment, (wanted.get(experiment) ?? new Set()).add(namespace));
      taken.add(`${namespace}/${name}`);
      const { namespace: written } = namedAs(experiment);
      if (areApart(namedAs(engine), { namespace: written }))
        notes.add(
          `The ChaosExperiment ${name} is of namespace ${written} in its file: it is put into ${namespace}, where the engine ${namedAs(engine).name} looks for it.`,
        );
    }
  }
  const placed = objects.flatMap((given): readonly Placed[] => {
    if (isClusterScoped(given)) return [{ given, object: given }];
    const { name, namespace = usual } = namedAs(given);
    const inTheWay = given.kind === 'ChaosExperiment' && taken.has(`${namespace}/${name}`);
    const namespaces = wanted.get(given) ?? (inTheWay ? [] : [namespace]);
    if (wanted.get(given) === undefined && inTheWay)
      notes.add(`The ChaosExperiment ${name} is in the files twice for namespace ${namespace}: one of them is used.`);
    return [...namespaces].map((each) => ({ given, object: inNamespace(given, each) }));
  });
  return { placed, notes: [...notes] };
};

/** The object in another namespace. */
export const inNamespace = (object: JsonRecord, namespace: string): JsonRecord => ({
  ...object,
  metadata: { ...recordAt(object, 'metadata'), namespace },
});
