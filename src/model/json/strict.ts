import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import { appendContext, failure, failures, identity, literal, readonlyArray, success, Type } from 'io-ts';
import { didYouMean, nearest } from '../text/nearest.ts';
import type { Fields, ShapeOf } from './codec.ts';
import { isRecord, type JsonRecord } from './json-object.ts';
import { describeValue, type Problem, pathOf } from './problem.ts';

/**
 * Strict codecs for what users write for this program alone: an unknown key is an error, nothing is converted, null is
 * not the same as absent. The name of a codec says what it expects, for people.
 */

/** What an unknown key is reported as; it carries the known keys, for the hint. */
class UnknownKey extends Type<unknown, unknown, unknown> {
  readonly known: readonly string[];
  constructor(known: readonly string[]) {
    const validate: t.Validate<unknown, unknown> = (value, context) =>
      failure(value, context, `unknown key "${context.at(-1)?.key}"`);
    super('no such key', (_): _ is unknown => false, validate, identity);
    this.known = known;
  }
}

/** What is read of the members of an object, and all that is wrong with them. */
const membersOf = (value: JsonRecord, codecOf: (key: string) => t.Mixed, context: t.Context) => {
  const errors: t.ValidationError[] = [];
  const members: [string, unknown][] = [];
  for (const [key, found] of Object.entries(value)) {
    const codec = codecOf(key);
    const result = codec.validate(found, appendContext(context, key, codec, found));
    if (E.isLeft(result)) errors.push(...result.left);
    else members.push([key, result.right]);
  }
  return { errors, members };
};

/** An object with these keys and no other. All of its problems are reported, not only the first. */
export const strict = <R extends Fields, O extends Fields>(
  name: string,
  required: R,
  optional: O,
): t.Type<ShapeOf<R, O>, unknown, unknown> => {
  const fields = new Map<string, t.Mixed>(Object.entries({ ...required, ...optional }));
  const unknownKey = new UnknownKey([...fields.keys()]);
  const validate: t.Validate<unknown, ShapeOf<R, O>> = (value, context) => {
    if (!isRecord(value)) return failure(value, context);
    const { errors, members } = membersOf(value, (key) => fields.get(key) ?? unknownKey, context);
    for (const [key, type] of Object.entries(required)) {
      if (Object.hasOwn(value, key)) continue;
      const inside = appendContext(context, key, type);
      errors.push({ value: undefined, context: inside, message: `is missing: expected ${type.name}` });
    }
    return errors.length > 0 ? failures(errors) : success(Object.fromEntries(members) as ShapeOf<R, O>);
  };
  const is = (value: unknown): value is ShapeOf<R, O> => validate(value, [])._tag === 'Right';
  return new Type(name, is, validate, identity);
};

/** An object whose keys are names chosen by the user. */
export const strictMap = <A>(
  name: string,
  member: t.Type<A, unknown, unknown>,
): t.Type<ReadonlyMap<string, A>, unknown, unknown> =>
  new Type(
    name,
    (value): value is ReadonlyMap<string, A> => value instanceof Map && [...value.values()].every(member.is),
    (value, context) => {
      if (!isRecord(value)) return failure(value, context);
      const { errors, members } = membersOf(value, () => member, context);
      return errors.length > 0 ? failures(errors) : success(new Map(members as [string, A][]));
    },
    identity,
  );

/** A list of one kind of thing. */
export const anyList = <A>(name: string, member: t.Type<A, unknown, unknown>): t.Type<readonly A[], unknown, unknown> =>
  readonlyArray(member, name);

/** A list with at least one member, each once. */
export const strictList = <A>(
  name: string,
  member: t.Type<A, unknown, unknown>,
): t.Type<readonly A[], unknown, unknown> => {
  const list = anyList(name, member);
  const validate: t.Validate<unknown, readonly A[]> = (value, context) => {
    const decoded = list.validate(value, context);
    if (!Array.isArray(value)) return decoded;
    if (value.length === 0) return failure(value, context, 'is empty: leave the key out instead');
    const twice = value.flatMap((found: unknown, index): t.Errors => {
      const inside = appendContext(context, String(index), member, found);
      return value.indexOf(found) < index ? [{ value: found, context: inside, message: 'is there twice' }] : [];
    });
    return twice.length === 0 ? decoded : failures([...(E.isLeft(decoded) ? decoded.left : []), ...twice]);
  };
  return new Type(name, list.is, validate, identity);
};

