/** What is wrong with those fields of a Job's spec that Kubernetes 1.20 does not know. */
import { at, listOf, stringOf } from '../json.ts';
import { bad, duplicate, type FieldError, required, unsupported } from './field-error.ts';
import { domainPrefixedPath, qualified } from './names.ts';

const longestManager = 63;
const mostIndexedAtOnce = 100_000;

const numberAt = (value: unknown, key: string): number | undefined => {
  const found = at(value, key);
  return typeof found === 'number' ? found : undefined;
};

const atLeastZero = (field: string, value: number | undefined): readonly FieldError[] =>
  value !== undefined && value < 0 ? [bad(field, value, 'must be greater than or equal to 0')] : [];

const managerErrors = (spec: unknown): readonly FieldError[] => {
  const manager = stringOf(at(spec, 'managedBy'));
  if (manager === undefined) return [];
  const field = 'spec.managedBy';
  return [
    ...domainPrefixedPath(manager).map((why) => bad(field, manager, why)),
    ...(manager.length > longestManager ? [{ type: 'TooMuch', field, limit: longestManager } as const] : []),
  ];
};

const modes = ['NonIndexed', 'Indexed'] as const;

const indexErrors = (spec: unknown): readonly FieldError[] => {
  const mode = at(spec, 'completionMode') ?? 'NonIndexed';
  const completions = numberAt(spec, 'completions');
  const parallelism = numberAt(spec, 'parallelism') ?? 0;
  const most = numberAt(spec, 'maxFailedIndexes');
  const known = modes.some((one) => one === mode);
  if (!known) return [unsupported('spec.completionMode', mode, modes)];
  if (mode === 'NonIndexed')
    return ['backoffLimitPerIndex', 'maxFailedIndexes']
      .filter((key) => at(spec, key) !== undefined)
      .map((key) => bad(`spec.${key}`, at(spec, key), 'requires indexed completion mode'));
  return [
    ...(completions === undefined ? [required('spec.completions', 'when completion mode is Indexed')] : []),
    ...(parallelism > mostIndexedAtOnce
      ? [
          bad(
            'spec.parallelism',
            parallelism,
            `must be less than or equal to ${mostIndexedAtOnce} when completion mode is Indexed`,
          ),
        ]
      : []),
    ...(completions !== undefined && most !== undefined && most > completions
      ? [bad('spec.maxFailedIndexes', most, 'must be less than or equal to completions')]
      : []),
  ];
};

const backoffErrors = (spec: unknown): readonly FieldError[] => {
  const per = numberAt(spec, 'backoffLimitPerIndex');
  const most = numberAt(spec, 'maxFailedIndexes');
  return [
    ...atLeastZero('spec.backoffLimitPerIndex', per),
    ...atLeastZero('spec.maxFailedIndexes', most),
    ...(most !== undefined && per === undefined
      ? [required('spec.backoffLimitPerIndex', 'when maxFailedIndexes is specified')]
      : []),
  ];
};

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'] as const;
const operators = ['In', 'NotIn'] as const;
const truths = ['False', 'True', 'Unknown'] as const;
const listed = (values: readonly string[]): string => `valid values: [${values.map((one) => `"${one}"`).join(' ')}]`;

const choice = (field: string, value: unknown, values: readonly string[]): readonly FieldError[] => {
  if (value === undefined || value === '') return [required(field, listed(values))];
  return values.some((one) => one === value) ? [] : [unsupported(field, value, values)];
};

const exitCodeErrors = (rule: unknown, path: string, containers: readonly unknown[]): readonly FieldError[] => {
  const codes = listOf(at(rule, 'values'));
  const name = at(rule, 'containerName');
  const operator = at(rule, 'operator');
  const ordered = codes.every((one, index) => index === 0 || Number(codes[index - 1]) <= Number(one));
  return [
    ...choice(`${path}.operator`, operator, operators),
    ...(name !== undefined && !containers.includes(name)
      ? [bad(`${path}.containerName`, name, 'must be one of the container or initContainer names in the pod template')]
      : []),
    ...(codes.length === 0 ? [bad(`${path}.values`, codes, 'at least one value is required')] : []),
    ...codes.flatMap((code, index) => [
      ...(code === 0 && operator === 'In'
        ? [bad(`${path}.values[${index}]`, code, 'must not be 0 for the In operator')]
        : []),
      ...(codes.indexOf(code) < index ? [duplicate(`${path}.values[${index}]`, code)] : []),
    ]),
    ...(ordered ? [] : [bad(`${path}.values`, codes, 'must be ordered')]),
  ];
};

