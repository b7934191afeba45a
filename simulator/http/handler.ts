/** The way of a request through the server: who, what, faults, permission, answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
import type { ResourceType } from '../resource-types.ts';
import { type Authenticator, impersonated, type User } from './authentication.ts';
import { discovery } from './discovery.ts';
import { dispatch, isWrite } from './dispatch.ts';
import { type Body, mediaType, parseBody, type Reply, readBody, replyTo } from './exchange.ts';
import {
  actionsFor,
  type FaultAction,
  type InterceptedRequest,
  type Interceptor,
  type RequestRecord,
  type WriteHooks,
} from './faults.ts';
import { readLog } from './log-request.ts';
import { openApi } from './openapi.ts';
import { mayUse, mayVisit, pathRefusal, refusal } from './rbac.ts';
import { type Form, negotiate, plainForm } from './representation.ts';
import { groupIsServed, type PathRequest, type ResourceRequest, requestInfo, resourceOf } from './request-info.ts';
import type { ObjectRequest, Outcome } from './rest.ts';
import { isReview, review } from './reviews.ts';
import { type ApiError, faultStatus, methodNotAllowed, noSuchResource } from './status.ts';
import { type Streaming, streamLog, streamWatch } from './streams.ts';
import { requestToken } from './token-request.ts';
import { createWarnings, type Warnings } from './warnings.ts';

export interface Handling extends Streaming {
  readonly authenticator: Authenticator;
  readonly interceptors: Interceptor[];
  readonly hooks: WriteHooks;
  /** Writes down that a request has begun. */
  readonly open: (record: Omit<RequestRecord, 'id' | 'status' | 'responseBytes' | 'milliseconds'>) => RequestRecord;
  readonly address: () => string;
}

interface Exchange {
  readonly response: ServerResponse;
  readonly record: RequestRecord;
  readonly reply: Reply;
  readonly url: URL;
  readonly user: User;
  readonly accept: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly warnings: Warnings;
  readonly faults: readonly FaultAction[];
  readonly intercepted: InterceptedRequest;
}

const plainText = 'text/plain; charset=utf-8';
const unknownPath = '404 page not found\n';
const healthy = ['/healthz', '/livez', '/readyz', '/healthz/ping'];
const header = (value: string | readonly string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : String(value ?? '');

const visit = ({ rest, address }: Handling, { verb, path }: PathRequest, exchange: Exchange): undefined => {
  const { reply, user, accept } = exchange;
  if (!mayVisit(rest.store, user, verb, path).allowed) return reply.error(pathRefusal(user, verb, path));
  if (healthy.includes(path)) return reply.text(200, plainText, 'ok');
  if (path === '/openapi/v2') {
    const { contentType, body } = openApi(accept);
    return reply.text(200, contentType, body);
  }
  const found = discovery(rest, path, accept, address());
  return found
    ? reply.text(200, found.contentType, JSON.stringify(found.body))
    : reply.text(404, plainText, unknownPath);
};

const answerReview = ({ rest }: Handling, info: ResourceRequest, { body, contentType, user }: Exchange): Outcome => {
  const parsed = parseBody(body, contentType, false, 'Review');
  if (E.isLeft(parsed)) return parsed;
  return review(rest, user, info.group, info.resource, parsed.right.document) ?? E.left(noSuchResource);
};

const staleRevision = (handling: Handling, faults: readonly FaultAction[]): number | undefined => {
  const stale = faults.find((fault) => fault.is === 'stale');
  if (stale === undefined) return undefined;
  return stale.revision ?? Math.max(0, handling.rest.store.revision() - (stale.behind ?? 1));
};

const objectRequest = (
  handling: Handling,
  { verb, namespace, name, subresource }: ResourceRequest,
  type: ResourceType,
  { url, contentType, warnings, faults }: Exchange,
  { document, repeated }: Body,
): ObjectRequest => ({
  verb,
  type,
  query: url.searchParams,
  contentType,
  body: document,
  repeated,
  warn: warnings.add,
  ...defined({
    namespace: type.namespaced ? namespace : undefined,
    name: type.name === 'namespaces' ? (name ?? namespace) : name,
    subresource,
    readAt: verb === 'get' || verb === 'list' ? staleRevision(handling, faults) : undefined,
  }),
});

const answerObjects = async (
  { rest, hooks }: Handling,
  request: ObjectRequest,
  exchange: Exchange,
  form: Form,
): Promise<undefined> => {
  const { reply, faults, response, intercepted } = exchange;
  const breakOff = (): undefined => void response.socket?.destroy();
  const writes = isWrite(request.verb) && !request.query.getAll('dryRun').includes('All');
  if (writes && (await hooks.beforeWrite?.(intercepted)) === 'drop') return breakOff();
  const outcome = dispatch(rest, request);
  if (writes && E.isRight(outcome)) {
    const event = outcome.right.is === 'Object' ? { ...intercepted, object: outcome.right.object } : intercepted;
    if ((await hooks.afterWrite?.(event)) === 'drop') return breakOff();
  }
  if (faults.some((fault) => fault.is === 'reset' && fault.when === 'after')) return breakOff();
  if (faults.some((fault) => fault.is === 'garble')) reply.garble();
  return reply.outcome(outcome, form);
};

const serve = async (handling: Handling, info: ResourceRequest, exchange: Exchange): Promise<undefined> => {
  const { reply, user, url, response, record } = exchange;
  const { rest, authenticator, logs } = handling;
  if (!mayUse(rest.store, user, info).allowed) return reply.error(refusal(user, info));
  const wanted = negotiate(rest.kubernetes, exchange.accept, url.searchParams);
  const isLog = info.subresource === 'log' && info.resource === 'pods';
  if (E.isLeft(wanted) && !isLog) return reply.error(wanted.left);
  const form = E.getOrElse(() => plainForm(rest.kubernetes))(wanted);
  if (isReview(info.group)) return reply.outcome(answerReview(handling, info, exchange), form);
  const served = rest.served();
  const type = resourceOf(served, info);
  if (!type) {
    if (groupIsServed(served, info)) return reply.error(noSuchResource);
    return reply.text(404, plainText, unknownPath, { 'x-content-type-options': 'nosniff' });
  }
  const parsed = parseBody(exchange.body, exchange.contentType, info.verb === 'patch', type.kind);
  if (E.isLeft(parsed)) return reply.error(parsed.left);
  const request = objectRequest(handling, info, type, exchange, parsed.right);
  if (type.namespaced && request.namespace === undefined && !['list', 'watch'].includes(info.verb)) {
    return reply.error(methodNotAllowed);
  }
  if (isLog) {
    const reading = info.verb === 'get' ? readLog(rest, logs, request) : E.left(methodNotAllowed);
    return E.isLeft(reading) ? reply.error(reading.left) : streamLog(handling, reading.right, response, record);
  }
  if (info.subresource === 'token' && type.name === 'serviceaccounts' && info.verb === 'create')
    return reply.outcome(requestToken(rest, authenticator, request), form);
  if (info.verb === 'watch') {
    const failure = streamWatch(handling, request, form, response, record, exchange.faults);
    return failure ? reply.error(failure) : undefined;
  }
  return answerObjects(handling, request, exchange, form);
};

const jsonOrUndefined = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};

