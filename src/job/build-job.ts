import * as E from 'fp-ts/Either';
import type { JsonRecord, Manifest } from '../model/json/json-object.ts';
import { missing, type Problem, showPath } from '../model/json/problem.ts';
import { litmusApiVersion } from '../model/kube/kinds.ts';
import { experimentNameProblem } from '../model/kube/names.ts';
import type { EnvVar } from '../model/kube/object-parts.ts';
import { engineLabel } from '../model/litmus/engine-label.ts';
import { shortGraceOf } from '../model/litmus/helper-grace.ts';
import { instanceIdOf } from '../model/litmus/instance-id.ts';
import { resultName } from '../model/litmus/result.ts';
import type { Baseline } from '../model/litmus/result-acceptance.ts';
import { copiedLabels } from './copied-labels.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';
import {
  defaultPullPolicy,
  type EnvironmentSources,
  expectedDurationMs,
  mergedEnvironment,
  serviceAccountOf,
  startTimeoutMsOf,
} from './environment.ts';
import { annotationsOf, labelsOf } from './identity.ts';
import { jobName, type LaunchIdentity } from './name.ts';
import { sidecarContainer, sidecarsOf } from './sidecars.ts';
import { containerMounts, hostFileMounts, type Mounts, mergedMounts, volumesFor } from './volumes.ts';

export interface JobInput extends EnvironmentSources {
  readonly identity: LaunchIdentity;
  /** The ChaosResult before this launch; becomes an annotation. */
  readonly baseline: Baseline;
  /** Index of the entry in `spec.experiments`, for the paths of problems. */
  readonly entryIndex?: number;
}

/** A Job that can be created, and what has to be known to observe it. */
export interface BuiltJob {
  readonly name: string;
  readonly job: Manifest;
  /** Name of the ChaosResult; absent where INSTANCE_ID is by reference: then it is found by engine and experiment. */
  readonly resultName?: string;
  readonly instanceId?: string;
  /** How long the pod may take to start: twice `statusCheckTimeouts.timeout`. */
  readonly startTimeoutMs: number;
  /** What TOTAL_CHAOS_DURATION and twice RAMP_TIME explain; absent where they say nothing. */
  readonly expectedDurationMs?: number;
  readonly dependencies: Dependencies;
  /** Sentences for people about what was changed or is odd. */
  readonly warnings: readonly string[];
}

/**
 * The Job of one launch. The same input gives the same Job, byte by byte. Left: every reason why it cannot be launched;
 * paths are those of the ChaosEngine (`spec.experiments…`, `spec.components…`) or of the ChaosExperiment
 * (`spec.definition…`).
 */
export const buildJob = (input: JobInput): E.Either<readonly Problem[], BuiltJob> => {
  const { engine, experiment, entry } = input;
  const { definition } = experiment;
  const components = entry.spec?.components ?? {};
  const name = jobName(entry.name, input.identity);
  const wanted = sidecarsOf(engine);
  const parts = mountedParts(input);
  const { volumes, nameOf } = volumesFor([...parts.mounts, ...wanted.sidecars.flatMap(({ mounted }) => mounted)]);
  const mounts = containerMounts(parts.mounts, nameOf, 'the experiment');
  const sidecars = wanted.sidecars.map((each, index) =>
    sidecarContainer(each, index, name, nameOf, components.resources),
  );
  const image = components.experimentImage || definition.image || '';
  const problems = [
    ...nameProblems(input, wanted.sidecars.length > 0),
    ...(image === '' ? [noImage] : []),
    ...wanted.problems,
    ...parts.problems,
    ...mounts.problems.map((problem) => ({ ...problem, path: entryPath(input) })),
    ...sidecars.flatMap((sidecar) => sidecar.problems),
  ];
  if (problems.length > 0) return E.left(problems);

  const env = mergedEnvironment(input);
  const security = definition.securityContext ?? {};
  const main = {
    name,
    image,
    imagePullPolicy: definition.imagePullPolicy || defaultPullPolicy,
    ...nonEmpty('command', definition.command),
    ...nonEmpty('args', definition.args),
    env,
    ...optional('resources', components.resources),
    ...nonEmpty('volumeMounts', mounts.mounts),
    ...nonEmpty('securityContext', security.containerSecurityContext),
  };
  const podSpec = {
    restartPolicy: 'Never',
    ...optional('serviceAccountName', serviceAccountOf(input)),
    ...(engine.spec.terminationGracePeriodSeconds
      ? { terminationGracePeriodSeconds: engine.spec.terminationGracePeriodSeconds }
      : {}),
    ...(definition.hostPID === true ? { hostPID: true } : {}),
    ...nonEmpty('securityContext', security.podSecurityContext),
    ...nonEmpty('imagePullSecrets', components.experimentImagePullSecrets),
    ...nonEmpty('nodeSelector', components.nodeSelector),
    ...nonEmpty('tolerations', components.tolerations),
    containers: [main, ...sidecars.map(({ container }) => container)],
    ...nonEmpty('volumes', volumes),
  };
  const { instanceId, byReference } = instanceIdOf(env);
  const { uncopiedLabels = [] } = input.environment;
  const copied = copiedLabels({ engine, definition: definition.labels ?? {}, uncopied: uncopiedLabels });
  return E.right({
    name,
    job: jobAround(input, name, podSpec, copied.labels),
    ...optional('instanceId', instanceId),
    ...(byReference ? {} : { resultName: resultName(engine.metadata.name, entry.name, instanceId) }),
    startTimeoutMs: startTimeoutMsOf(input),
    ...optional('expectedDurationMs', expectedDurationMs(env)),
    dependencies: dependenciesOf(parts.mounts, experiment, entry, env, wanted.sidecars),
    warnings: [
      ...oldWarnings(input),
      ...copied.warnings,
      ...graceWarnings(env),
      ...policyWarnings(input),
      ...probeWarnings(input),
    ],
  });
};

