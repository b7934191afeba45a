import { sequenceS } from 'fp-ts/Apply';
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { parse } from 'fp-ts/Json';
import { traverseWithIndex } from 'fp-ts/ReadonlyArray';
import { defined, isRecord } from '../json/json-object.ts';
import { missing, type Problem } from '../json/problem.ts';
import { validation } from '../json/validation.ts';
import { readLabelPatterns, refusedLabel } from '../kube/label-pattern.ts';
import { nameProblem } from '../kube/names.ts';
import { readRequestRate, refusedRate, requestRateVariable } from '../kube/request-rate.ts';
import { counted } from '../text/counted.ts';
import type { ChaosEngine } from './engine.ts';
import { targetsOf } from './targets.ts';

export type EnvironmentRecord = Readonly<Record<string, string | undefined>>;

/**
 * What the faults are aimed at, as the operator says it: `TARGETS` since 3.0, `APP_*` and `ANNOTATION_*` before. So it also
 * tells the two apart, and with them what else they mean differently.
 */
type Application =
  | { readonly is: 'targets'; readonly targets?: string }
  | {
      readonly is: 'app';
      readonly namespace?: string;
      readonly label?: string;
      readonly kind?: string;
      readonly annotationCheck?: string;
      readonly annotationKey?: string;
    };

/**
 * What whoever starts a run may set for all of it: in the pod by a variable, on the command line by a flag, which is then
 * called as the setting is. Whatever carries out a run has it, as a part of the environment.
 */
export interface RunSettings {
  /** RUNNER_UNCOPIED_LABELS: names of labels that Jobs do not take over; a star at the end stands for anything. */
  readonly uncopiedLabels?: readonly string[];
  /** CHAOS_MONITOR_IMAGE: the exporter's image, if the engine names none. */
  readonly monitorImage?: string;
}

/** What an operator of any generation tells the runner. */
export interface RunnerEnvironment extends RunSettings {
  readonly engine: string;
  /** EXPERIMENT_LIST in its order; the same experiment may be in it several times. */
  readonly experiments: readonly string[];
  readonly namespace: string;
  readonly serviceAccount?: string;
  readonly application: Application;
  readonly auxiliaryAppInfo?: string;
  readonly otelEndpoint?: string;
  /** A JSON carrier such as `{"traceparent":"00-…"}`: the form in which experiments read TRACE_PARENT. */
  readonly traceParent?: string;
  /** What is odd but does not stop the run: sentences for people. */
  readonly warnings: readonly string[];
}

/** Engine and namespace as far as the environment names them: where a row and an event about the rest can be written. */
export const engineNamed = (
  env: EnvironmentRecord,
): { readonly engine: string; readonly namespace: string } | undefined => {
  const engine = given(env, 'CHAOSENGINE');
  const namespace = namespaceIn(env);
  return engine === undefined || namespace === undefined ? undefined : { engine, namespace };
};

/**
 * Reads the runner's environment. Left: every problem at once, `path` naming the variable. `flags`: settings that count
 * before what a variable says.
 */
