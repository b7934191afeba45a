/** Parameters of queries, read and refused as the API server does. */
import * as E from 'fp-ts/Either';
import { timeOf } from './rfc3339.ts';
import { type ApiError, badRequest } from './status.ts';

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** The whole number that the query has under the key; undefined when it has none. */
export const numberIn = (query: URLSearchParams, key: string): E.Either<ApiError, number | undefined> => {
  const text = query.get(key);
  if (text === null) return E.right(undefined);
  const wrong = (why: string) => E.left(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`));
  if (!/^[+-]?\d+$/.test(text)) return wrong('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  return value < least || value > most ? wrong('value out of range') : E.right(Number(value));
};

/** The milliseconds since the epoch of the time that the query has under the key; undefined when it has none. */
export const timeIn = (query: URLSearchParams, key: string): E.Either<ApiError, number | undefined> => {
  const text = query.get(key) ?? '';
  // Old clients write a time that is not set as JSON.
  return text === '' || text === 'null' ? E.right(undefined) : E.mapLeft(badRequest)(timeOf(text));
};

/** The numbers in the query of a list or a watch; 0 where it has none. */
export const listNumbers = (
  query: URLSearchParams,
): E.Either<ApiError, { readonly limit: number; readonly timeoutSeconds: number }> => {
  const limit = numberIn(query, 'limit');
  if (E.isLeft(limit)) return limit;
  const seconds = numberIn(query, 'timeoutSeconds');
  return E.isLeft(seconds) ? seconds : E.right({ limit: limit.right ?? 0, timeoutSeconds: seconds.right ?? 0 });
};
