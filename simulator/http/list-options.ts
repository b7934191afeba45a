/** The options of lists and watches that say from which moment they are, and which of them go together. */
import * as E from 'fp-ts/Either';
import type { Kubernetes } from '../kubernetes-version.ts';
import { type FieldError, forbidden, unsupported } from '../validation/field-error.ts';
import { type ApiError, badRequest, invalid, serverError } from './status.ts';

const match = 'resourceVersionMatch';
const initial = 'sendInitialEvents';
const whileContinuing = forbidden(match, `${match} is forbidden when continue is provided`);

type Rule = readonly [isBroken: boolean, error: FieldError];

const broken = (...rules: readonly Rule[]): readonly FieldError[] =>
  rules.flatMap(([isBroken, error]) => (isBroken ? [error] : []));

const listErrors = (query: URLSearchParams): readonly FieldError[] => {
  const wanted = query.get(match) ?? '';
  const version = query.get('resourceVersion') ?? '';
  const known = ['Exact', 'NotOlderThan', ''];
  return broken(
    [wanted !== '' && version === '', forbidden(match, `${match} is forbidden unless resourceVersion is provided`)],
    [wanted !== '' && Boolean(query.get('continue')), whileContinuing],
    [!known.includes(wanted), unsupported(match, wanted, known)],
    [wanted === 'Exact' && version === '0', forbidden(match, `${match} "exact" is forbidden for resourceVersion "0"`)],
  );
};

const watchErrors = (query: URLSearchParams): readonly FieldError[] => {
  const wanted = query.get(match) ?? '';
  const streams = query.has(initial);
  const only = 'NotOlderThan';
  return broken(
    [streams && wanted !== only, forbidden(match, `${initial} requires setting ${match} to ${only}`)],
    [wanted !== '' && !streams, forbidden(match, `${match} is forbidden for watch unless ${initial} is provided`)],
    [wanted !== '' && wanted !== only, unsupported(match, wanted, [only])],
    [wanted !== '' && Boolean(query.get('continue')), whileContinuing],
  );
};

const oldWatchErrors = (query: URLSearchParams): readonly FieldError[] =>
  query.get(match) ? [forbidden(match, `${match} is forbidden for watch`)] : [];

const checked = (errors: readonly FieldError[]): E.Either<ApiError, undefined> =>
  errors.length > 0 ? E.left(invalid('ListOptions', 'meta.k8s.io', '', errors)) : E.right(undefined);

/** Refuses options that a list cannot have, or not together. */
export const checkListOptions = (kubernetes: Kubernetes, query: URLSearchParams): E.Either<ApiError, undefined> =>
  checked([
    ...listErrors(query),
    ...(kubernetes.streamedLists && query.has(initial) ? [forbidden(initial, `${initial} is forbidden for list`)] : []),
  ]);

/** Refuses options that a watch cannot have, or not together. */
export const checkWatchOptions = (kubernetes: Kubernetes, query: URLSearchParams): E.Either<ApiError, undefined> =>
  checked(kubernetes.streamedLists ? watchErrors(query) : oldWatchErrors(query));

/** The revision that a request names; undefined when it names none, an error in the server's words when it is no number. */
const revisionIn = (query: URLSearchParams): E.Either<string, number | undefined> => {
  const text = query.get('resourceVersion') ?? '';
  if (text === '') return E.right(undefined);
  const why = `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
  return /^\d+$/.test(text) ? E.right(Number(text)) : E.left(why);
};

/** The revision that a request for a list names. Old servers call it a bad request only where the list comes from their storage. */
export const listRevision = (
  kubernetes: Kubernetes,
  query: URLSearchParams,
  isStored: boolean,
): E.Either<ApiError, number | undefined> =>
  E.mapLeft((why: string) =>
    kubernetes.currentTexts || isStored ? badRequest(`invalid resource version: ${why}`) : serverError(why),
  )(revisionIn(query));

/** The revision that a request for a watch or an object names. */
export const requestedRevision = (query: URLSearchParams): E.Either<ApiError, number | undefined> =>
  E.mapLeft(serverError)(revisionIn(query));