/** One thing or a list of things: a list is read as the one, everything else as the other. */
export const listOrOther = <A, B>(
  name: string,
  single: t.Type<A, unknown, unknown>,
  many: t.Type<B, unknown, unknown>,
): t.Type<A | B, unknown, unknown> =>
  new Type<A | B, unknown, unknown>(
    name,
    (value): value is A | B => single.is(value) || many.is(value),
    (value, context) => {
      if (Array.isArray(value)) return many.validate(value, context);
      const result = single.validate(value, context);
      return result._tag === 'Left' && result.left.every(({ message }) => message === undefined)
        ? failure(value, context)
        : result;
    },
    identity,
  );

/** A value that a function reads or refuses with a sentence; `name` is a phrase for what it expects. */
export const reading = <A>(
  name: string,
  is: (value: unknown) => value is A,
  read: (value: unknown) => E.Either<string | undefined, A>,
): t.Type<A, unknown, unknown> =>
  new Type(
    name,
    is,
    (value, context) => {
      const result = read(value);
      return result._tag === 'Right' ? success(result.right) : failure(value, context, result.left);
    },
    identity,
  );

/** A value that is as a function says; `name` is a phrase for that. */
export const such = <A>(name: string, is: (value: unknown) => value is A): t.Type<A, unknown, unknown> =>
  reading(name, is, (value) => (is(value) ? E.right(value) : E.left(undefined)));

/** A whole number from `min` to `max`. */
export const wholeNumber = (min: number, max: number): t.Type<number, unknown, unknown> => {
  const is = (value: unknown): value is number =>
    Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
  return such(`a whole number from ${min} to ${max}`, is);
};

/** One of a few words. */
export const oneOf = <A extends string>(words: readonly A[]): t.Type<A, unknown, unknown> => {
  const is = (value: unknown): value is A => words.some((word) => word === value);
  return reading(`one of ${words.join(', ')}`, is, (value) => {
    if (is(value)) return E.right(value);
    const near = typeof value === 'string' ? nearest(value, words) : undefined;
    const found = `expected one of ${words.join(', ')}, found ${describeValue(value)}`;
    return E.left(near === undefined ? undefined : `${found}; did you mean ${near}?`);
  });
};

/** The errors of strict codecs as problems, with the nearest known key where a key is unknown. */
export const strictProblems = (errors: t.Errors): readonly Problem[] =>
  errors.map(({ value, context, message }) => {
    const last = context.at(-1);
    const path = pathOf(context);
    if (last?.type instanceof UnknownKey) {
      const all = `there are ${last.type.known.join(', ')}`;
      return { path, message: message ?? 'unknown key', hint: all, ...didYouMean(last.key, last.type.known) };
    }
    const expected = last?.type.name ?? 'something else';
    const found = describeValue(value);
    return { path, message: message ?? `expected ${expected}, found ${found}`, expected, found };
  });

/** A codec for each field of a type: one that is added to the type cannot be forgotten. */
export type CodecsOf<T> = { readonly [K in keyof T]-?: t.Type<Exclude<T[K], undefined>, unknown, unknown> };

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** As `strict`, of a type that is known already. */
export const strictRecord = <T extends object>(
  name: string,
  codecs: CodecsOf<T>,
  optional: readonly (OptionalKeys<T> & string)[],
): t.Type<T, unknown, unknown> => {
  const isOptional = ([key]: readonly [string, unknown]): boolean => optional.some((one) => one === key);
  const all = Object.entries(codecs) as [string, t.Mixed][];
  const required = Object.fromEntries(all.filter((entry) => !isOptional(entry)));
  return strict(name, required, Object.fromEntries(all.filter(isOptional))) as unknown as t.Type<T, unknown, unknown>;
};

/** A number from `min` to `max`, whole or not. */
export const numberWithin = (min: number, max: number): t.Type<number, unknown, unknown> => {
  const is = (value: unknown): value is number => typeof value === 'number' && value >= min && value <= max;
  return such(`a number from ${min} to ${max}`, is);
};

/** Text of at most so many characters. */
export const boundedText = (longest: number): t.Type<string, unknown, unknown> => {
  const is = (value: unknown): value is string => typeof value === 'string' && value.length <= longest;
  return such(`text of at most ${longest} characters`, is);
};

/** One value and no other. */
export const exactly = <A extends string | number | boolean>(wanted: A): t.Type<A, unknown, unknown> =>
  literal(wanted, `${wanted}`);
