import type { Schema } from './structural-schema.ts';

/** Parts that schemas are written with. */

type Fields = Readonly<Record<string, Schema>>;

export const text: Schema = { type: 'string' };
export const integer: Schema = { type: 'integer' };
export const flag: Schema = { type: 'boolean' };
/** Text that is not empty. */
export const some: Schema = { type: 'string', minLength: 1 };
/** Any object. */
export const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export const matching = (pattern: string): Schema => ({ type: 'string', pattern });
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const mapOf = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties });
export const texts: Schema = mapOf(text);

/** Fields that are text. */
export const textFields = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, text]));

/** An object of which nothing is kept but these fields. */
export const record = (properties: Fields, more: Omit<Schema, 'type' | 'properties'> = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});

/** The same, with fields that have to be there before those that may. */
export const needing = (required: Fields, optional: Fields = {}): Schema =>
  record({ ...required, ...optional }, { required: Object.keys(required) });

/** An object that keeps what is not declared. */
export const keeping = (properties: Fields): Schema =>
  record(properties, { 'x-kubernetes-preserve-unknown-fields': true });
