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
  const configMaps = new Set<string>();
  const secrets = new Set<string>();
  const secretsToMask = new Set<string>();
  const need = ({ secret, name, optional }: Reference): void => {
    if (secret) secretsToMask.add(name);
    if (!optional) (secret ? secrets : configMaps).add(name);
  };
  const allMounted = [...mounted, ...sidecars.flatMap((each) => each.mounted)];
  for (const { kind, name } of allMounted)
    if (kind !== 'hostPath') need({ secret: kind === 'secret', name, optional: false });
  for (const variable of environment) forEachReference(variable.valueFrom, 'KeyRef', need);
  for (const { sidecar } of sidecars) {
    for (const variable of sidecar.env ?? []) forEachReference(variable.valueFrom, 'KeyRef', need);
    for (const source of sidecar.envFrom ?? []) forEachReference(source, 'Ref', need);
  }
  return {
    configMaps: [...configMaps].sort(),
    secrets: [...secrets].sort(),
    secretsToMask: [...secretsToMask].sort(),
    literals: literalsOf(experiment, entry, sidecars),
  };
};

interface Reference {
  readonly secret: boolean;
  readonly name: string;
  readonly optional: boolean;
}

const forEachReference = (
  source: JsonRecord | undefined,
  suffix: 'Ref' | 'KeyRef',
  need: (reference: Reference) => void,
): void => {
  if (source === undefined) return;
  for (const kind of ['secret', 'configMap'] as const) {
    const reference = recordAt(source, `${kind}${suffix}`);
    const name = textAt(reference, 'name');
    if (name !== undefined) need({ secret: kind === 'secret', name, optional: reference.optional === true });
  }
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
  const literals: Literal[] = [];
  for (const { name, value } of written) if (value) literals.push({ name, value });
  return literals;
};
