import { type JsonRecord, recordAt, textAt } from '../model/json/json-object.ts';
import type { EnvVar } from '../model/kube/object-parts.ts';
import type { ExperimentEntry } from '../model/litmus/engine.ts';
import type { ChaosExperiment } from '../model/litmus/experiment.ts';
import type { Literal } from '../model/text/secret-literal.ts';
import type { WantedSidecar } from './sidecars.ts';
import type { Mounted } from './volumes.ts';

/** What has to exist in the engine's namespace, and whose contents must never reach a log. Names, sorted, each once. */
export interface Dependencies {
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
  /** Every Secret that the containers can read, optional ones too: their values are masked in log tails. */
  readonly secretsToMask: readonly string[];
  /** The environment's literal values, as people wrote them. */
  readonly literals: readonly Literal[];
}

/** Collects what a step depends on from its mounts, its environment and its sidecars. */
export const dependenciesOf = (
  mounted: readonly Mounted[],
  experiment: ChaosExperiment,
  entry: ExperimentEntry,
  environment: readonly EnvVar[],
  sidecars: readonly WantedSidecar[],
): Dependencies => {
  const variables = [...environment, ...sidecars.flatMap(({ sidecar }) => sidecar.env ?? [])];
  const references = [
    ...[...mounted, ...sidecars.flatMap((each) => each.mounted)]
      .filter(({ kind }) => kind !== 'hostPath')
      .map(({ kind, name }): Reference => ({ secret: kind === 'secret', name, optional: false })),
    ...variables.flatMap(({ valueFrom }) => referencesIn(valueFrom, 'KeyRef')),
    ...sidecars.flatMap(({ sidecar }) => sidecar.envFrom ?? []).flatMap((source) => referencesIn(source, 'Ref')),
  ];
  const names = (are: (reference: Reference) => boolean): readonly string[] =>
    [...new Set(references.filter(are).map(({ name }) => name))].sort();
  return {
    configMaps: names(({ secret, optional }) => !secret && !optional),
    secrets: names(({ secret, optional }) => secret && !optional),
    secretsToMask: names(({ secret }) => secret),
    literals: literalsOf(experiment, entry, sidecars),
  };
};

interface Reference {
  readonly secret: boolean;
  readonly name: string;
  readonly optional: boolean;
}

const noReferences: readonly Reference[] = [];

const referencesIn = (source: JsonRecord | undefined, suffix: 'Ref' | 'KeyRef'): readonly Reference[] => {
  // Most variables have none.
  if (source === undefined) return noReferences;
  return (['secret', 'configMap'] as const).flatMap((kind) => {
    const reference = recordAt(source, `${kind}${suffix}`);
    const name = textAt(reference, 'name');
    return name === undefined ? [] : [{ secret: kind === 'secret', name, optional: reference.optional === true }];
  });
};

/** What people wrote, not what the runner adds: names of engine and experiment are no secrets. */
const literalsOf = (
  experiment: ChaosExperiment,
  entry: ExperimentEntry,
  sidecars: readonly WantedSidecar[],
): readonly Literal[] => {
  const written = [
    ...(experiment.definition.env ?? []),
    ...(entry.spec?.components?.env ?? []),
    ...sidecars.flatMap(({ sidecar }) => sidecar.env ?? []),
  ];
  return written.flatMap(({ name, value }) => (value ? [{ name, value }] : []));
};
