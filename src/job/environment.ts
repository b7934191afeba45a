import type { EnvVar } from '../model/kube/object-parts.ts';
import type { ChaosEngine, ExperimentEntry } from '../model/litmus/engine.ts';
import type { ChaosExperiment } from '../model/litmus/experiment.ts';
import { bornGraceSeconds, helperGraceVariable } from '../model/litmus/helper-grace.ts';
import type { RunnerEnvironment } from '../model/litmus/runner-environment.ts';
import { longestMs } from '../model/text/duration.ts';

/** What the environment of an experiment is made from. */
export interface EnvironmentSources {
  readonly engine: ChaosEngine;
  readonly engineUid: string;
  readonly experiment: ChaosExperiment;
  readonly entry: ExperimentEntry;
  readonly environment: RunnerEnvironment;
}

export const defaultPullPolicy = 'Always';

/** Seconds; 0 in `statusCheckTimeouts` means these. */
const statusCheckDefaults = { delay: 2, timeout: 180 } as const;

/** The pod's own name by the downward API, as experiments and sidecars read it. */
export const podNameVar: EnvVar = {
  name: 'POD_NAME',
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } },
};

/**
 * The environment of the main container: runner defaults < ChaosExperiment < engine's entry < what the runner insists on;
 * POD_NAME by reference last, even beside a POD_NAME that somebody gave. Linear in the number of variables.
 */
export const mergedEnvironment = (sources: EnvironmentSources): readonly EnvVar[] => {
  const merged = new Map<string, EnvVar>();
  for (const [name, value] of runnerDefaults(sources)) if (value !== '') merged.set(name, { name, value });
  for (const variable of sources.experiment.definition.env ?? []) put(merged, variable);
  for (const variable of sources.entry.spec?.components?.env ?? []) put(merged, variable);
  for (const [name, value] of insisted(sources)) merged.set(name, { name, value });
  return [...merged.values(), podNameVar];
};

/**
 * A variable that is given again keeps its place, because others may refer to it by `$(NAME)`. One that itself refers to
 * others goes to the end, where all that it can mean are defined.
 */
const put = (merged: Map<string, EnvVar>, variable: EnvVar): void => {
  if (variable.value?.includes('$(')) merged.delete(variable.name);
  merged.set(variable.name, variable);
};

const runnerDefaults = (sources: EnvironmentSources): readonly (readonly [string, string])[] => {
  const { engine, environment, experiment, entry } = sources;
  return [
    ['CHAOSENGINE', engine.metadata.name],
    ...applicationVariables(environment),
    ['CHAOS_NAMESPACE', environment.namespace],
    ['AUXILIARY_APPINFO', environment.auxiliaryAppInfo ?? ''],
    ['CHAOS_UID', sources.engineUid],
    ['EXPERIMENT_NAME', entry.name],
    ['LIB_IMAGE_PULL_POLICY', experiment.definition.imagePullPolicy || defaultPullPolicy],
    [helperGraceVariable, String(bornGraceSeconds(engine))],
    ['DEFAULT_HEALTH_CHECK', healthCheckOf(sources)],
    ['CHAOS_SERVICE_ACCOUNT', serviceAccountOf(sources) ?? ''],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', environment.otelEndpoint ?? ''],
    ['TRACE_PARENT', environment.traceParent ?? ''],
  ];
};

/**
 * DEFAULT_HEALTH_CHECK. Since operator 3.0 the field is a boolean: unset is false. Up to 2.14 it is an optional text, and its
 * experiments check where the variable is not there: `false` would switch their checks off.
 */
const healthCheckOf = ({ engine, environment }: EnvironmentSources): string => {
  const { defaultHealthCheck } = engine.spec;
  if (defaultHealthCheck === undefined && environment.application.is === 'app') return '';
  return String(defaultHealthCheck ?? false);
};

const applicationVariables = ({ application }: RunnerEnvironment): readonly (readonly [string, string])[] =>
  application.is === 'targets'
    ? [['TARGETS', application.targets ?? '']]
    : [
        ['APP_NAMESPACE', application.namespace ?? ''],
        ['APP_LABEL', application.label ?? ''],
        ['APP_KIND', application.kind ?? ''],
        ['ANNOTATION_CHECK', application.annotationCheck ?? ''],
        ['ANNOTATION_KEY', application.annotationKey ?? ''],
      ];

const insisted = ({ engine, entry }: EnvironmentSources): readonly (readonly [string, string])[] => {
  const { delay, timeout } = statusCheckSeconds(entry);
  return [
    ['STATUS_CHECK_DELAY', String(delay)],
    ['STATUS_CHECK_TIMEOUT', String(timeout)],
    ['JOB_CLEANUP_POLICY', engine.spec.jobCleanUpPolicy ?? ''],
  ];
};

/** `statusCheckTimeouts` of an entry in seconds, defaults filled in. */
export const statusCheckSeconds = (entry: ExperimentEntry): { readonly delay: number; readonly timeout: number } => {
  const { delay, timeout } = entry.spec?.components?.statusCheckTimeouts ?? {};
  return {
    delay: delay === undefined || delay <= 0 ? statusCheckDefaults.delay : delay,
    timeout: timeout === undefined || timeout <= 0 ? statusCheckDefaults.timeout : timeout,
  };
};

/** How long a pod of an entry may take to start, in milliseconds: twice its `statusCheckTimeouts.timeout`, as with the Go runner. */
export const startTimeoutMsOf = ({ entry }: Pick<EnvironmentSources, 'entry'>): number =>
  2 * statusCheckSeconds(entry).timeout * 1000;

/**
 * How long the experiment should take, in milliseconds: TOTAL_CHAOS_DURATION and twice RAMP_TIME, both in seconds.
 * Undefined where the duration is not given as a number, or longer than anything that can be waited for.
 */
export const expectedDurationMs = (environment: readonly EnvVar[]): number | undefined => {
  const seconds = (wanted: string): number =>
    Number.parseFloat(environment.findLast(({ name }) => name === wanted)?.value ?? '');
  const duration = seconds('TOTAL_CHAOS_DURATION');
  const ramp = seconds('RAMP_TIME');
  if (!Number.isFinite(duration) || duration < 0) return undefined;
  const expected = (duration + 2 * (Number.isFinite(ramp) && ramp > 0 ? ramp : 0)) * 1000;
  return expected <= longestMs ? expected : undefined;
};

/** The service account that the experiment runs as: the operator's word, else the engine's. */
export const serviceAccountOf = ({ environment, engine }: EnvironmentSources): string | undefined =>
  environment.serviceAccount ?? (engine.spec.chaosServiceAccount || undefined);
