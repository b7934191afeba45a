import { batchAnnotation } from '../batch/batch.ts';
import { problem, problemIf, type Severity, type Weighed, weighed } from '../json/diagnostic.ts';
import type { Path } from '../json/problem.ts';
import { labelPatternProblems } from '../kube/label-pattern.ts';
import {
  engineNameProblem,
  experimentNameProblem,
  monitorNameProblem,
  nameProblem,
  namespaceProblem,
} from '../kube/names.ts';
import {
  type ChaosEngine,
  type ExperimentEntry,
  monitoringWanted,
  sidecarsEnabled,
  uncopiedLabelsAnnotation,
} from '../litmus/engine.ts';
import { leastHelperGraceSeconds, shortGraceProblem } from '../litmus/helper-grace.ts';
import { mountProblems } from '../litmus/mounts.ts';
import { targetProblems } from '../litmus/targets.ts';
import { batchLimits } from '../plan/batch-limits.ts';
import { resourceProblems, tolerationProblems } from './check-pod-parts.ts';
import { envProblems } from './env-problems.ts';
import { probeProblems } from './probe-problems.ts';
import { currentOperator, isBefore, type Judgement } from './schema/operators.ts';
import { sidecarProblems } from './sidecar-problems.ts';

/** All annotations of an object together hold 256 KiB. */
const annotationLimit = 256 * 1024;

/** The oldest operator that is known to want a kind beside the label of an application. */
const kindNeededSince = '1.13';

/**
 * Everything that can be told to be wrong with an engine alone, its batch and what a server's schema says apart. Empty when
 * nothing is.
 */
export const checkEngine = (
  engine: ChaosEngine,
  { operator }: Pick<Judgement, 'operator'> = { operator: currentOperator },
): readonly Weighed[] => [
  ...metadataProblems(engine),
  ...specProblems(engine),
  ...(isBefore(operator, kindNeededSince) ? [] : weighed('error', targetProblems(engine.spec))),
  ...weighed('error', sidecarProblems(engine)),
  ...sidecarEnvProblems(engine),
  ...engine.spec.experiments.flatMap((entry, index) => entryProblems(engine, entry, index)),
  ...tooMany(engine),
  ...repeatedEntries(engine),
];

const named = (severity: Severity, path: Path, name: string, wrong: string | undefined): readonly Weighed[] =>
  problemIf(wrong !== undefined, severity, path, wrong ?? '', { found: JSON.stringify(name) });

const metadataProblems = (engine: ChaosEngine): readonly Weighed[] => {
  const { name, namespace, annotations = {} } = engine.metadata;
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(value),
    0,
  );
  return [
    ...named('error', ['metadata', 'name'], name, engineNameProblem(name)),
    ...weighed('warning', labelPatternProblems(annotations, uncopiedLabelsAnnotation)),
    ...(monitoringWanted(engine) ? named('warning', ['metadata', 'name'], name, monitorNameProblem(name)) : []),
    ...(namespace === undefined
      ? []
      : named('error', ['metadata', 'namespace'], namespace, namespaceProblem(namespace))),
    ...problemIf(
      size > annotationLimit,
      'error',
      ['metadata', 'annotations'],
      `hold ${size} bytes: at most ${annotationLimit} fit into an object`,
    ),
  ];
};

const specProblems = ({ spec }: ChaosEngine): readonly Weighed[] => [
  ...notNegative(['spec', 'terminationGracePeriodSeconds'], spec.terminationGracePeriodSeconds),
  ...shortGrace(spec.terminationGracePeriodSeconds),
  ...runnerProblems(spec.components?.runner),
  ...problemIf(
    spec.experiments.length === 0,
    'error',
    ['spec', 'experiments'],
    'names no experiment: there is nothing to run',
    { expected: 'a list of experiments', found: 'nothing' },
  ),
  ...problemIf(
    !spec.chaosServiceAccount,
    'warning',
    ['spec', 'chaosServiceAccount'],
    'is missing: runner and experiments use the service account "default"',
  ),
];

