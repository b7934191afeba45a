/** How the complaints about an object are put together, in the server's order. */
import { isDeepStrictEqual } from 'node:util';
import { at, listOf } from '../json.ts';
import { bad, type FieldError, required, unsupported } from './field-error.ts';

/** All of these: complaints or lists of them, false where there is none. */
export const complaints = <A extends FieldError | string>(
  ...parts: readonly (A | readonly A[] | false)[]
): readonly A[] => parts.flatMap((part) => (part === false ? [] : part));

/** The complaints about the items of a list, each with the field that it stands in. */
export const each = <A>(
  list: unknown,
  field: string,
  about: (item: unknown, field: string, index: number) => readonly A[],
): readonly A[] => listOf(list).flatMap((item, index) => about(item, `${field}[${index}]`, index));

/** A value that has to follow a rule, which says what is wrong with it. */
export const following = (
  field: string,
  value: string,
  rule: (value: string) => readonly string[],
): readonly FieldError[] => rule(value).map((why) => bad(field, value, why));

/** The same for a name, which there has to be. */
export const named = (
  field: string,
  name: string,
  rule: (value: string) => readonly string[],
): readonly FieldError[] => (name === '' ? [required(field)] : following(field, name, rule));

/** A value that has to be one of these, if it is there. */
export const oneOf = (field: string, value: unknown, values: readonly string[]): readonly FieldError[] =>
  value === undefined || values.some((one) => one === value) ? [] : [unsupported(field, value, values)];

/** A number below zero; none where there is no number. */
export const atLeastZero = (field: string, value: unknown): readonly FieldError[] =>
  typeof value === 'number' && value < 0 ? [bad(field, value, 'must be greater than or equal to 0')] : [];

/** A value at a path of keys that has to stay as it was before. */
export const fixed = (
  path: readonly string[],
  before: unknown,
  next: unknown,
  why = 'field is immutable',
): readonly FieldError[] =>
  isDeepStrictEqual(at(before, ...path), at(next, ...path)) ? [] : [bad(path.join('.'), at(next, ...path), why)];
