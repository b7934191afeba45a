import * as t from 'io-ts';
import { isRecord, isTooDeep, type JsonRecord, withoutNulls } from './json-object.ts';

/**
 * Tolerant codecs for what Litmus users and operators write: null is absent everywhere, numbers and booleans stand for
 * text and text for numbers and booleans, unknown keys are ignored. The name of a codec says what it expects, for people.
 *
 * Each first reads without noting where it is; only when that fails does io-ts' validation say what is wrong and where.
 * Contexts cost more than everything else, and an engine may have thousands of variables.
 */

/** Any codec of this module, whatever it reads. */
type Member = t.Mixed & { readonly read: (value: unknown) => unknown };

type Members = Readonly<Record<string, Member>>;

/** The codecs of an object's keys. */
export type Fields = Readonly<Record<string, t.Mixed>>;

type Simplify<A> = { [K in keyof A]: A[K] } & {};

/** What an object with these keys is, the first ones required and the others not. */
export type ShapeOf<R extends Fields, O extends Fields> = Simplify<
  { readonly [K in keyof R]: t.TypeOf<R[K]> } & { readonly [K in keyof O]?: t.TypeOf<O[K]> }
>;

const failed = Symbol('failed');
type Failed = typeof failed;

/** A codec that can also read without saying what is wrong. */
export interface Tolerant<A> extends t.Type<A, unknown, unknown> {
  readonly read: (value: unknown) => A | Failed;
}

/** A codec that knows its keys, so that a validator can tell unknown ones and name the nearest. */
export interface Shape<A> extends Tolerant<A> {
  readonly fields: Members;
}

/** A codec that knows what its members are. */
export interface List<A> extends Tolerant<readonly A[]> {
  readonly member: Tolerant<A>;
}

export const isShape = (codec: t.Mixed): codec is Shape<unknown> => 'fields' in codec;
export const isList = (codec: t.Mixed): codec is List<unknown> => 'member' in codec;

const tolerant = <A>(
  name: string,
  read: (value: unknown) => A | Failed,
  explain: (value: unknown, context: t.Context) => readonly t.ValidationError[],
): Tolerant<A> => {
  const codec = new t.Type<A, unknown, unknown>(
    name,
    (value): value is A => read(value) !== failed,
    (value, context) => {
      const found = read(value);
      return found === failed ? t.failures([...explain(value, context)]) : t.success(found);
    },
    t.identity,
  );
  return Object.assign(codec, { read });
};

const itself = (value: unknown, context: t.Context): readonly t.ValidationError[] => [{ value, context }];

/** A member of a value: its name, what it is read with, and what is there. */
type Inside = readonly [key: string, member: Member, given: unknown];

const problemsIn = (codec: Member, value: unknown, context: t.Context): readonly t.ValidationError[] => {
  const result = codec.validate(value, context);
  return result._tag === 'Left' ? result.left : [];
};

/** The problems of a member, of which one more name leads to it. */
const inside = ([key, member, given]: Inside, context: t.Context): readonly t.ValidationError[] =>
  member.read(given) === failed ? problemsIn(member, given, t.appendContext(context, key, member, given)) : [];

/** A codec of what has members: which a value has (undefined: it is no such thing), and what is made of them as they are read. */
const container = <A>(
  name: string,
  membersOf: (value: unknown) => readonly Inside[] | undefined,
  made: (entries: readonly (readonly [string, unknown])[]) => unknown,
): Tolerant<A> => {
  const read = (value: unknown): A | Failed => {
    const entries: [string, unknown][] = [];
    const members = membersOf(value);
    for (const [key, member, given] of members ?? []) {
      const found = member.read(given);
      if (found === failed) return failed;
      entries.push([key, found]);
    }
    return members === undefined ? failed : (made(entries) as A);
  };
  return tolerant(name, read, (value, context) => {
    const members = membersOf(value);
    return members === undefined ? itself(value, context) : members.flatMap((member) => inside(member, context));
  });
};

/** The same codec with a quicker way to take what needs no reading at all: `asItIs` says what that is. */
export const quicker = <A>(codec: Shape<A>, asItIs: (value: unknown) => value is A): Shape<A> => {
  const read = (value: unknown): A | Failed => (asItIs(value) ? value : codec.read(value));
  const explain = (value: unknown, context: t.Context) => problemsIn(codec, value, context);
  return Object.assign(tolerant(codec.name, read, explain), { fields: codec.fields });
};

/** Text; a number or a boolean is taken as its text. */
export const text = tolerant<string>(
  'text',
  (value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'boolean' || typeof value === 'number' ? String(value) : failed;
  },
  itself,
);

/** A whole number, also written as text. */
export const integer = tolerant<number>(
  'a whole number',
  (value) => {
    const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isSafeInteger(number) ? number : failed;
  },
  itself,
);

/** true or false, also written as text. */
export const flag = tolerant<boolean>(
  'true or false',
  (value) => {
    if (typeof value === 'boolean') return value;
    const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
    return word === 'true' || word === 'false' ? word === 'true' : failed;
  },
  itself,
);

/** An object that is passed on as it is, without its nulls. */
export const opaque = tolerant<JsonRecord>(
  'an object',
  (value) => (isRecord(value) && !isTooDeep(value) ? (withoutNulls(value) as JsonRecord) : failed),
  (value, context) =>
    isRecord(value) ? [{ value, context, message: 'is nested deeper than anything real' }] : itself(value, context),
);

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

/** A list of one kind of thing; null entries are left out. */
export const list = <A>(member: Tolerant<A>): List<A> => {
  const membersOf = (value: unknown): readonly Inside[] | undefined =>
    Array.isArray(value)
      ? value.flatMap((item, index): readonly Inside[] => (isAbsent(item) ? [] : [[String(index), member, item]]))
      : undefined;
  const made = (entries: readonly (readonly [string, unknown])[]) => entries.map(([, found]) => found);
  return Object.assign(container<readonly A[]>('a list', membersOf, made), { member });
};

export const texts = list(text);

/** Names to text, as labels and annotations are; null values are left out. */
export const textMap = container<Readonly<Record<string, string>>>(
  'an object of names and text',
  (value) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([key, given]) => (isAbsent(given) ? [] : [[key, text, given] as const]))
      : undefined,
  Object.fromEntries,
);

/** An object with known keys. */
export const shape = <R extends Members, O extends Members>(required: R, optional: O): Shape<ShapeOf<R, O>> => {
  const fields: Members = { ...required, ...optional };
  const all = Object.entries(fields);
  const membersOf = (value: unknown): readonly Inside[] | undefined =>
    isRecord(value)
      ? all.flatMap(([key, member]) =>
          // What has to be there is read also where it is not: no codec takes that.
          isAbsent(value[key]) && !(key in required) ? [] : [[key, member, value[key] ?? undefined] as const],
        )
      : undefined;
  return Object.assign(container<ShapeOf<R, O>>('an object', membersOf, Object.fromEntries), { fields });
};
