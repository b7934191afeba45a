import * as E from 'fp-ts/Either';
import { defined, type JsonRecord, recordAt, textAt } from '../../model/json/json-object.ts';
import type { Kind } from '../../model/kube/kinds.ts';
import type { ClusterError } from '../error.ts';
import { isExpired } from '../error-predicates.ts';
import type { KubeList, KubeObject, ListCall } from '../port.ts';
import { asObject, malformed, recordOf } from './reply.ts';
import type { Query, Target } from './request-path.ts';
import type { Reply } from './transport.ts';

/** Objects per page: a page of the largest objects still fits into the limit of an answer. */
const pageSize = 250;

/**
 * Pages that are asked for one after the other. Lists of a run are of its own objects; one that goes on for longer is not what
 * it should be, or is not from an API server.
 */
const mostPages = 200;

type Answer<A> = Promise<E.Either<ClusterError, A>>;

/** One page of a list; `next` continues it. */
export interface Page extends KubeList {
  readonly next?: string;
}

/** Reads an answer that is one page of a list. */
export const pageOf =
  (kind: Kind) =>
  (target: Target, reply: Reply): E.Either<ClusterError, Page> =>
    E.chain((body: JsonRecord) => pageIn(kind, target, body))(recordOf(target, reply));

const pageIn = (kind: Kind, target: Target, body: JsonRecord): E.Either<ClusterError, Page> => {
  const metadata = recordAt(body, 'metadata');
  // An empty list may come as null.
  const entries = body.items ?? [];
  if (!Array.isArray(entries) || typeof metadata.resourceVersion !== 'string') {
    return malformed(target, 'the answer is not a list');
  }
  const items = entries.map((item) => asObject(kind, item));
  if (items.includes(undefined)) return malformed(target, 'the list holds an item without metadata.name');
  const next = textAt(metadata, 'continue');
  if (next === undefined && Number(metadata.remainingItemCount ?? 0) > 0)
    return malformed(target, 'the list was cut: it has more items, and nothing says how to get them');
  return E.right({ items: items as KubeObject[], resourceVersion: metadata.resourceVersion, ...defined({ next }) });
};

const unended = (target: Target, pages: number): E.Either<ClusterError, never> =>
  malformed(
    target,
    `the list goes on after ${pages} pages, so it was given up: what it lacks may be there all the same`,
  );

/**
 * All pages of a list, as of one moment. When the server forgets that moment between two pages (410), the list begins
 * anew, and the second time it is asked for in one piece. A list that does not end within `mostPages`, or whose pages name
 * themselves as the next, is `Malformed`: a part of a list would say of everything else that it is not there.
 * Of each page only what `pick` makes of its objects outlives the next.
 */
export const listAll = async (
  target: Target,
  ask: (query: Query) => Answer<Page>,
  pick: ListCall['pick'] = (object) => object,
): Answer<KubeList> => {
  const inOnePiece = async () => collect({});
  const collect = async (first: Query): Answer<KubeList> => {
    const items: KubeObject[] = [];
    let query = first;
    for (let pages = 1; ; pages += 1) {
      const page = await ask(query);
      if (E.isLeft(page)) return page;
      const { next, resourceVersion } = page.right;
      for (const item of page.right.items) {
        const picked = pick(item);
        if (picked !== undefined) items.push(picked);
      }
      if (next === undefined) return E.right({ items, resourceVersion });
      if (pages >= mostPages || next === query.continue) return unended(target, pages);
      query = { ...first, continue: next };
    }
  };
  const inPages = () => collect({ limit: String(pageSize) });
  for (const attempt of [inPages, inPages, inOnePiece]) {
    const list = await attempt();
    if (E.isRight(list) || !isExpired(list.left)) return list;
  }
  return inOnePiece();
};
