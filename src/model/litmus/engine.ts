import * as E from 'fp-ts/Either';
import { rights } from 'fp-ts/ReadonlyArray';
import type * as t from 'io-ts';
import { flag, integer, list, opaque, shape, text, textMap, texts } from '../json/codec.ts';
import { cleanedLater, defined, isRecord, type JsonRecord, recordsAt, textAt } from '../json/json-object.ts';
import { type Problem, problemsOf } from '../json/problem.ts';
import {
  envVars,
  type Metadata,
  metadata,
  mounts,
  namedReferences,
  opaques,
  statusCheckTimeouts,
} from '../kube/object-parts.ts';
import { engineInCurrentWords, type OldSpelling } from './old-spellings.ts';

const experimentComponents = shape(
  {},
  {
    env: envVars,
    configMaps: mounts,
    secrets: mounts,
    experimentImage: text,
    experimentImagePullSecrets: namedReferences,
    experimentAnnotations: textMap,
    nodeSelector: textMap,
    tolerations: opaques,
    resources: opaque,
    statusCheckTimeouts,
  },
);

const experimentEntry = shape(
  { name: text },
  { spec: shape({}, { components: experimentComponents, probe: opaques }) },
);
/** One entry of `spec.experiments`. */
export type ExperimentEntry = t.TypeOf<typeof experimentEntry>;

const sidecar = shape({}, { image: text, imagePullPolicy: text, secrets: mounts, envFrom: opaques, env: envVars });
export type Sidecar = t.TypeOf<typeof sidecar>;

const runnerComponent = shape(
  {},
  {
    image: text,
    type: text,
    args: texts,
    command: texts,
    imagePullPolicy: text,
    imagePullSecrets: namedReferences,
    runnerAnnotations: textMap,
    runnerLabels: textMap,
    nodeSelector: textMap,
    configMaps: mounts,
    secrets: mounts,
    tolerations: opaques,
    resources: opaque,
  },
);

export const applicationInfo = shape({}, { appns: text, applabel: text, appkind: text });

export const selectors = shape(
  {},
  {
    workloads: list(shape({}, { kind: text, namespace: text, names: text, labels: text })),
    pods: list(shape({}, { namespace: text, names: text })),
  },
);

const engineSpec = shape(
  {},
  {
    appinfo: applicationInfo,
    selectors,
    auxiliaryAppInfo: text,
    annotationCheck: text,
    engineState: text,
    chaosServiceAccount: text,
    defaultHealthCheck: flag,
    jobCleanUpPolicy: text,
    terminationGracePeriodSeconds: integer,
    monitoring: flag,
    components: shape({}, { runner: runnerComponent, sidecar: list(sidecar), monitor: shape({}, { image: text }) }),
    experiments: list(experimentEntry),
  },
);

export const engineDocument = shape({ metadata }, { apiVersion: text, kind: text, spec: engineSpec });

const seenRow = shape(
  { name: text },
  { runner: text, experimentPod: text, status: text, verdict: text, lastUpdateTime: text },
);
/** A row as it was found in `status.experiments`: nothing of it can be relied on. */
export type SeenRow = t.TypeOf<typeof seenRow>;

export interface ChaosEngine {
  /** From the server it has namespace, uid and resourceVersion; from a file it may lack them. */
  readonly metadata: Metadata;
  readonly spec: t.TypeOf<typeof engineSpec> & { readonly experiments: readonly ExperimentEntry[] };
  readonly status: { readonly engineStatus?: string; readonly experiments: readonly SeenRow[] };
  /** What in it is spelt as in an older generation; the spec has it in the words of the current one. */
  readonly old: readonly OldSpelling[];
  /** The whole document as it is written, without its nulls, unknown fields kept. */
  readonly raw: JsonRecord;
}

/**
 * Reads a ChaosEngine as a server or a file gives it, of any generation. Left: every problem at once. A malformed status
 * is no problem: rows that cannot be read are left out, because the runner writes them anew.
 */
export const decodeEngine = (raw: unknown): E.Either<readonly Problem[], ChaosEngine> => {
  const { value, old } = engineInCurrentWords(raw);
  const decoded = engineDocument.decode(value);
  if (E.isLeft(decoded)) return E.left(problemsOf(decoded.left));
  const { metadata: meta, spec } = decoded.right;
  const clean = cleanedLater(raw);
  return E.right({
    metadata: meta,
    old,
    spec: { ...spec, experiments: spec?.experiments ?? [] },
    status: statusOf(raw),
    get raw() {
      return clean();
    },
  });
};

/**
 * Reads an engine to end it or see it end, also where a field of its spec cannot be read and it cannot be run: then of the
 * spec only what its end needs, without any experiment. Left: the problems of the whole.
 */
export const decodeEngineToEnd = (raw: unknown): E.Either<readonly Problem[], ChaosEngine> => {
  const whole = decodeEngine(raw);
  if (E.isRight(whole) || !isRecord(raw)) return whole;
  const { engineState, monitoring } = isRecord(raw.spec) ? raw.spec : {};
  const spec = { ...(engineState === 'stop' ? { engineState } : {}), ...(monitoring === true ? { monitoring } : {}) };
  const rest = decodeEngine({ ...raw, spec });
  return E.isRight(rest) ? rest : whole;
};

const statusOf = (raw: unknown): ChaosEngine['status'] => {
  const status = isRecord(raw) ? raw.status : undefined;
  const engineStatus = textAt(status, 'engineStatus');
  const experiments = rights(recordsAt(status, 'experiments').map((row) => seenRow.decode(row)));
  return { experiments, ...defined({ engineStatus }) };
};

/** The kinds of applications that servers know, with the CRDs of 3.18. The runner passes any kind on as it is. */
export const applicationKinds = ['deployment', 'statefulset', 'daemonset', 'deploymentconfig', 'rollout'] as const;

/** What happens to a Job whose step has ended: only `delete` deletes, absent means retain. */
export const cleanUpPolicy = (engine: ChaosEngine): 'delete' | 'retain' =>
  engine.spec.jobCleanUpPolicy === 'delete' ? 'delete' : 'retain';

/** Whether the monitor is wanted: by the field, or by the annotation where the operator erases the field. */
export const monitoringWanted = (engine: ChaosEngine): boolean =>
  engine.spec.monitoring === true || engine.metadata.annotations?.['runner.litmuschaos.io/monitoring'] === 'true';

/** Names of labels that are not copied to Jobs, beside those that tools are known to own: `team.example.com/*, owner`. */
export const uncopiedLabelsAnnotation = 'runner.litmuschaos.io/uncopied-labels';

/** Whether the engine asks for sidecars: the annotation is there and is not `false`. */
export const sidecarsEnabled = (engine: ChaosEngine): boolean => {
  const annotation = engine.metadata.annotations?.['sidecar/enabled'];
  return annotation !== undefined && annotation !== 'false';
};