/** What happens to the request before anybody looks at it. False: it has been dealt with. */
const survives = async ({ after }: Handling, { faults, reply, response }: Exchange): Promise<boolean> => {
  for (const fault of faults) {
    if (fault.is === 'delay') await new Promise<void>((resolve) => void after(fault.milliseconds, resolve));
    const isAll = fault.is === 'respond' || fault.is === 'hang' || ('when' in fault && fault.when === 'before');
    if (!isAll) continue;
    if (fault.is === 'respond') reply.error(faultStatus(fault.status, fault.message, fault.retryAfterSeconds));
    else if (fault.is === 'garble') reply.text(200, 'text/html', '<html><body>O');
    else if (fault.is === 'reset') response.socket?.destroy();
    return false;
  }
  return true;
};

/** The user of the request; an administrator may act as somebody else. */
const identify = (handling: Handling, request: IncomingMessage): E.Either<ApiError, User> => {
  const authenticated = handling.authenticator.authenticate(request.headers.authorization);
  const as = request.headers['impersonate-user'];
  if (E.isLeft(authenticated) || typeof as !== 'string') return authenticated;
  const { store } = handling.rest;
  const account = as.startsWith('system:serviceaccount:');
  const [namespace, name] = account ? as.split(':').slice(2) : [undefined, as];
  const wanted = {
    verb: 'impersonate',
    group: '',
    resource: account ? 'serviceaccounts' : 'users',
    ...defined({ namespace, name }),
  };
  if (!mayUse(store, authenticated.right, wanted).allowed) return E.left(refusal(authenticated.right, wanted));
  const groups = header(request.headers['impersonate-group']).split(',').filter(Boolean);
  return E.right(impersonated(as, groups));
};

/** Handles one HTTP request. Rejects only when an interceptor or a hook throws, or the path cannot be read. */
export const handle = async (
  handling: Handling,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<undefined> => {
  const { url: target = '/', method = 'GET', headers } = request;
  if (/%(?![0-9a-f]{2})/i.test(target.split('?')[0] ?? '')) {
    response.writeHead(400, { 'content-type': plainText, connection: 'close' });
    response.end('400 Bad Request');
    return undefined;
  }
  const url = new URL(target, 'http://localhost');
  const info = requestInfo(method, url.pathname, url.searchParams);
  const user = identify(handling, request);
  const time = Date.now();
  const body = await readBody(request);
  const { is: _is, version: _version, ...attributes } = info;
  const begun = {
    ...attributes,
    path: `${url.pathname}${url.search}`,
    user: E.isRight(user) ? user.right.name : '',
    userAgent: header(headers['user-agent']),
  };
  const record = handling.open({ ...begun, requestBytes: E.isRight(body) ? body.right.length : 0, time });
  response.on('close', () => {
    record.milliseconds = Date.now() - time;
  });
  response.setHeader('date', new Date(handling.rest.now()).toUTCString());
  const warnings = createWarnings();
  const reply = replyTo(response, record, warnings, handling.rest.now);
  if (E.isLeft(user)) return reply.error(user.left);
  if (E.isLeft(body)) return reply.error(body.left);
  const { interceptors, hooks } = handling;
  const intercepted: InterceptedRequest = {
    ...begun,
    ordinal: record.id,
    body: interceptors.length > 0 || hooks.beforeWrite ? jsonOrUndefined(body.right) : undefined,
  };
  const exchange: Exchange = {
    response,
    record,
    reply,
    url,
    user: user.right,
    accept: header(headers.accept),
    contentType: mediaType(headers['content-type']),
    body: body.right,
    warnings,
    faults: actionsFor(interceptors, intercepted),
    intercepted,
  };
  if (!(await survives(handling, exchange))) return undefined;
  return info.is === 'Path' ? visit(handling, info, exchange) : serve(handling, info, exchange);
};
