import type { JsonValue } from '../../model/progress/record.ts';

const shown = (value: JsonValue | undefined): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

const isObject = (
  value: JsonValue | undefined,
): value is { readonly [key: string]: JsonValue } | readonly JsonValue[] => typeof value === 'object' && value !== null;

/** Where two JSON values differ first, as a sentence with the path; undefined when they are equal. Keys have no order. */
export const firstDifference = (
  expected: JsonValue | undefined,
  found: JsonValue | undefined,
  path = '',
): string | undefined => {
  if (expected === found) return undefined;
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found)) {
    return `${path || 'the value'} is ${shown(expected)}, the record says ${shown(found)}`;
  }
  const [left, right] = [new Map(Object.entries(expected)), new Map(Object.entries(found))];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const difference = firstDifference(left.get(key), right.get(key), path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
};
