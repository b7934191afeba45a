/** Reading objects: one, or a list in pages. */
import * as E from 'fp-ts/Either';
import type { KubeObject } from '../store.ts';
import { decodeContinue, encodeContinue, keyAfter } from './continue-token.ts';
import { checkListOptions, listRevision } from './list-options.ts';
import { listNumbers } from './parameters.ts';
import { answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { fieldSelector, labelSelector, type Matcher, selectedName } from './selectors.ts';
import { type ApiError, badRequest, expired, notFound, serverError, tooLargeRevision } from './status.ts';

/** The object of the request's name, or 404. */
export const getObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const name = request.name ?? '';
  const found =
    request.readAt === undefined
      ? rest.store.get(request.type.name, request.namespace, name)
      : rest.history
          .listAt(request.type.name, request.namespace, request.readAt)
          ?.find((object) => object.metadata.name === name);
  return found ? E.right(answered(request.type, found)) : E.left(notFound(request.type, name));
};

/** The two selectors of the request as one matcher; undefined when it has none. */
export const matcherOf = (rest: Rest, request: ObjectRequest): E.Either<ApiError, Matcher | undefined> => {
  const labels = labelSelector(rest.kubernetes, request.query.get('labelSelector') ?? undefined);
  if (E.isLeft(labels)) return E.left(badRequest(labels.left));
  const fields = fieldSelector(request.type.name, request.query.get('fieldSelector') ?? undefined);
  if (E.isLeft(fields)) return E.left(badRequest(fields.left));
  const [one, two] = [labels.right, fields.right];
  if (one && two) return E.right((object) => one(object) && two(object));
  return E.right(one ?? two);
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
        ? tooLargeRevision(String(revision), current)
        : serverError('etcdserver: mvcc: required revision is a future revision'),
    );
  const items = rest.history.listAt(type.name, namespace, revision);
  return items ? E.right({ revision, items }) : E.left(past);
};

/** What is left of the list that the token goes on with. */
const continued = (rest: Rest, request: ObjectRequest, token: string): E.Either<ApiError, Snapshot> => {
  const from = E.mapLeft(badRequest)(decodeContinue(rest.kubernetes, token));
  if (E.isLeft(from)) return from;
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
  return named > current ? E.left(tooLargeRevision(String(named), current)) : E.right(present(rest, request));
};

/** Lists of any moment come from the server's memory, and whole whatever their limit. */
const limitOf = ({ type, query }: ObjectRequest, limit: number): number =>
  query.get('resourceVersion') === '0' && !query.get('continue') && type.cached ? 0 : limit;

interface Page {
  readonly items: readonly KubeObject[];
  /** How many objects come behind those that were looked at, whether they are selected or not. */
  readonly behind: number;
}

const pageOf = (all: readonly KubeObject[], limit: number, matches: Matcher | undefined): Page => {
  if (limit <= 0) return { items: matches ? all.filter(matches) : all, behind: 0 };
  const items: KubeObject[] = [];
  let seen = 0;
  for (const object of all) {
    if (items.length === limit) break;
    seen += 1;
    if (matches?.(object) ?? true) items.push(object);
  }
  return { items, behind: all.length - seen };
};

/** The list that the request asks for: selected, and of at most `limit` items where it sets one. */
export const listObjects = (rest: Rest, request: ObjectRequest): Outcome => {
  const numbers = listNumbers(request.query);
  if (E.isLeft(numbers)) return numbers;
  const matcher = matcherOf(rest, request);
  if (E.isLeft(matcher)) return matcher;
  const checked = checkListOptions(rest.kubernetes, request.query);
  if (E.isLeft(checked)) return checked;
  const limit = limitOf(request, numbers.right.limit);
  const found = snapshot(rest, request, limit);
  if (E.isLeft(found)) return found;
  const { revision } = found.right;
  const name = selectedName(request.query.get('fieldSelector') ?? undefined);
  const all =
    name === undefined ? found.right.items : found.right.items.filter((object) => object.metadata.name === name);
  const { items, behind } = pageOf(all, limit, matcher.right);
  const last = items.at(-1);
  const metadata: Record<string, unknown> = { resourceVersion: String(revision) };
  if (behind > 0 && last) {
    // Keys in memory begin with a slash, which tokens may have or not.
    const slash = rest.kubernetes.pagesFromMemory && request.type.cached ? '/' : '';
    metadata.continue = encodeContinue({ revision, start: keyAfter(`${slash}${keyIn(request.namespace, last)}`) });
    if (!matcher.right) metadata.remainingItemCount = behind;
  } else if (request.type.custom) metadata.continue = '';
  return E.right({ is: 'List', type: request.type, items, metadata });
};
