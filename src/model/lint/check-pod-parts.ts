import type { Weighed } from '../json/diagnostic.ts';
import { isRecord, type JsonRecord, recordAt, textAt } from '../json/json-object.ts';
import { describeValue, type Path } from '../json/problem.ts';
import { isLabelName } from '../kube/names.ts';
import type { EnvVar } from '../kube/object-parts.ts';
import { quantityFault } from '../kube/quantity.ts';
import { didYouMean } from '../text/nearest.ts';

/** Parts of pods that the CRDs let through and Kubernetes refuses, when the Job is created from them. */

const error = (path: Path, message: string, more: Partial<Weighed> = {}): Weighed => ({
  path,
  severity: 'error',
  message: `${message}: Kubernetes refuses the Job`,
  ...more,
});

const oneOf = (path: Path, value: unknown, words: readonly string[]): readonly Weighed[] => {
  if (typeof value !== 'string' || value === '' || words.includes(value)) return [];
  const message = `expected one of ${words.join(', ')}, found ${JSON.stringify(value)}`;
  return [error(path, message, didYouMean(value, words))];
};

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** The last two compare numbers, since Kubernetes 1.35. */
const operators = ['Exists', 'Equal', 'Lt', 'Gt'];

const tolerationProblem = (toleration: JsonRecord, path: Path): readonly Weighed[] => {
  const { tolerationSeconds, effect, operator } = toleration;
  const [key, value] = [textAt(toleration, 'key'), textAt(toleration, 'value')];
  return [
    ...oneOf([...path, 'effect'], effect, effects),
    ...oneOf([...path, 'operator'], operator, operators),
    ...(key === undefined && operator !== 'Exists'
      ? [error(path, 'has no key', { hint: 'operator: Exists without a key tolerates everything' })]
      : []),
    ...(key !== undefined && !isLabelName(key) ? [error([...path, 'key'], `${JSON.stringify(key)} is no name`)] : []),
    ...(operator === 'Exists' && value !== undefined
      ? [error([...path, 'value'], 'has a value beside operator: Exists', { hint: 'leave one of them out' })]
      : []),
    ...(tolerationSeconds !== undefined && effect !== 'NoExecute'
      ? [error([...path, 'tolerationSeconds'], 'is for effect: NoExecute alone')]
      : []),
  ];
};

/** What is wrong with tolerations of taints. */
export const tolerationProblems = (tolerations: readonly JsonRecord[], path: Path): readonly Weighed[] =>
  tolerations.flatMap((toleration, index) => tolerationProblem(toleration, [...path, index]));

const amountProblem = (value: unknown, path: Path): readonly Weighed[] => {
  const text = typeof value === 'number' ? String(value) : value;
  const expected = 'an amount such as 100m or 64Mi';
  const isAmount = typeof text === 'string' && quantityFault(text) === undefined;
  if (!isAmount) return [error(path, `expected ${expected}, found ${describeValue(value)}`, { expected })];
  return text.startsWith('-') ? [error(path, `is ${text}: an amount cannot be negative`)] : [];
};

/** What is wrong with the resources that a container asks for. */
export const resourceProblems = (resources: JsonRecord | undefined, path: Path): readonly Weighed[] =>
  ['limits', 'requests'].flatMap((kind) =>
    Object.entries(recordAt(resources, kind)).flatMap(([name, value]) => amountProblem(value, [...path, kind, name])),
  );

const sources = ['configMapKeyRef', 'secretKeyRef', 'fieldRef', 'resourceFieldRef', 'fileKeyRef'];
const named: Readonly<Record<string, string>> = { configMapKeyRef: 'ConfigMap', secretKeyRef: 'Secret' };
const podFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const subscripted = /^metadata\.(?:labels|annotations)\['[^']+'\]$/;

const referenceProblems = (kind: string, reference: JsonRecord, path: Path): readonly Weighed[] => {
  const what = named[kind];
  if (what !== undefined && textAt(reference, 'name') === undefined)
    return [error([...path, 'name'], `is missing: expected the name of a ${what}`)];
  const field = textAt(reference, 'fieldPath');
  if (kind !== 'fieldRef' || field === undefined || subscripted.test(field)) return [];
  return oneOf([...path, 'fieldPath'], field, podFields);
};

/** What is wrong with where a variable comes from, if it has no value of its own. */
export const sourceProblems = ({ name, value, valueFrom }: EnvVar, path: Path): readonly Weighed[] => {
  if (value || valueFrom === undefined) return [];
  const given = Object.keys(valueFrom).filter((key) => sources.includes(key));
  const at = [...path, 'valueFrom'];
  if (given.length === 0)
    return [error(at, `${name} comes from nothing`, { expected: `one of ${sources.join(', ')}` })];
  if (given.length > 1) return [error(at, `${name} comes from ${given.join(' and ')}`, { expected: 'one of them' })];
  const [kind = ''] = given;
  const reference = valueFrom[kind];
  return isRecord(reference) ? referenceProblems(kind, reference, [...at, kind]) : [];
};
