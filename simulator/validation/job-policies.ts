/** What is wrong with those fields of a Job's spec that Kubernetes 1.20 does not know. */
import { at, listOf, numberAt, stringOf } from '../json.ts';
import { atLeastZero, complaints, each, following, oneOf } from './complaints.ts';
import { bad, duplicate, type FieldError, required, tooLong, tooMany, unsupported, wrong } from './field-error.ts';
import { successPolicyErrors } from './job-success-policy.ts';
import { domainPrefixedPath, qualified } from './names.ts';

const longestManager = 63;
const mostIndexed = 100_000;
/** Beyond so many completions fewer may run at once, or fail, where each index has a limit of its own. */
const manyCompletions = 100_000;
const mostOfMany = 10_000;
const mostRules = 20;
const mostConditions = 20;
const mostExitCodes = 255;

const managerErrors = (spec: unknown): readonly FieldError[] => {
  const manager = stringOf(at(spec, 'managedBy'));
  if (manager === undefined) return [];
  const field = 'spec.managedBy';
  if (manager === '') return [required(field)];
  return complaints(
    domainPrefixedPath(manager).map(([part, fault]) => bad(field, part, fault)),
    manager.length > longestManager && tooLong(field, longestManager),
  );
};

const atMost = (field: string, value: number | undefined, limit: number, why: string): readonly FieldError[] =>
  value !== undefined && value > limit ? [bad(field, value, `must be less than or equal to ${limit}${why}`)] : [];

const crowdErrors = (spec: unknown): readonly FieldError[] => {
  const many = (numberAt(spec, 'completions') ?? 0) > manyCompletions;
  if (!many || at(spec, 'backoffLimitPerIndex') === undefined) return [];
  const most = numberAt(spec, 'maxFailedIndexes');
  const why = ` when completions are above ${manyCompletions} and used with backoff limit per index`;
  return complaints(
    most === undefined &&
      required('spec.maxFailedIndexes', `must be specified when completions is above ${manyCompletions}`),
    atMost('spec.parallelism', numberAt(spec, 'parallelism'), mostOfMany, why),
    atMost('spec.maxFailedIndexes', most, mostOfMany, why),
  );
};

const indexErrors = (spec: unknown): readonly FieldError[] => {
  const mode = at(spec, 'completionMode') ?? 'NonIndexed';
  if (mode === 'NonIndexed')
    return ['backoffLimitPerIndex', 'maxFailedIndexes']
      .filter((key) => at(spec, key) !== undefined)
      .map((key) => bad(`spec.${key}`, at(spec, key), 'requires indexed completion mode'));
  if (mode !== 'Indexed') return [unsupported('spec.completionMode', mode, ['NonIndexed', 'Indexed'])];
  const completions = numberAt(spec, 'completions');
  const most = numberAt(spec, 'maxFailedIndexes');
  return complaints(
    completions === undefined && required('spec.completions', 'when completion mode is Indexed'),
    atMost('spec.parallelism', numberAt(spec, 'parallelism'), mostIndexed, ' when completion mode is Indexed'),
    completions !== undefined &&
      most !== undefined &&
      most > completions &&
      bad('spec.maxFailedIndexes', most, 'must be less than or equal to completions'),
    atMost('spec.maxFailedIndexes', most, mostIndexed, ''),
    crowdErrors(spec),
  );
};

const backoffErrors = (spec: unknown): readonly FieldError[] => {
  const per = numberAt(spec, 'backoffLimitPerIndex');
  const most = numberAt(spec, 'maxFailedIndexes');
  const alone = most !== undefined && per === undefined;
  return complaints(
    atLeastZero('spec.backoffLimitPerIndex', per),
    atLeastZero('spec.maxFailedIndexes', most),
    alone && required('spec.backoffLimitPerIndex', 'when maxFailedIndexes is specified'),
  );
};

const choice = (field: string, value: unknown, values: readonly string[]): readonly FieldError[] => {
  if (value !== undefined && value !== '') return oneOf(field, value, values);
  return [required(field, `valid values: [${values.map((one) => `"${one}"`).join(' ')}]`)];
};

const exitCodeErrors = (rule: unknown, path: string, containers: readonly unknown[]): readonly FieldError[] => {
  const codes = listOf(at(rule, 'values'));
  const name = at(rule, 'containerName');
  const operator = at(rule, 'operator');
  const isStranger = name !== undefined && !containers.includes(name);
  const ordered = codes.every((one, index) => index === 0 || Number(codes[index - 1]) <= Number(one));
  return complaints(
    choice(`${path}.operator`, operator, ['In', 'NotIn']),
    isStranger &&
      bad(`${path}.containerName`, name, 'must be one of the container or initContainer names in the pod template'),
    codes.length === 0 && bad(`${path}.values`, codes, 'at least one value is required'),
    codes.length > mostExitCodes && tooMany(`${path}.values`, codes.length, mostExitCodes),
    each(codes, `${path}.values`, (code, field, index) =>
      complaints(
        code === 0 && operator === 'In' && bad(field, code, 'must not be 0 for the In operator'),
        codes.indexOf(code) < index && duplicate(field, code),
      ),
    ),
    !ordered && bad(`${path}.values`, codes, 'must be ordered'),
  );
};

const conditionErrors = (condition: unknown, path: string): readonly FieldError[] =>
  complaints(
    following(`${path}.type`, stringOf(at(condition, 'type')) ?? '', qualified),
    choice(`${path}.status`, at(condition, 'status'), ['False', 'True', 'Unknown']),
  );

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
  const [hasCodes, hasConditions] = [codes !== undefined, conditions.length > 0];
  return complaints(
    perIndex
      ? bad(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set')
      : choice(`${path}.action`, action, ['Count', 'FailIndex', 'FailJob', 'Ignore']),
    hasCodes && exitCodeErrors(codes, `${path}.onExitCodes`, containers),
    conditions.length > mostConditions && tooMany(`${path}.onPodConditions`, conditions.length, mostConditions),
    each(conditions, `${path}.onPodConditions`, conditionErrors),
    hasCodes && hasConditions && wrong(path, 'specifying both OnExitCodes and OnPodConditions is not supported'),
    !hasCodes && !hasConditions && wrong(path, 'specifying one of OnExitCodes and OnPodConditions is required'),
  );
};

const failurePolicyErrors = (spec: unknown): readonly FieldError[] => {
  const containers = ['containers', 'initContainers'].flatMap((key) =>
    listOf(at(spec, 'template', 'spec', key)).map((one) => at(one, 'name')),
  );
  const rules = listOf(at(spec, 'podFailurePolicy', 'rules'));
  const field = 'spec.podFailurePolicy.rules';
  return complaints(
    rules.length > mostRules && tooMany(field, rules.length, mostRules),
    each(rules, field, (rule, path) => failureRuleErrors(spec, rule, path, containers)),
  );
};

const replacements = (spec: unknown): readonly string[] =>
  at(spec, 'podFailurePolicy') === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];

/** The complaints, in the server's order. */
export const jobPolicyErrors = (spec: unknown): readonly FieldError[] =>
  complaints(
    backoffErrors(spec),
    managerErrors(spec),
    indexErrors(spec),
    failurePolicyErrors(spec),
    successPolicyErrors(spec),
    oneOf('spec.podReplacementPolicy', at(spec, 'podReplacementPolicy'), replacements(spec)),
  );
