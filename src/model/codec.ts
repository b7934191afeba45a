import * as t from 'io-ts';
import { isRecord, type JsonRecord, withoutNulls } from './manifest.ts';

/**
 * Tolerant codecs for what Litmus users and operators write: null is absent everywhere, numbers and booleans stand for
 * text and text for numbers and booleans, unknown keys are ignored. The name of a codec says what it expects, for people.
 */

type Fields = Readonly<Record<string, t.Mixed>>;

type Simplify<A> = { [K in keyof A]: A[K] } & {};

export type ShapeOf<R extends Fields, O extends Fields> = Simplify<
  { readonly [K in keyof R]: t.TypeOf<R[K]> } & { readonly [K in keyof O]?: t.TypeOf<O[K]> }
>;

/** A codec that knows its keys, so that a validator can tell unknown ones and name the nearest. */
export interface Shape<A> extends t.Type<A, A, unknown> {
  readonly fields: Fields;
}

/** A codec that knows what its members are. */
export interface List<A> extends t.Type<readonly A[], readonly A[], unknown> {
  readonly member: t.Mixed;
}

export const isShape = (codec: t.Mixed): codec is Shape<unknown> => 'fields' in codec;
export const isList = (codec: t.Mixed): codec is List<unknown> => 'member' in codec;

/** Text; a number or a boolean is taken as its text. */
export const text = new t.Type<string, string, unknown>(
  'text',
  (value): value is string => typeof value === 'string',
  (value, context) => {
    if (typeof value === 'string') return t.success(value);
    if (typeof value === 'boolean' || typeof value === 'number') return t.success(String(value));
    return t.failure(value, context);
  },
  t.identity,
);

/** A whole number, also written as text. */
export const integer = new t.Type<number, number, unknown>(
  'a whole number',
  (value): value is number => Number.isSafeInteger(value),
  (value, context) => {
    const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? t.success(number as number) : t.failure(value, context);
  },
  t.identity,
);

/** true or false, also written as text. */
export const flag = new t.Type<boolean, boolean, unknown>(
  'true or false',
  (value): value is boolean => typeof value === 'boolean',
  (value, context) => {
    if (typeof value === 'boolean') return t.success(value);
    const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
    return word === 'true' || word === 'false' ? t.success(word === 'true') : t.failure(value, context);
  },
  t.identity,
);

/** An object that is passed on as it is, without its nulls. */
export const opaque = new t.Type<JsonRecord, JsonRecord, unknown>(
  'an object',
  isRecord,
  (value, context) => (isRecord(value) ? t.success(withoutNulls(value) as JsonRecord) : t.failure(value, context)),
  t.identity,
);

/** A list of one kind of thing; null entries are left out. */
export const list = <A>(member: t.Type<A, A, unknown>): List<A> => {
  const codec = new t.Type<readonly A[], readonly A[], unknown>(
    'a list',
    (value): value is readonly A[] => Array.isArray(value) && value.every(member.is),
    (value, context) => {
      if (!Array.isArray(value)) return t.failure(value, context);
      const members: A[] = [];
      const errors: t.ValidationError[] = [];
      value.forEach((item, index) => {
        if (item === null || item === undefined) return;
        const result = member.validate(item, t.appendContext(context, String(index), member, item));
        if (result._tag === 'Left') errors.push(...result.left);
        else members.push(result.right);
      });
      return errors.length > 0 ? t.failures(errors) : t.success(members);
    },
    t.identity,
  );
  return Object.assign(codec, { member });
};

export const texts = list(text);

/** Names to text, as labels and annotations are; null values are left out. */
export const textMap = new t.Type<Readonly<Record<string, string>>, Readonly<Record<string, string>>, unknown>(
  'an object of names and text',
  (value): value is Readonly<Record<string, string>> => isRecord(value) && Object.values(value).every(text.is),
  (value, context) => {
    if (!isRecord(value)) return t.failure(value, context);
    const entries: [string, string][] = [];
    const errors: t.ValidationError[] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member === null || member === undefined) continue;
      const result = text.validate(member, t.appendContext(context, key, text, member));
      if (result._tag === 'Left') errors.push(...result.left);
      else entries.push([key, result.right]);
    }
    return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(entries));
  },
  t.identity,
);

/** An object with known keys, in one pass: io-ts' own intersection of `type` and `partial` reads everything twice. */
export const shape = <R extends Fields, O extends Fields>(required: R, optional: O): Shape<ShapeOf<R, O>> => {
  const fields: Fields = { ...required, ...optional };
  const members = Object.entries(fields);
  const codec = new t.Type<ShapeOf<R, O>, ShapeOf<R, O>, unknown>(
    'an object',
    (value): value is ShapeOf<R, O> =>
      isRecord(value) &&
      members.every(([key, member]) => (value[key] === undefined ? !(key in required) : member.is(value[key]))),
    (value, context) => {
      if (!isRecord(value)) return t.failure(value, context);
      const decoded: Record<string, unknown> = {};
      const errors: t.ValidationError[] = [];
      for (const [key, member] of members) {
        const found = value[key];
        if (found === null || found === undefined) {
          if (key in required)
            errors.push({ value: undefined, context: t.appendContext(context, key, member, undefined) });
          continue;
        }
        const result = member.validate(found, t.appendContext(context, key, member, found));
        if (result._tag === 'Left') errors.push(...result.left);
        else decoded[key] = result.right;
      }
      return errors.length > 0 ? t.failures(errors) : t.success(decoded as ShapeOf<R, O>);
    },
    t.identity,
  );
  return Object.assign(codec, { fields });
};
