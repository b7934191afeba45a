/** Reading objects: one, or a list in pages. */
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import type { KubeObject } from '../store.ts';
import { decodeContinue, encodeContinue, keyAfter } from './continue-token.ts';
import { checkListOptions, listRevision } from './list-options.ts';
import { listNumbers } from './parameters.ts';
import { answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { fieldSelector, labelSelector, type Matcher, selectedName } from './selectors.ts';
import { type ApiError, badRequest, expired, notFound, serverError, tooLargeRevision } from './status.ts';

/** The object of the request's name, or 404. */
export const getObject = ({ store, history }: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace, name = '', readAt } = request;
  const earlier = readAt === undefined ? undefined : history.listAt(type.name, namespace, readAt);
  const found =
    readAt === undefined
      ? store.get(type.name, namespace, name)
      : earlier?.find(({ metadata }) => metadata.name === name);
  return found ? E.right(answered(type, found)) : E.left(notFound(type, name));
};

/** The two selectors of the request as one matcher; undefined when it has none. */
export const matcherOf = (rest: Rest, request: ObjectRequest): E.Either<ApiError, Matcher | undefined> => {
  const labels = labelSelector(rest.kubernetes, request.query.get('labelSelector'));
  if (E.isLeft(labels)) return E.left(badRequest(labels.left));
  const fields = fieldSelector(request.type.name, request.query.get('fieldSelector'));
  const one = labels.right;
  const both = (two: Matcher | undefined): Matcher | undefined =>
    one && two ? (object) => one(object) && two(object) : (one ?? two);
  return E.bimap(badRequest, both)(fields);
};

const keyIn = (namespace: string | undefined, object: KubeObject): string =>
  namespace === undefined && object.metadata.namespace !== undefined
    ? `${object.metadata.namespace}/${object.metadata.name}`
    : object.metadata.name;

const gone =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

interface Snapshot {
  readonly revision: number;
  /** In the order of their keys. */
  readonly items: readonly KubeObject[];
}

const present = ({ store }: Rest, { type, namespace }: ObjectRequest): Snapshot => ({
  revision: store.revision(),
  items: store.list(type.name, namespace),
});

/** The list as it was at the revision; `past` is said of one that is forgotten. */
const snapshotAt = (
  rest: Rest,
  { type, namespace }: ObjectRequest,
  revision: number,
  past: ApiError,
): E.Either<ApiError, Snapshot> => {
  const current = rest.store.revision();
  if (revision > current)
    return E.left(
      rest.kubernetes.currentTexts
        ? tooLargeRevision(revision, current)
        : serverError('etcdserver: mvcc: required revision is a future revision'),
    );
  const items = rest.history.listAt(type.name, namespace, revision);
  return items ? E.right({ revision, items }) : E.left(past);
};

/** What is left of the list that the token goes on with. */
const continued = (rest: Rest, request: ObjectRequest, token: string): E.Either<ApiError, Snapshot> => {
  const from = decodeContinue(rest.kubernetes, token);
  if (E.isLeft(from)) return E.left(badRequest(from.left));
  if (!['', '0'].includes(request.query.get('resourceVersion') ?? ''))
    return E.left(badRequest('specifying resource version is not allowed when using continue'));
  const { revision, start } = from.right;
  const past = expired(gone, { continue: encodeContinue({ revision: -1, start }) });
  // A token without a revision was given out with a 410: it goes on with what is there now.
  const found = revision < 0 ? E.right(present(rest, request)) : snapshotAt(rest, request, revision, past);
  return E.map((whole: Snapshot) => ({
    ...whole,
    items: whole.items.filter((object) => keyIn(request.namespace, object) >= start),
  }))(found);
};

const snapshot = (rest: Rest, request: ObjectRequest, limit: number): E.Either<ApiError, Snapshot> => {
  const { query } = request;
  const token = query.get('continue') ?? '';
  if (token !== '' && rest.kubernetes.currentTexts) return continued(rest, request, token);
  const match = query.get('resourceVersionMatch') ?? '';
  // A first page of a revision is of exactly that one, unless something else is asked for.
  const isExact = match === 'Exact' || (match === '' && limit > 0);
  const isStored = isExact || token !== '' || limit > 0 || !request.type.cached;
  const wanted = listRevision(rest.kubernetes, query, isStored);
  if (E.isLeft(wanted)) return wanted;
  if (token !== '') return continued(rest, request, token);
  const named = wanted.right ?? 0;
  const revision = request.readAt ?? (isExact && named > 0 ? named : undefined);
  if (revision !== undefined)
    return snapshotAt(rest, request, revision, expired('The resourceVersion for the provided list is too old.'));
  const current = rest.store.revision();
  return named > current ? E.left(tooLargeRevision(named, current)) : E.right(present(rest, request));
};

/** Lists of any moment come from the server's memory, and whole whatever their limit. */
const limitOf = ({ type, query }: ObjectRequest, limit: number): number =>
  query.get('resourceVersion') === '0' && !query.get('continue') && type.cached ? 0 : limit;

/** What comes of the list when `limit` objects are enough, and how many come behind those that were looked at. */
const pageOf = (all: readonly KubeObject[], limit: number, matches: Matcher = () => true) => {
  const items: KubeObject[] = [];
  let seen = 0;
  for (const object of all) {
    if (limit > 0 && items.length === limit) break;
    seen += 1;
    if (matches(object)) items.push(object);
  }
  return { items, behind: all.length - seen };
};

/** The list that the request asks for: selected, and of at most `limit` items where it sets one. */
export const listObjects = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace, query } = request;
  return pipe(
    E.Do,
    E.bind('numbers', () => listNumbers(query)),
    E.bind('matcher', () => matcherOf(rest, request)),
    E.chainFirst(() => checkListOptions(rest.kubernetes, query)),
    E.let('limit', ({ numbers }) => limitOf(request, numbers.limit)),
    E.bind('found', ({ limit }) => snapshot(rest, request, limit)),
    E.map(({ matcher, limit, found: { revision, items: whole } }) => {
      const name = selectedName(query);
      const all = name === undefined ? whole : whole.filter((object) => object.metadata.name === name);
      const { items, behind } = pageOf(all, limit, matcher);
      const last = items.at(-1);
      const metadata: Record<string, unknown> = { resourceVersion: String(revision) };
      if (behind > 0 && last) {
        // Keys in memory begin with a slash, which tokens may have or not.
        const slash = rest.kubernetes.pagesFromMemory && type.cached ? '/' : '';
        metadata.continue = encodeContinue({ revision, start: keyAfter(`${slash}${keyIn(namespace, last)}`) });
        if (!matcher) metadata.remainingItemCount = behind;
      } else if (type.custom) metadata.continue = '';
      return { is: 'List', type, items, metadata };
    }),
  );
};