const noImage = missing(
  ['spec', 'definition', 'image'],
  'is missing: the experiment has no image, and the engine gives no experimentImage',
  'an image',
);

const entryPath = ({ entryIndex = 0 }: JobInput): readonly (string | number)[] => ['spec', 'experiments', entryIndex];

const nameProblems = (input: JobInput, sidecars: boolean): readonly Problem[] => {
  const wrong = experimentNameProblem(input.entry.name, sidecars);
  return wrong === undefined
    ? []
    : [{ path: [...entryPath(input), 'name'], message: wrong, found: JSON.stringify(input.entry.name) }];
};

/** Everything that the main container mounts, in the order of the Go runner: ConfigMaps, Secrets, host files. */
const mountedParts = (input: JobInput): Mounts => {
  const { definition } = input.experiment;
  const components = input.entry.spec?.components ?? {};
  const merged = (kind: 'configMap' | 'secret', key: 'configMaps' | 'secrets') =>
    mergedMounts(
      kind,
      { mounts: definition[key] ?? [], path: ['spec', 'definition', key] },
      { mounts: components[key] ?? [], path: [...entryPath(input), 'spec', 'components', key] },
    );
  const parts = [
    merged('configMap', 'configMaps'),
    merged('secret', 'secrets'),
    hostFileMounts(definition.hostFileVolumes ?? [], ['spec', 'definition', 'hostFileVolumes']),
  ];
  return { mounts: parts.flatMap(({ mounts }) => mounts), problems: parts.flatMap(({ problems }) => problems) };
};

const jobAround = (
  input: JobInput,
  name: string,
  podSpec: JsonRecord,
  copied: Readonly<Record<string, string>>,
): Manifest => {
  const { engine, experiment, entry, environment, identity, baseline } = input;
  const labels = { ...copied, ...labelsOf(identity, name), [engineLabel]: input.engineUid };
  const annotations = {
    ...experiment.definition.experimentAnnotations,
    ...entry.spec?.components?.experimentAnnotations,
    ...annotationsOf(identity, baseline),
  };
  const metadata = { name, namespace: environment.namespace, labels, annotations };
  const owner = {
    apiVersion: litmusApiVersion,
    kind: 'ChaosEngine',
    name: engine.metadata.name,
    uid: input.engineUid,
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, ownerReferences: [owner] },
    spec: { backoffLimit: 0, template: { metadata, spec: podSpec } },
  };
};

/** Of the spellings of older generations those that change what this Job is made of. */
const oldWarnings = (input: JobInput): readonly string[] => {
  const entry = showPath(entryPath(input));
  const ofEntry = input.engine.old.filter(({ path }) => showPath(path.slice(0, 3)) === entry);
  return [...ofEntry, ...input.experiment.old].map(({ path, message }) => `${showPath(path)} ${message}`);
};

/** What is in the environment by now also comes from the engine's terminationGracePeriodSeconds. */
const graceWarnings = (env: readonly EnvVar[]): readonly string[] =>
  env.flatMap((variable) => {
    const problem = shortGraceOf(variable);
    return problem === undefined ? [] : [`${variable.name} ${problem}`];
  });

const policyWarnings = ({ engine }: JobInput): readonly string[] => {
  const policy = engine.spec.jobCleanUpPolicy ?? '';
  return policy === '' || policy === 'delete' || policy === 'retain'
    ? []
    : [`jobCleanUpPolicy is ${JSON.stringify(policy)}, neither delete nor retain: Jobs are retained`];
};

/** litmus-go looks for its probes by the experiment's name. */
const probeWarnings = ({ engine, entry }: JobInput): readonly string[] => {
  const same = engine.spec.experiments.filter(({ name }) => name === entry.name);
  return same.length > 1 && same.some(({ spec }) => (spec?.probe ?? []).length > 0)
    ? [`${entry.name} is in the engine more than once: each of its steps uses the probes of the last entry`]
    : [];
};

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: V };

/** An object or a list that has something in it. */
const nonEmpty = (key: string, value: object | undefined): JsonRecord =>
  value === undefined || Object.keys(value).length === 0 ? {} : { [key]: value };