const conditionErrors = (condition: unknown, path: string): readonly FieldError[] => {
  const type = stringOf(at(condition, 'type')) ?? '';
  return [
    ...qualified(type, 'bytes').map((why) => bad(`${path}.type`, type, why)),
    ...choice(`${path}.status`, at(condition, 'status'), truths),
  ];
};

/** The error names no value where the real one leaves it out. */
const ruleError = (path: string, why: string): FieldError => ({ type: 'Wrong', field: path, detail: why });

const failureRuleErrors = (
  spec: unknown,
  rule: unknown,
  path: string,
  containers: readonly unknown[],
): readonly FieldError[] => {
  const action = at(rule, 'action');
  const codes = at(rule, 'onExitCodes');
  const conditions = listOf(at(rule, 'onPodConditions'));
  const perIndex = action === 'FailIndex' && at(spec, 'backoffLimitPerIndex') === undefined;
  return [
    ...(perIndex
      ? [bad(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set')]
      : choice(`${path}.action`, action, actions)),
    ...(codes === undefined ? [] : exitCodeErrors(codes, `${path}.onExitCodes`, containers)),
    ...conditions.flatMap((one, index) => conditionErrors(one, `${path}.onPodConditions[${index}]`)),
    ...(codes !== undefined && conditions.length > 0
      ? [ruleError(path, 'specifying both OnExitCodes and OnPodConditions is not supported')]
      : []),
    ...(codes === undefined && conditions.length === 0
      ? [ruleError(path, 'specifying one of OnExitCodes and OnPodConditions is required')]
      : []),
  ];
};

const failurePolicyErrors = (spec: unknown): readonly FieldError[] => {
  const containers = ['containers', 'initContainers'].flatMap((key) =>
    listOf(at(spec, 'template', 'spec', key)).map((one) => at(one, 'name')),
  );
  return listOf(at(spec, 'podFailurePolicy', 'rules')).flatMap((rule, index) =>
    failureRuleErrors(spec, rule, `spec.podFailurePolicy.rules[${index}]`, containers),
  );
};

/** How many indexes a text such as `0,2-4` names, or why it is none. */
const indexesIn = (text: string, completions: number): number | string => {
  let total = 0;
  for (const part of text.split(',').filter((one) => one !== '')) {
    const [first = '', last = first] = part.split('-');
    for (const one of [first, last]) {
      if (!/^\d+$/.test(one)) return `cannot convert string to integer for index: "${one}"`;
      if (Number(one) >= completions) return `too large index: "${one}"`;
    }
    total += Number(last) - Number(first) + 1;
  }
  return total;
};

const successRuleErrors = (rule: unknown, path: string, completions: number): readonly FieldError[] => {
  const indexes = stringOf(at(rule, 'succeededIndexes'));
  const count = numberAt(rule, 'succeededCount');
  if (indexes === undefined && count === undefined)
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')];
  const total = indexes === undefined ? undefined : indexesIn(indexes, completions);
  const field = `${path}.succeededCount`;
  return [
    ...(typeof total === 'string'
      ? [bad(`${path}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${total}`)]
      : []),
    ...atLeastZero(field, count),
    ...(count !== undefined && count > completions
      ? [bad(field, count, `must be less than or equal to ${completions} (the number of specified completions)`)]
      : []),
    ...(count !== undefined && typeof total === 'number' && count > total
      ? [
          bad(
            field,
            count,
            `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`,
          ),
        ]
      : []),
  ];
};

const successPolicyErrors = (spec: unknown): readonly FieldError[] => {
  const policy = at(spec, 'successPolicy');
  if (policy === undefined) return [];
  if (at(spec, 'completionMode') !== 'Indexed')
    return [bad('spec.successPolicy', policy, 'requires indexed completion mode')];
  const rules = listOf(at(policy, 'rules'));
  const field = 'spec.successPolicy.rules';
  if (rules.length === 0)
    return [required(field, 'at least one rules must be specified when the successPolicy is specified')];
  return rules.flatMap((rule, index) =>
    successRuleErrors(rule, `${field}[${index}]`, numberAt(spec, 'completions') ?? 0),
  );
};

const replacementErrors = (spec: unknown): readonly FieldError[] => {
  const policy = at(spec, 'podReplacementPolicy');
  const values = at(spec, 'podFailurePolicy') === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  return policy === undefined || values.some((one) => one === policy)
    ? []
    : [unsupported('spec.podReplacementPolicy', policy, values)];
};

/** The complaints, in the server's order. */
export const jobPolicyErrors = (spec: unknown): readonly FieldError[] => [
  ...backoffErrors(spec),
  ...managerErrors(spec),
  ...indexErrors(spec),
  ...failurePolicyErrors(spec),
  ...successPolicyErrors(spec),
  ...replacementErrors(spec),
];
