/** Reading JSON of unknown shape. */

import { isRecord, type JsonRecord } from '../src/model/json/json-object.ts';

/** The value at a path of keys, or undefined where anything on the way is missing or no object. */
export const at = (value: unknown, ...path: readonly string[]): unknown => {
  let here = value;
  for (const key of path) here = isRecord(here) ? here[key] : undefined;
  return here;
};

/** The object, or an empty one. */
export const objectOf = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

/** The list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The string, or undefined. */
export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The number at a path of keys, or undefined where there is something else. */
export const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
};

/** The string entries of an object: labels, annotations, data. */
export const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  isRecord(value) ? (value as Readonly<Record<string, string>>) : {};
