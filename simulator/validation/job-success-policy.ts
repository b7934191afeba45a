/** What is wrong with the success policy of a Job. */
import { at, listOf, numberAt, stringOf } from '../json.ts';
import { atLeastZero, complaints, each } from './complaints.ts';
import { bad, type FieldError, required, tooLong, tooMany } from './field-error.ts';

const longestIndexes = 64 * 1024;
const mostRules = 20;

const disorder = (previous: number, current: number): string =>
  `non-increasing order, previous: ${previous}, current: ${current}`;

/** How many indexes a text such as `0,2-4` names, or why it is none. */
const indexesIn = (text: string, completions: number): number | string => {
  let total = 0;
  let previous: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const limits = part.split('-');
    if (limits.length > 2)
      return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    for (const one of limits) {
      if (!/^\+?\d+$/.test(one)) return `cannot convert string to integer for index: ${JSON.stringify(one)}`;
      if (Number(one) >= completions) return `too large index: ${JSON.stringify(one)}`;
    }
    const [first = 0, last] = limits.map(Number);
    if (last !== undefined && first >= last) return disorder(first, last);
    if (previous !== undefined && previous >= first) return disorder(previous, first);
    previous = last ?? first;
    total += previous - first + 1;
  }
  return total;
};

const ruleErrors = (rule: unknown, path: string, completions: number): readonly FieldError[] => {
  const indexes = stringOf(at(rule, 'succeededIndexes'));
  const count = numberAt(rule, 'succeededCount');
  if (indexes === undefined && count === undefined)
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')];
  const total = indexes === undefined ? undefined : indexesIn(indexes, completions);
  // A text that names no indexes names none of them.
  const named = typeof total === 'string' ? 0 : total;
  const field = `${path}.succeededCount`;
  const atMost = (limit: number, of: string): readonly FieldError[] =>
    count !== undefined && count > limit ? [bad(field, count, `must be less than or equal to ${limit} (${of})`)] : [];
  return complaints(
    Buffer.byteLength(indexes ?? '') > longestIndexes && tooLong(`${path}.succeededIndexes`, longestIndexes),
    typeof total === 'string' && bad(`${path}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${total}`),
    atLeastZero(field, count),
    atMost(completions, 'the number of specified completions'),
    named !== undefined && atMost(named, 'the number of indexes in the specified succeededIndexes field'),
  );
};

/** The complaints about a success policy, in the server's order; none where there is no policy. */
export const successPolicyErrors = (spec: unknown): readonly FieldError[] => {
  const policy = at(spec, 'successPolicy');
  if (policy === undefined) return [];
  if (at(spec, 'completionMode') !== 'Indexed')
    return [bad('spec.successPolicy', policy, 'requires indexed completion mode')];
  const rules = listOf(at(policy, 'rules'));
  const field = 'spec.successPolicy.rules';
  return complaints(
    rules.length === 0 && required(field, 'at least one rules must be specified when the successPolicy is specified'),
    rules.length > mostRules && tooMany(field, rules.length, mostRules),
    each(rules, field, (rule, path) => ruleErrors(rule, path, numberAt(spec, 'completions') ?? 0)),
  );
};
