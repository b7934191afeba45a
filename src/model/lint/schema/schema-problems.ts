import type * as t from 'io-ts';
import { flag, integer, text } from '../../json/codec.ts';
import { problem } from '../../json/diagnostic.ts';
import { isRecord } from '../../json/json-object.ts';
import { describeValue, missing, type Path } from '../../json/problem.ts';
import { pruned, type Schema, typePhrases, type Violation, violations } from '../../json/structural-schema.ts';
import { didYouMean } from '../../text/nearest.ts';
import { type KeyProblem, unknownKey } from '../key-problems.ts';
import { literalProblem, type WrittenAt } from '../literal-problem.ts';
import { probeTimes, withUnit } from './older-schemas.ts';
import { currentOperator, type Judgement } from './operators.ts';
import { quantityPattern } from './pod-parts.ts';

const refused = 'the stock CRDs refuse it';

const codecs: Readonly<Record<string, t.Mixed>> = { string: text, integer, boolean: flag };

/** What a schema wants, for people. */
const wanted = (schema: Schema | undefined): string => {
  if (schema?.['x-kubernetes-int-or-string']) return 'an amount';
  return typePhrases[schema?.type ?? ''] ?? 'something else';
};

/** The words of a pattern that allows nothing else. */
const wordsOf = ({ pattern = '' }: Schema): readonly string[] =>
  /^\^\((.*)\)\$$/
    .exec(pattern)?.[1]
    ?.split('|')
    .filter((word) => /^\w+$/.test(word)) ?? [];

const wrongType = ({ path, schema, value }: Violation, writtenAt: WrittenAt, { strict }: Judgement): KeyProblem => {
  if (value === null) {
    const message = `is null: it counts as absent, but the stock CRDs want ${wanted(schema)}`;
    return problem(strict ? 'error' : 'note', path, message, { hint: 'leave the key out' });
  }
  const literal = literalProblem(codecs[schema.type ?? ''] ?? text, value, path, writtenAt, refused);
  if (literal !== undefined && schema.type !== undefined && schema.type in codecs)
    return probeTimes.some((time) => time === path.at(-1)) ? { ...literal, hint: withUnit(value) } : literal;
  const [expected, found] = [wanted(schema), describeValue(value)];
  return { path, severity: 'error', message: `expected ${expected}, found ${found}`, expected, found };
};

const wrongText = ({ path, schema, value }: Violation): KeyProblem => {
  const words = wordsOf(schema);
  const found = JSON.stringify(value);
  const wrong = { path, severity: 'error', found } as const;
  if (schema.pattern === quantityPattern)
    return { ...wrong, message: `${found} is no amount`, expected: 'an amount such as 100m or 64Mi' };
  if (words.length === 0) return { ...wrong, message: 'is empty: expected text', expected: 'text' };
  const expected = words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`;
  const message = `expected ${expected}, found ${found}`;
  return { ...wrong, message, expected, ...didYouMean(String(value), words) };
};

/** `pods`, `pods and workloads`, `none`. */
const named = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(' and '));

const wrongFields = ({ rule, path, schema, value }: Violation): KeyProblem => {
  const given = isRecord(value) ? Object.keys(value) : [];
  if (rule === 'oneOf') {
    const choice = (schema.oneOf ?? []).flatMap(({ required = [] }) => required);
    const found = named(choice.filter((key) => given.includes(key)));
    const expected = `exactly one of ${choice.join(', ')}`;
    return { path, severity: 'error', message: `expected ${expected}, found ${found}: ${refused}`, expected, found };
  }
  const expected = `at least ${schema.minProperties} of ${Object.keys(schema.properties ?? {}).join(', ')}`;
  return { path, severity: 'error', message: `expected ${expected}: ${refused}`, expected, found: named(given) };
};

const problemOf = (violation: Violation, writtenAt: WrittenAt, judgement: Judgement): KeyProblem => {
  const { rule, path, schema } = violation;
  if (rule === 'type') return wrongType(violation, writtenAt, judgement);
  if (rule === 'oneOf' || rule === 'minProperties') return wrongFields(violation);
  if (rule !== 'required') return wrongText(violation);
  const expected = wanted(schema.properties?.[path.at(-1) ?? '']);
  return { ...missing(path, `is missing: expected ${expected}`, expected), severity: 'error' };
};

const unknownField = (path: Path, owner: Schema, { operator }: Judgement): KeyProblem => {
  // A map of which the definition says nothing: a server drops all of it, and nobody meant another key.
  if (owner.properties === undefined)
    return unknownKey(path, [], ['warning', 'is dropped by a server: the stock CRDs keep nothing here']);
  const isKnown = operator === currentOperator;
  const severity = isKnown ? 'error' : 'warning';
  const far = isKnown ? `is not a known key: ${refused}` : 'is not a known key: it is ignored';
  return unknownKey(path, Object.keys(owner.properties), [severity, far], [severity, 'is not a known key']);
};

const key = (path: Path): string => JSON.stringify(path);

/** What a server refuses in a document. */
export interface SchemaProblems {
  readonly problems: readonly KeyProblem[];
  /** That an object has too few or contradicting fields: to be said where nothing else says it better. */
  readonly vague: readonly KeyProblem[];
}

/** Of several problems of one place the last. */
const onePerPlace = (problems: readonly KeyProblem[]): readonly KeyProblem[] => [
  ...new Map(problems.map((problem) => [key(problem.path), problem])).values(),
];

/** What the schema does not allow, and fields that it does not know, which `kubectl` has the server refuse. */
export const schemaProblems = (
  schema: Schema,
  document: unknown,
  judgement: Judgement,
  writtenAt: WrittenAt,
): SchemaProblems => {
  const broken = violations(schema, document);
  const lacking = new Set(broken.filter(({ rule }) => rule === 'required').map(({ path }) => key(path.slice(0, -1))));
  const isVague = ({ rule }: Violation): boolean => rule === 'minProperties' || rule === 'oneOf';
  const said = (some: readonly Violation[]): readonly KeyProblem[] =>
    onePerPlace(some.map((violation) => problemOf(violation, writtenAt, judgement)));
  const unknown: KeyProblem[] = [];
  pruned(schema, document, (path, owner) => unknown.push(unknownField(path, owner, judgement)));
  return {
    problems: [...said(broken.filter((violation) => !isVague(violation))), ...unknown],
    vague: said(broken.filter((violation) => isVague(violation) && !lacking.has(key(violation.path)))),
  };
};