/** An engine without a batch document is a batch, too; with one, the check of the document says it. */
const tooMany = ({ spec: { experiments }, metadata: { annotations } }: ChaosEngine): readonly Weighed[] => {
  const entries = experiments.length;
  return problemIf(
    entries > batchLimits.steps && annotations?.[batchAnnotation] === undefined,
    'error',
    ['spec', 'experiments'],
    `has ${entries} entries: at most ${batchLimits.steps} can be one batch`,
    { expected: `at most ${batchLimits.steps} entries`, found: String(entries) },
  );
};

const runnerProblems = (runner: NonNullable<ChaosEngine['spec']['components']>['runner']): readonly Weighed[] => {
  const path = ['spec', 'components', 'runner'];
  return [
    ...tolerationProblems(runner?.tolerations ?? [], [...path, 'tolerations']),
    ...resourceProblems(runner?.resources, [...path, 'resources']),
  ];
};

const notNegative = (path: Path, value = 0): readonly Weighed[] =>
  problemIf(value < 0, 'error', path, `is ${value}: a time cannot be negative`, {
    expected: 'seconds, 0 or more',
    found: String(value),
  });

/** 0 counts as nothing said. */
const shortGrace = (seconds = 0): readonly Weighed[] => {
  const message = seconds > 0 ? (shortGraceProblem(seconds) ?? '') : '';
  const hint = `leave it out, or give ${leastHelperGraceSeconds} or more`;
  const path = ['spec', 'terminationGracePeriodSeconds'];
  return problemIf(message !== '', 'warning', path, message, { found: String(seconds), hint });
};

const entryProblems = (engine: ChaosEngine, { name, spec }: ExperimentEntry, index: number): readonly Weighed[] => {
  const path = ['spec', 'experiments', index];
  const inside = [...path, 'spec', 'components'];
  const { env = [], configMaps = [], secrets = [], statusCheckTimeouts = {}, ...more } = spec?.components ?? {};
  return [
    ...entryNameProblems([...path, 'name'], name, engine),
    ...envProblems(env, [...inside, 'env']),
    ...weighed('error', mountProblems('ConfigMap', configMaps, [...inside, 'configMaps'])),
    ...weighed('error', mountProblems('Secret', secrets, [...inside, 'secrets'])),
    ...tolerationProblems(more.tolerations ?? [], [...inside, 'tolerations']),
    ...resourceProblems(more.resources, [...inside, 'resources']),
    ...probeProblems(spec?.probe ?? [], [...path, 'spec', 'probe']),
    ...notNegative([...inside, 'statusCheckTimeouts', 'delay'], statusCheckTimeouts.delay),
    ...notNegative([...inside, 'statusCheckTimeouts', 'timeout'], statusCheckTimeouts.timeout),
  ];
};

const sidecarEnvProblems = (engine: ChaosEngine): readonly Weighed[] =>
  sidecarsEnabled(engine)
    ? (engine.spec.components?.sidecar ?? []).flatMap(({ env = [] }, index) =>
        envProblems(env, ['spec', 'components', 'sidecar', index, 'env']),
      )
    : [];

/** A server takes any name; one that no ChaosExperiment can have only leads to none. */
const entryNameProblems = (path: Path, name: string, engine: ChaosEngine): readonly Weighed[] => {
  const wrong = nameProblem(name);
  if (wrong !== undefined) return named('warning', path, name, `${wrong}: no ChaosExperiment can be called so`);
  return named('error', path, name, experimentNameProblem(name, sidecarsEnabled(engine)));
};

/** litmus-go looks for its probes by the experiment's name. Said once for each name, at its second entry. */
const repeatedEntries = (engine: ChaosEngine): readonly Weighed[] => {
  const entries = Map.groupBy(
    engine.spec.experiments.map((entry, index) => ({ ...entry, index })),
    ({ name }) => name,
  );
  return [...entries].flatMap(([name, [, second, ...further]]): readonly Weighed[] => {
    if (second === undefined) return [];
    const probed = (entries.get(name) ?? []).some(({ spec }) => (spec?.probe ?? []).length > 0);
    const probes = probed ? ', and all of them use the probes of the last one' : '';
    const often = further.length === 0 ? 'more than once' : `${further.length + 2} times`;
    const message = `${name} is there ${often}: each entry is a step of its own${probes}`;
    return [problem('warning', ['spec', 'experiments', second.index, 'name'], message)];
  });
};
