/** Watches: what happened since a revision, and everything that happens from now on. */
import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
import { apiVersionOf } from '../resource-types.ts';
import type { KubeObject, StoreChange } from '../store.ts';
import { checkWatchOptions, requestedRevision } from './list-options.ts';
import { matcherOf } from './read.ts';
import { type Form, objectText } from './representation.ts';
import { isTrue } from './request-info.ts';
import type { ObjectRequest, Rest } from './rest.ts';
import { selectedName } from './selectors.ts';
import { type ApiError, expired, statusOf } from './status.ts';

export interface Watch {
  /** Sends what lies between the requested revision and the present. False: the watch has ended with an error event. */
  begin(): boolean;
  /** Sends a bookmark with the present revision, where the client allowed that. */
  bookmark(): void;
  stop(): void;
}

const eventText = (type: string, object: string): string => `{"type":"${type}","object":${object}}`;

/**
 * A watch for the request, whose events it sends, each a JSON object without its line break. Not begun yet. The errors are those of a bad selector or revision; a
 * revision that is no longer kept is an event in the stream, as with the real server.
 */
export const createWatch = (
  rest: Rest,
  request: ObjectRequest,
  form: Form,
  sendLine: (line: string) => void,
): E.Either<ApiError, Watch> => {
  const matcher = matcherOf(rest, request);
  if (E.isLeft(matcher)) return matcher;
  const checked = checkWatchOptions(rest.kubernetes, request.query);
  if (E.isLeft(checked)) return checked;
  const wanted = requestedRevision(request.query);
  if (E.isLeft(wanted)) return wanted;
  const { type, namespace, query } = request;
  const name = request.name ?? selectedName(query);
  const matches = (object: KubeObject): boolean =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    (matcher.right?.(object) ?? true);
  let headed = true;
  let unfollow: (() => void) | undefined;
  let sent = 0;

  const send = (kind: string, object: KubeObject): void => {
    sendLine(eventText(kind, objectText(type, object, form, rest.now(), headed)));
    headed = false;
  };
  const pass = (change: StoreChange): void => {
    if (change.revision <= sent) return;
    sent = change.revision;
    const is = matches(change.object);
    const was = change.previous !== undefined && matches(change.previous);
    if (change.type === 'DELETED') {
      if (was || is) send('DELETED', change.object);
    } else if (is) send(was ? 'MODIFIED' : 'ADDED', change.object);
    // An object that stops matching looks deleted to the watcher.
    else if (was && change.previous) {
      const { resourceVersion } = change.object.metadata;
      send('DELETED', { ...change.previous, metadata: { ...change.previous.metadata, resourceVersion } });
    }
  };
  const bookmark = (revision: number, annotations?: Record<string, string>): void => {
    const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...defined({ annotations }) };
    const object: unknown = { kind: type.kind, apiVersion: apiVersionOf(type), metadata };
    if (allowed) send('BOOKMARK', object as KubeObject);
  };
  const allowed = isTrue(query.get('allowWatchBookmarks'));
  const initial = rest.kubernetes.streamedLists && isTrue(query.get('sendInitialEvents'));

  const begin = (): boolean => {
    const current = rest.store.revision();
    const from = wanted.right ?? 0;
    if (from === 0 || initial) {
      sent = current;
      for (const object of rest.store.list(type.name, namespace)) if (matches(object)) send('ADDED', object);
      if (initial) bookmark(current, { 'k8s.io/initial-events-end': 'true' });
    } else {
      const missed = rest.history.since(type.name, from);
      if (missed === undefined) {
        const why = type.cached
          ? `too old resource version: ${from} (${current})`
          : 'The resourceVersion for the provided watch is too old.';
        sendLine(eventText('ERROR', JSON.stringify(statusOf(expired(why)))));
        return false;
      }
      for (const change of missed) pass(change);
      sent = Math.max(sent, from);
    }
    unfollow = rest.history.follow(type.name, pass);
    return true;
  };

  return E.right({
    begin,
    bookmark: () => bookmark(Math.max(sent, rest.store.revision())),
    stop: () => unfollow?.(),
  });
};