export const decodeEnvironment = (
  env: EnvironmentRecord,
  flags: RunSettings = {},
): E.Either<readonly Problem[], RunnerEnvironment> => {
  const traceParent = carrierOf(given(env, 'TRACE_PARENT'));
  const uncopied = readLabelPatterns(given(env, 'RUNNER_UNCOPIED_LABELS') ?? '');
  const rate = given(env, requestRateVariable);
  const refused = [
    ...uncopied.refused.map((word) => `RUNNER_UNCOPIED_LABELS ${refusedLabel(word)}`),
    ...(rate === undefined || readRequestRate(rate) !== undefined ? [] : [refusedRate(rate)]),
  ];
  return pipe(
    sequenceS(validation<Problem>())({
      engine: required(given(env, 'CHAOSENGINE'), 'CHAOSENGINE', 'the name of a ChaosEngine'),
      namespace: required(namespaceIn(env), 'CHAOS_NAMESPACE', 'the namespace of the ChaosEngine'),
      experiments: experimentsOf(given(env, 'EXPERIMENT_LIST')),
    }),
    E.map(({ engine, namespace, experiments }) => ({
      engine,
      experiments,
      namespace,
      application: applicationOf(env),
      ...defined({
        serviceAccount: given(env, 'CHAOS_SVC_ACC'),
        auxiliaryAppInfo: given(env, 'AUXILIARY_APPINFO'),
        otelEndpoint: given(env, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
        traceParent: traceParent.carrier,
        uncopiedLabels: flags.uncopiedLabels ?? (uncopied.patterns.length === 0 ? undefined : uncopied.patterns),
        monitorImage: flags.monitorImage ?? given(env, 'CHAOS_MONITOR_IMAGE'),
      }),
      warnings: [...repeated(experiments), ...traceParent.warnings, ...refused],
    })),
  );
};

/**
 * What the operator 3.x would pass for this engine: for runs that no operator started. Left: what the operator refuses,
 * with its reasons. `namespace` counts where the engine names none.
 */
export const environmentFromEngine = (
  engine: ChaosEngine,
  namespace: string,
): E.Either<readonly Problem[], Readonly<Record<string, string>>> => {
  const engineNamespace = engine.metadata.namespace ?? namespace;
  const targets = targetsOf(engine.spec, engineNamespace);
  if (E.isLeft(targets)) return targets;
  return E.right({
    CHAOSENGINE: engine.metadata.name,
    TARGETS: targets.right,
    EXPERIMENT_LIST: engine.spec.experiments.map(({ name }) => name).join(','),
    CHAOS_SVC_ACC: engine.spec.chaosServiceAccount ?? '',
    AUXILIARY_APPINFO: engine.spec.auxiliaryAppInfo ?? '',
    CHAOS_NAMESPACE: engineNamespace,
  });
};

const given = (env: EnvironmentRecord, name: string): string | undefined => {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
};

const namespaceIn = (env: EnvironmentRecord): string | undefined =>
  given(env, 'CHAOS_NAMESPACE') ?? given(env, 'APP_NAMESPACE');

const required = (value: string | undefined, name: string, expected: string): E.Either<readonly Problem[], string> =>
  value === undefined ? E.left([missing([name], `is not set: expected ${expected}`, expected)]) : E.right(value);

const listOfExperiments = 'names of ChaosExperiments with commas between them';

const experimentsOf = (written: string | undefined): E.Either<readonly Problem[], readonly string[]> =>
  pipe(
    required(written, 'EXPERIMENT_LIST', listOfExperiments),
    E.chain((list) =>
      pipe(
        list.split(','),
        traverseWithIndex(validation<Problem>())((index, part) => experimentIn(list, index, part.trim())),
      ),
    ),
  );

const experimentIn = (list: string, index: number, name: string): E.Either<readonly Problem[], string> => {
  const wrong = name === '' ? 'is empty' : nameProblem(name);
  if (wrong === undefined) return E.right(name);
  const found = JSON.stringify(list.length > 200 ? `${list.slice(0, 200)}…` : list);
  const which = name === '' ? `entry ${index + 1}` : `entry ${index + 1} (${JSON.stringify(name)})`;
  const message = `${which} of ${found} ${wrong}`;
  return E.left([{ path: ['EXPERIMENT_LIST'], message, expected: listOfExperiments, found }]);
};

/** So many of the names are told that are there more than once. */
const mostNamed = 3;

/** One warning for all names that are there more than once. */
const repeated = (experiments: readonly string[]): readonly string[] => {
  const twice = [...Map.groupBy(experiments, (name) => name).values()].filter(({ length }) => length > 1);
  if (twice.length === 0) return [];
  const told = twice.slice(0, mostNamed).map((all) => `${all[0]} ${all.length} times`);
  const more = twice.length - told.length;
  const others = more === 0 ? '' : ` and ${counted(more, 'other')} more than once`;
  return [`EXPERIMENT_LIST names ${told.join(', ')}${others}: each is a step of its own`];
};

const beforeTargets = ['APP_NAMESPACE', 'APP_LABEL', 'APP_KIND', 'ANNOTATION_CHECK', 'ANNOTATION_KEY'];

/** An older operator is known by the names alone: some leave out what is empty, some pass it. */
const applicationOf = (env: EnvironmentRecord): Application => {
  const targets = given(env, 'TARGETS');
  if (targets !== undefined || beforeTargets.every((name) => env[name] === undefined))
    return { is: 'targets', ...defined({ targets }) };
  return {
    is: 'app',
    ...defined({
      namespace: given(env, 'APP_NAMESPACE'),
      label: given(env, 'APP_LABEL'),
      kind: given(env, 'APP_KIND'),
      annotationCheck: given(env, 'ANNOTATION_CHECK'),
      annotationKey: given(env, 'ANNOTATION_KEY'),
    }),
  };
};

const isText = (value: unknown): boolean => typeof value === 'string';

const traceParentHeader = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/i;

/** TRACE_PARENT as a JSON carrier, whether it was one or a bare W3C header; anything else is left out with a warning. */
const carrierOf = (
  written: string | undefined,
): { readonly carrier?: string; readonly warnings: readonly string[] } => {
  if (written === undefined) return { warnings: [] };
  if (traceParentHeader.test(written)) return { carrier: JSON.stringify({ traceparent: written }), warnings: [] };
  const carrier = parse(written);
  if (E.isRight(carrier) && isRecord(carrier.right) && Object.values(carrier.right).every(isText))
    return { carrier: written, warnings: [] };
  return {
    warnings: ['TRACE_PARENT is neither a traceparent header nor a JSON object of headers: it is not passed on'],
  };
};
