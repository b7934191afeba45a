/** Structural schemas of custom resources: what they refuse, what they drop. */
import { isRecord } from '../../model/manifest.ts';
import { bad, type FieldError, required } from './field-error.ts';

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

const typeName = (value: unknown): string => {
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

const textErrors = (schema: Schema, value: string, path: string): readonly FieldError[] => [
  ...(schema.minLength !== undefined && value.length < schema.minLength
    ? [bad(path, value, `${path} in body should be at least ${schema.minLength} chars long`)]
    : []),
  ...(schema.pattern !== undefined && !matches(schema.pattern, value)
    ? [bad(path, value, `${path} in body should match '${schema.pattern}'`)]
    : []),
];

const objectErrors = (
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  style: ErrorStyle,
): readonly FieldError[] => {
  const under = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const wants = (one: Schema): boolean => (one.required ?? []).every((key) => value[key] !== undefined);
  return [
    ...(schema.required ?? []).filter((key) => value[key] === undefined).map((key) => required(under(key))),
    ...(schema.minProperties !== undefined && Object.keys(value).length < schema.minProperties
      ? [bad(path, value, `${path} in body should have at least ${schema.minProperties} properties`)]
      : []),
    ...(schema.oneOf && schema.oneOf.filter(wants).length !== 1
      ? [bad(path, '', `"${path}" must validate one and only one schema (oneOf). Found none valid`)]
      : []),
    ...Object.entries(value).flatMap(([key, one]) => {
      const inner = schema.properties?.[key] ?? rest;
      return inner === undefined ? [] : schemaErrors(inner, one, style, under(key));
    }),
  ];
};

/** Old servers left the indices of lists out of their paths, and did not tell wrong types from wrong values. */
export type ErrorStyle = 'current' | 'old';

/** Everything that the schema refuses. */
export const schemaErrors = (
  schema: Schema,
  value: unknown,
  style: ErrorStyle = 'current',
  path = '',
): readonly FieldError[] => {
  if (!fits(schema, value)) {
    const found = typeName(value);
    const detail = `${path} in body must be of type ${schema.type}: "${found}"`;
    return [{ type: style === 'current' ? 'TypeInvalid' : 'Invalid', field: path, value: found, detail }];
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return [{ type: 'NotSupported', field: path, value, supported: schema.enum.map(String) }];
  }
  if (typeof value === 'string') return textErrors(schema, value, path);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return [];
    return value.flatMap((one, index) =>
      schemaErrors(items, one, style, style === 'current' ? `${path}[${index}]` : path),
    );
  }
  return isRecord(value) ? objectErrors(schema, value, path, style) : [];
};

const childSchema = (schema: Schema, key: string): Schema | undefined =>
  schema.properties?.[key] ??
  (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);

/**
 * The value without fields that the schema does not know (unless it preserves them) and without nulls where it allows
 * none. Nulls in preserved unknown fields stay. The same object comes back when nothing had to go. `unknown` is called with
 * the path of each field that the schema does not know.
 */
export const pruned = (
  schema: Schema,
  value: unknown,
  unknown: (path: string) => void = () => undefined,
  path = '',
): unknown => {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return value;
    const next = value.map((one, index) => pruned(items, one, unknown, `${path}[${index}]`));
    return next.every((one, index) => Object.is(one, value[index])) ? value : next;
  }
  if (!isRecord(value)) return value;
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  const entries: [string, unknown][] = [];
  let changed = false;
  for (const [key, one] of Object.entries(value)) {
    const inner = childSchema(schema, key);
    const under = path === '' ? key : `${path}.${key}`;
    if (inner ? one === null && inner.nullable !== true : !keeps) {
      changed = true;
      if (!inner) unknown(under);
      continue;
    }
    const next = inner ? pruned(inner, one, unknown, under) : one;
    changed ||= !Object.is(next, one);
    entries.push([key, next]);
  }
  return changed ? Object.fromEntries(entries) : value;
};
