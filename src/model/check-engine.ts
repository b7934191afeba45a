import {
  type ChaosEngine,
  type ExperimentEntry,
  engineStates,
  monitoringWanted,
  sidecarsEnabled,
  uncopiedLabelsAnnotation,
} from './engine.ts';
import { envProblems } from './env-problems.ts';
import { type Weighed, weighed } from './finding.ts';
import { leastHelperGraceSeconds, shortGraceProblem } from './helper-grace.ts';
import { labelPatternProblems } from './label-pattern.ts';
import { mountProblem } from './mounts.ts';
import { engineNameProblem, experimentNameProblem, monitorNameProblem, namespaceProblem } from './names.ts';
import { nearest } from './nearest.ts';
import { isOlderState, oldWords } from './old-words.ts';
import type { Path, Problem } from './problem.ts';
import { sidecarProblems } from './sidecar-problems.ts';
import { targetProblems } from './targets.ts';

/** All annotations of an object together hold 256 KiB. */
const annotationLimit = 256 * 1024;

/** Everything that can be told to be wrong with an engine alone, its batch apart. Empty when nothing is. */
export const checkEngine = (engine: ChaosEngine): readonly Weighed[] => [
  ...weighed('warning', oldWords(engine)),
  ...metadataProblems(engine),
  ...specProblems(engine),
  ...weighed('error', targetProblems(engine.spec)),
  ...weighed('error', sidecarProblems(engine)),
  ...engine.spec.experiments.flatMap((entry, index) => entryProblems(engine, entry, index)),
  ...repeatedEntries(engine),
];

const named = (path: Path, name: string, wrong: string | undefined): readonly Weighed[] =>
  wrong === undefined ? [] : [{ path, severity: 'error', message: wrong, found: JSON.stringify(name) }];

const metadataProblems = (engine: ChaosEngine): readonly Weighed[] => {
  const { name, namespace, annotations = {} } = engine.metadata;
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(value),
    0,
  );
  return [
    ...named(['metadata', 'name'], name, engineNameProblem(name)),
    ...weighed('warning', labelPatternProblems(annotations, uncopiedLabelsAnnotation)),
    ...weighed('warning', monitoringWanted(engine) ? monitorNameProblems(name) : []),
    ...(namespace === undefined ? [] : named(['metadata', 'namespace'], namespace, namespaceProblem(namespace))),
    ...(size <= annotationLimit
      ? []
      : weighed('error', [
          {
            path: ['metadata', 'annotations'],
            message: `hold ${size} bytes: at most ${annotationLimit} fit into an object`,
          },
        ])),
  ];
};

const monitorNameProblems = (name: string): readonly Problem[] => {
  const message = monitorNameProblem(name);
  return message === undefined ? [] : [{ path: ['metadata', 'name'], message, found: JSON.stringify(name) }];
};

const specProblems = ({ spec }: ChaosEngine): readonly Weighed[] => [
  ...(isOlderState(spec.engineState) ? [] : oneOf(['spec', 'engineState'], spec.engineState, engineStates)),
  ...oneOf(['spec', 'jobCleanUpPolicy'], spec.jobCleanUpPolicy, ['delete', 'retain']),
  ...notNegative(['spec', 'terminationGracePeriodSeconds'], spec.terminationGracePeriodSeconds),
  ...shortGrace(spec.terminationGracePeriodSeconds),
  ...(spec.experiments.length > 0
    ? []
    : weighed('error', [
        {
          path: ['spec', 'experiments'],
          message: 'names no experiment: there is nothing to run',
          expected: 'a list of experiments',
          found: 'nothing',
        },
      ])),
  ...(spec.chaosServiceAccount
    ? []
    : weighed('warning', [
        {
          path: ['spec', 'chaosServiceAccount'],
          message: 'is missing: runner and experiments use the service account "default"',
        },
      ])),
];

const oneOf = (path: Path, value: string | undefined, words: readonly string[]): readonly Weighed[] => {
  if (value === undefined || value === '' || words.includes(value)) return [];
  const meant = nearest(value, words);
  const expected = `one of ${words.join(', ')}`;
  const found = JSON.stringify(value);
  const problem: Problem = { path, message: `expected ${expected}, found ${found}`, expected, found };
  return weighed('error', [meant === undefined ? problem : { ...problem, hint: `did you mean ${meant}?` }]);
};

const notNegative = (path: Path, value: number | undefined): readonly Weighed[] =>
  value === undefined || value >= 0
    ? []
    : weighed('error', [
        {
          path,
          message: `is ${value}: a time cannot be negative`,
          expected: 'seconds, 0 or more',
          found: String(value),
        },
      ]);

/** 0 counts as nothing said. */
const shortGrace = (seconds = 0): readonly Weighed[] => {
  const message = seconds > 0 ? shortGraceProblem(seconds) : undefined;
  if (message === undefined) return [];
  const hint = `leave it out, or give ${leastHelperGraceSeconds} or more`;
  return [
    { path: ['spec', 'terminationGracePeriodSeconds'], severity: 'warning', message, found: String(seconds), hint },
  ];
};

const entryProblems = (engine: ChaosEngine, { name, spec }: ExperimentEntry, index: number): readonly Weighed[] => {
  const path = ['spec', 'experiments', index];
  const inside = [...path, 'spec', 'components'];
  const { env = [], configMaps = [], secrets = [], statusCheckTimeouts = {} } = spec?.components ?? {};
  return [
    ...named([...path, 'name'], name, experimentNameProblem(name, sidecarsEnabled(engine))),
    ...envProblems(env, [...inside, 'env']),
    ...weighed('error', [
      ...configMaps.flatMap((each, at) => mountProblem('ConfigMap', each, [...inside, 'configMaps', at]) ?? []),
      ...secrets.flatMap((each, at) => mountProblem('Secret', each, [...inside, 'secrets', at]) ?? []),
    ]),
    ...notNegative([...inside, 'statusCheckTimeouts', 'delay'], statusCheckTimeouts.delay),
    ...notNegative([...inside, 'statusCheckTimeouts', 'timeout'], statusCheckTimeouts.timeout),
  ];
};

/** litmus-go looks for its probes by the experiment's name. */
const repeatedEntries = (engine: ChaosEngine): readonly Weighed[] => {
  const seen = new Map<string, boolean>();
  return engine.spec.experiments.flatMap(({ name, spec }, index): readonly Weighed[] => {
    const probed = (spec?.probe ?? []).length > 0;
    const before = seen.get(name);
    seen.set(name, (before ?? false) || probed);
    if (before === undefined) return [];
    const probes = before || probed ? ', and all of them use the probes of the last one' : '';
    return [
      {
        path: ['spec', 'experiments', index, 'name'],
        severity: 'warning',
        message: `${name} is there more than once: each entry is a step of its own${probes}`,
      },
    ];
  });
};
