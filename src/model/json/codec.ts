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

/** A codec of what has members: how it reads, and which members a value has (undefined: it is no such thing). */
const container = <A>(
  name: string,
  read: (value: unknown) => A | Failed,
  membersOf: (value: unknown) => readonly Inside[] | undefined,
): Tolerant<A> =>
  tolerant(name, read, (value, context) => {
    const members = membersOf(value);
    return members === undefined ? itself(value, context) : members.flatMap((member) => inside(member, context));
  });

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
  const read = (value: unknown): readonly A[] | Failed => {
    if (!Array.isArray(value)) return failed;
    const made: A[] = [];
    for (const item of value as readonly unknown[]) {
      const found = isAbsent(item) ? undefined : member.read(item);
      if (found === failed) return failed;
      if (found !== undefined) made.push(found);
    }
    return made;
  };
  const membersOf = (value: unknown): readonly Inside[] | undefined =>
    Array.isArray(value)
      ? value.flatMap((item, index): readonly Inside[] => (isAbsent(item) ? [] : [[String(index), member, item]]))
      : undefined;
  return Object.assign(container('a list', read, membersOf), { member });
};

export const texts = list(text);

const namedTexts = (value: unknown): readonly Inside[] | undefined =>
  isRecord(value)
    ? Object.entries(value).flatMap(([key, given]) => (isAbsent(given) ? [] : [[key, text, given] as const]))
    : undefined;

/** Names to text, as labels and annotations are; null values are left out. */
export const textMap = container<Readonly<Record<string, string>>>(
  'an object of names and text',
  (value) => {
    const entries: [string, string][] = [];
    const named = namedTexts(value);
    for (const [key, , given] of named ?? []) {
      const found = text.read(given);
      if (found === failed) return failed;
      entries.push([key, found]);
    }
    return named === undefined ? failed : Object.fromEntries(entries);
  },
  namedTexts,
);

/** An object with known keys. */
export const shape = <R extends Members, O extends Members>(required: R, optional: O): Shape<ShapeOf<R, O>> => {
  const fields: Members = { ...required, ...optional };
  const all = Object.entries(fields);
  // What has to be there is read also where it is not: no codec takes that.
  const isRead = (key: string, given: unknown): boolean => !isAbsent(given) || key in required;
  const read = (value: unknown): ShapeOf<R, O> | Failed => {
    if (!isRecord(value)) return failed;
    const made: Record<string, unknown> = {};
    for (const [key, member] of all) {
      const given = value[key];
      if (!isRead(key, given)) continue;
      const found = member.read(given ?? undefined);
      if (found === failed) return failed;
      made[key] = found;
    }
    return made as ShapeOf<R, O>;
  };
  const membersOf = (value: unknown): readonly Inside[] | undefined =>
    isRecord(value)
      ? all.flatMap(([key, member]) =>
          isRead(key, value[key]) ? [[key, member, value[key] ?? undefined] as const] : [],
        )
      : undefined;
  return Object.assign(container('an object', read, membersOf), { fields });
};
