/** Reading objects: one, or a list in pages. */
import * as E from 'fp-ts/Either';
import { at, stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import { checkListOptions, listRevision } from './list-options.ts';
import { listNumbers } from './parameters.ts';
import { answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { fieldSelector, labelSelector, type Matcher, selectedName } from './selectors.ts';
import { type ApiError, badRequest, expired, notFound, tooLargeRevision } from './status.ts';

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

interface Continue {
  readonly revision: number;
  /** The key after which the next page begins. */
  readonly after: string;
}

const tokenVersion = 'meta.k8s.io/v1';

const encode = ({ revision, after }: Continue): string =>
  Buffer.from(JSON.stringify({ v: tokenVersion, rv: revision, start: `${after}\u0000` })).toString('base64url');

const decode = (text: string): E.Either<ApiError, Continue> => {
  const wrong = (why = '') => E.left(badRequest(`invalid continue token: continue key is not valid${why}`));
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const version = at(token, 'v');
    if (version !== tokenVersion) return wrong(`: server does not recognize this encoded version ${String(version)}`);
    const revision = at(token, 'rv');
    const start = stringOf(at(token, 'start')) ?? '';
    if (typeof revision !== 'number' || revision === 0)
      return wrong(`: incorrect encoded start resourceVersion (version ${tokenVersion})`);
    if (start === '') return wrong(`: encoded start key empty (version ${tokenVersion})`);
    return E.right({ revision, after: start.endsWith('\u0000') ? start.slice(0, -1) : start });
  } catch {
    return wrong();
  }
};

const keyIn = (namespace: string | undefined, object: KubeObject): string =>
  namespace === undefined && object.metadata.namespace !== undefined
    ? `${object.metadata.namespace}/${object.metadata.name}`
    : object.metadata.name;

const gone =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

interface Snapshot {
  readonly revision: number;
  readonly items: readonly KubeObject[];
  readonly after: string;
}

const snapshot = (rest: Rest, request: ObjectRequest, limit: number): E.Either<ApiError, Snapshot> => {
  const { type, namespace, query } = request;
  const current = rest.store.revision();
  const wanted = listRevision(rest.kubernetes, query);
  if (E.isLeft(wanted)) return wanted;
  const token = query.get('continue') ?? '';
  if (token !== '') {
    if (wanted.right) return E.left(badRequest('specifying resource version is not allowed when using continue'));
    const from = decode(token);
    if (E.isLeft(from)) return from;
    const { revision, after } = from.right;
    // A token without a revision was given out with a 410: it goes on with what is there now.
    if (revision < 0) return E.right({ revision: current, items: rest.store.list(type.name, namespace), after });
    const items = rest.history.listAt(type.name, namespace, revision);
    if (items) return E.right({ revision, items, after });
    return E.left(expired(gone, { continue: encode({ revision: -1, after }) }));
  }
  const match = query.get('resourceVersionMatch') ?? '';
  // A first page of a revision is of exactly that one, unless something else is asked for.
  const isExact = match === 'Exact' || (match === '' && limit > 0);
  const exact = isExact && wanted.right !== 0 ? wanted.right : undefined;
  const revision = request.readAt ?? exact;
  if ((wanted.right ?? 0) > current) return E.left(tooLargeRevision(String(wanted.right), current));
  if (revision === undefined)
    return E.right({ revision: current, items: rest.store.list(type.name, namespace), after: '' });
  const items = rest.history.listAt(type.name, namespace, revision);
  return items
    ? E.right({ revision, items, after: '' })
    : E.left(expired(`The resourceVersion for the provided list is too old.`));
};

/** The list that the request asks for: selected, and of at most `limit` items where it sets one. */
export const listObjects = (rest: Rest, request: ObjectRequest): Outcome => {
  const numbers = listNumbers(request.query);
  if (E.isLeft(numbers)) return numbers;
  const matcher = matcherOf(rest, request);
  if (E.isLeft(matcher)) return matcher;
  const checked = checkListOptions(rest.kubernetes, request.query);
  if (E.isLeft(checked)) return checked;
  const { limit } = numbers.right;
  const found = snapshot(rest, request, limit);
  if (E.isLeft(found)) return found;
  const { revision, after } = found.right;
  const name = selectedName(request.query.get('fieldSelector') ?? undefined);
  let { items } = found.right;
  if (name !== undefined) items = items.filter((object) => object.metadata.name === name);
  if (after !== '') items = items.filter((object) => keyIn(request.namespace, object) > after);
  const { right: matches } = matcher;
  if (matches) items = items.filter(matches);
  const page = limit > 0 ? items.slice(0, limit) : items;
  const last = page.at(-1);
  const remaining = items.length - page.length;
  const metadata: Record<string, unknown> = { resourceVersion: String(revision) };
  if (remaining > 0 && last) {
    metadata.continue = encode({ revision, after: keyIn(request.namespace, last) });
    if (!matches) metadata.remainingItemCount = remaining;
  } else if (request.type.custom) metadata.continue = '';
  return E.right({ _tag: 'List', type: request.type, items: page, metadata });
};
