/** Reading JSON of unknown shape. */

export type Json = Readonly<Record<string, unknown>>;

/** Whether the value is a JSON object. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys, or undefined where anything on the way is missing or no object. */
export const at = (value: unknown, ...path: readonly string[]): unknown => {
  let here = value;
  for (const key of path) here = isObject(here) ? here[key] : undefined;
  return here;
};

/** The object, or an empty one. */
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

/** The list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The string, or undefined. */
export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The string entries of an object: labels, annotations, data. */
export const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  isObject(value) ? (value as Readonly<Record<string, string>>) : {};
