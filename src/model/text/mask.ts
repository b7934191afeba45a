import { encodedForms } from './encodings.ts';
import { type Span, type Steps, shortestAnywhere, stringFinder } from './find-strings.ts';
import { type Literal, secretParts, secretsOfLiteral } from './secret-literal.ts';

/** What stands where a value was. */
export const maskText = '***';

/** A function that hides what must not be read. `steps` counts how often it looks at something. */
export type Mask = (text: string, steps?: Steps) => string;

/**
 * A function that replaces every occurrence of what is secret in a text by `***`, overlapping ones too, in every form in which
 * programs and shells write it (`encodedForms`); of values with several lines also each line. Its time grows with the length
 * of the text, whatever the values are.
 *
 * This rule decides what is secret:
 * - `secrets` are contents of Secrets that the experiment can read: always. Those of up to three characters where they stand
 *   alone: within other words they are everywhere.
 * - `literals` are values of the environment: the whole value where its name says that it is a secret, else those of its
 *   parts that could be one by length and entropy. An ordinary word is none.
 */
export const masker = (secrets: Iterable<string | Uint8Array>, literals: Iterable<Literal>): Mask => {
  const forms = new Set<string>();
  for (const value of secrets) for (const part of partsOf(value)) addForms(forms, part);
  for (const literal of literals)
    for (const secret of secretsOfLiteral(literal)) for (const part of linesOf(secret)) addForms(forms, part);
  if (forms.size === 0) return (text) => text;
  const find = stringFinder(forms);
  return (text, steps) => masked(text, find(text, steps));
};

const addForms = (forms: Set<string>, value: string | Uint8Array): void => {
  if (typeof value === 'string') forms.add(value);
  for (const form of encodedForms(value)) if (form.length >= shortestAnywhere) forms.add(form);
};

const partsOf = (value: string | Uint8Array): readonly (string | Uint8Array)[] => {
  if (typeof value === 'string') return [...linesOf(value), ...secretParts(value)];
  const bytes = Buffer.from(value);
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? partsOf(text) : [value];
};

/** A value, also without what surrounds it, and each of its lines. Brackets and the like in a line of their own are no secret. */
const linesOf = (value: string): readonly string[] => {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [value, value.trim(), ...(lines.length > 1 ? lines.filter(({ length }) => length >= shortestAnywhere) : [])];
};

const masked = (text: string, spans: readonly Span[]): string => {
  let result = '';
  let shownFrom = 0;
  for (const { start, end } of spans) {
    result += text.slice(shownFrom, start) + maskText;
    shownFrom = end;
  }
  return result + text.slice(shownFrom);
};
