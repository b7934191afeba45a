/** Structural schemas of custom resources: what they refuse, what they drop. */
import { isRecord, type JsonRecord } from './json-object.ts';
import type { Path } from './problem.ts';

export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minProperties?: number;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

/** The types of schemas, for people. */
export const typePhrases: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** One rule of a schema that a value breaks. Of `required` the path is that of the missing field. */
export interface Violation {
  readonly rule: 'type' | 'enum' | 'pattern' | 'minLength' | 'minProperties' | 'required' | 'oneOf';
  readonly path: Path;
  /** The schema that has the rule. */
  readonly schema: Schema;
  readonly value: unknown;
}

/** The JSON type of a value, as schemas name it. */
export const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const fits = (schema: Schema, value: unknown): boolean => {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'string' || Number.isInteger(value);
  if (schema.type === undefined) return true;
  if (value === null) return schema.nullable === true;
  const name = typeName(value);
  return name === schema.type || (schema.type === 'number' && name === 'integer');
};

const compiled = new Map<string, RegExp>();
const matches = (pattern: string, text: string): boolean => {
  const known = compiled.get(pattern) ?? new RegExp(pattern);
  compiled.set(pattern, known);
  return known.test(text);
};

const inText = (schema: Schema, value: string, path: Path): readonly Violation[] => {
  const { minLength = 0, pattern } = schema;
  const broken: Violation[] = [];
  if (value.length < minLength) broken.push({ rule: 'minLength', path, schema, value });
  if (pattern !== undefined && !matches(pattern, value)) broken.push({ rule: 'pattern', path, schema, value });
  return broken;
};

const inObject = (schema: Schema, value: JsonRecord, path: Path): readonly Violation[] => {
  const broken: Violation[] = [];
  for (const key of schema.required ?? [])
    if (value[key] === undefined) broken.push({ rule: 'required', path: [...path, key], schema, value: undefined });
  const { minProperties = 0 } = schema;
  if (Object.keys(value).length < minProperties) broken.push({ rule: 'minProperties', path, schema, value });
  const wants = (one: Schema): boolean => (one.required ?? []).every((key) => value[key] !== undefined);
  if (schema.oneOf && schema.oneOf.filter(wants).length !== 1) broken.push({ rule: 'oneOf', path, schema, value });
  const inside = Object.entries(value).flatMap(([key, one]) => {
    const inner = childSchema(schema, key);
    return inner === undefined ? [] : violations(inner, one, [...path, key]);
  });
  return [...broken, ...inside];
};

/** Everything that the schema refuses in a value. */
export const violations = (schema: Schema, value: unknown, path: Path = []): readonly Violation[] => {
  if (!fits(schema, value)) return [{ rule: 'type', path, schema, value }];
  if (schema.enum && !schema.enum.includes(value)) return [{ rule: 'enum', path, schema, value }];
  if (typeof value === 'string') return inText(schema, value, path);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((one, index) => violations(items, one, [...path, index]));
  }
  return isRecord(value) ? inObject(schema, value, path) : [];
};

const own = (properties: Schema['properties'], key: string): Schema | undefined =>
  properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;

const childSchema = (schema: Schema, key: string): Schema | undefined =>
  own(schema.properties, key) ??
  (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);

/**
 * The value without fields that the schema does not know (unless it preserves them) and without nulls where it allows
 * none. Nulls in preserved unknown fields stay. The same object comes back when nothing had to go. `unknown` is called with
 * the path of each field that the schema does not know, and the schema of the object that has it.
 */
export const pruned = (
  schema: Schema,
  value: unknown,
  unknown: (path: Path, owner: Schema) => void = () => undefined,
  path: Path = [],
): unknown => {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return value;
    const next = value.map((one, index) => pruned(items, one, unknown, [...path, index]));
    return next.every((one, index) => Object.is(one, value[index])) ? value : next;
  }
  if (!isRecord(value)) return value;
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  const entries: [string, unknown][] = [];
  let changed = false;
  for (const [key, one] of Object.entries(value)) {
    const inner = childSchema(schema, key);
    const under = [...path, key];
    if (inner ? one === null && inner.nullable !== true : !keeps) {
      changed = true;
      if (!inner) unknown(under, schema);
      continue;
    }
    const next = inner ? pruned(inner, one, unknown, under) : one;
    changed ||= !Object.is(next, one);
    entries.push([key, next]);
  }
  return changed ? Object.fromEntries(entries) : value;
};
