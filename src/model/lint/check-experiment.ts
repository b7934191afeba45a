import { problemIf, type Weighed, weighed } from '../json/diagnostic.ts';
import { experimentNameProblem, isLabelName, isLabelValue } from '../kube/names.ts';
import type { ChaosExperiment } from '../litmus/experiment.ts';
import { hostFileProblem, mountProblems } from '../litmus/mounts.ts';
import { envProblems } from './env-problems.ts';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** Everything that can be told to be wrong with a ChaosExperiment alone. Empty when nothing is. */
export const checkExperiment = ({ metadata, definition, raw }: ChaosExperiment): readonly Weighed[] => {
  const path = ['spec', 'definition'];
  const { configMaps = [], secrets = [], hostFileVolumes = [], labels = {}, imagePullPolicy = '' } = definition;
  const wrong = experimentNameProblem(metadata.name);
  return [
    ...problemIf(wrong !== undefined, 'error', ['metadata', 'name'], wrong ?? '', {
      found: JSON.stringify(metadata.name),
    }),
    ...problemIf(
      Object.keys(definition).length === 0 && raw.spec !== undefined,
      'error',
      path,
      'is missing: nothing says what to run',
      { expected: 'an object', found: 'nothing' },
    ),
    ...problemIf(
      !definition.image,
      'warning',
      [...path, 'image'],
      'is missing: every engine has to give an experimentImage',
    ),
    ...problemIf(
      imagePullPolicy !== '' && !pullPolicies.includes(imagePullPolicy),
      'error',
      [...path, 'imagePullPolicy'],
      `expected one of ${pullPolicies.join(', ')}, found ${JSON.stringify(imagePullPolicy)}`,
    ),
    ...envProblems(definition.env ?? [], [...path, 'env']),
    ...weighed('error', [
      ...mountProblems('ConfigMap', configMaps, [...path, 'configMaps']),
      ...mountProblems('Secret', secrets, [...path, 'secrets']),
      ...hostFileVolumes.flatMap((each, at) => hostFileProblem(each, [...path, 'hostFileVolumes', at]) ?? []),
    ]),
    ...Object.entries(labels).flatMap(([name, value]) =>
      problemIf(
        !isLabelName(name) || !isLabelValue(value),
        'warning',
        [...path, 'labels', name],
        `cannot be the ${isLabelName(name) ? 'value' : 'name'} of a label: the Job goes without it`,
      ),
    ),
  ];
};
