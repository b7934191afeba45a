import { defined, type JsonRecord } from '../model/json/json-object.ts';
import type { Path, Problem } from '../model/json/problem.ts';
import type { EnvVar } from '../model/kube/object-parts.ts';
import { sidecarProblems } from '../model/lint/sidecar-problems.ts';
import { type ChaosEngine, type Sidecar, sidecarsEnabled } from '../model/litmus/engine.ts';
import { podNameVar } from './environment.ts';
import { complete, containerMounts, type Mounted } from './volumes.ts';

/** A sidecar that the engine asks for, with its Secrets in order. */
export interface WantedSidecar {
  readonly sidecar: Sidecar;
  readonly mounted: readonly Mounted[];
}

const path: Path = ['spec', 'components', 'sidecar'];

/** The sidecars of an engine: none unless its annotation asks for them; asked for and none given is a problem. */
export const sidecarsOf = (
  engine: ChaosEngine,
): { readonly sidecars: readonly WantedSidecar[]; readonly problems: readonly Problem[] } => {
  if (!sidecarsEnabled(engine)) return { sidecars: [], problems: [] };
  const sidecars = (engine.spec.components?.sidecar ?? []).map((sidecar) => ({
    sidecar,
    mounted: complete('secret', sidecar.secrets ?? [], path).mounts,
  }));
  return { sidecars, problems: sidecarProblems(engine) };
};

/** The container of the sidecar at `index`, beside the main container, which is named like the Job. */
export const sidecarContainer = (
  { sidecar, mounted }: WantedSidecar,
  index: number,
  job: string,
  nameOf: (mounted: Mounted) => string,
  resources: JsonRecord | undefined,
): { readonly container: JsonRecord; readonly problems: readonly Problem[] } => {
  const name = `${job}-sidecar-${index}`;
  const { mounts, problems } = containerMounts(mounted, nameOf, `sidecar ${index}`);
  const container = {
    name,
    image: sidecar.image ?? '',
    imagePullPolicy: sidecar.imagePullPolicy || 'IfNotPresent',
    env: sidecarEnvironment(sidecar, job),
    ...((sidecar.envFrom ?? []).length === 0 ? {} : { envFrom: sidecar.envFrom }),
    ...defined({ resources }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
  };
  return { container, problems: problems.map((problem) => ({ ...problem, path: [...path, index, 'secrets'] })) };
};

const sidecarEnvironment = (sidecar: Sidecar, job: string): readonly EnvVar[] => [
  ...(sidecar.env ?? []),
  podNameVar,
  { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } } },
  { name: 'MAIN_CONTAINER', value: job },
];
