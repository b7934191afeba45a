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
import type { ObjectRequest } from './rest.ts';
import { review } from './reviews.ts';
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
  /** Writes down that it has ended. */
  readonly closed: (record: RequestRecord) => void;
  readonly address: () => string;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: RequestRecord;
  readonly reply: Reply;
  readonly url: URL;
  readonly user: User;
  readonly body: Buffer;
  readonly warnings: Warnings;
  readonly faults: readonly FaultAction[];
  readonly intercepted: InterceptedRequest;
}

const healthy = ['/healthz', '/livez', '/readyz', '/healthz/ping'];
const header = (value: string | readonly string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : String(value ?? '');

const visit = (handling: Handling, info: PathRequest, exchange: Exchange): undefined => {
  const { reply, user, request } = exchange;
  const { rest } = handling;
  if (!mayVisit(rest.store, user, info.verb, info.path).allowed)
    return reply.error(pathRefusal(user, info.verb, info.path));
  const accept = header(request.headers.accept);
  if (healthy.includes(info.path)) return reply.text(200, 'text/plain; charset=utf-8', 'ok');
  if (info.path === '/openapi/v2') {
    const { contentType, body } = openApi(accept);
    return reply.text(200, contentType, body);
  }
  const found = discovery(rest, info.path, accept, handling.address());
  if (found) return reply.text(200, found.contentType, JSON.stringify(found.body));
  return reply.text(404, 'text/plain; charset=utf-8', '404 page not found\n');
};

const answerReview = (handling: Handling, info: ResourceRequest, exchange: Exchange, form: Form): boolean => {
  if (!['authorization.k8s.io', 'authentication.k8s.io'].includes(info.group)) return false;
  const body = parseBody(exchange.body, mediaType(exchange.request.headers['content-type']), false, 'Review');
  if (E.isLeft(body)) exchange.reply.error(body.left);
  else {
    const outcome = review(handling.rest, exchange.user, info.group, info.resource, body.right.document);
    if (outcome === undefined) exchange.reply.error(noSuchResource);
    else if (E.isLeft(outcome)) exchange.reply.error(outcome.left);
    else exchange.reply.answer(outcome.right, form, handling.rest.now());
  }
  return true;
};

const staleRevision = (handling: Handling, faults: readonly FaultAction[]): number | undefined => {
  const stale = faults.find((fault) => fault.is === 'stale');
  if (stale === undefined) return undefined;
  return stale.revision ?? Math.max(0, handling.rest.store.revision() - (stale.behind ?? 1));
};

const objectRequest = (
  handling: Handling,
  info: ResourceRequest,
  type: ResourceType,
  exchange: Exchange,
  { document, repeated }: Body,
): ObjectRequest => {
  const readAt = info.verb === 'get' || info.verb === 'list' ? staleRevision(handling, exchange.faults) : undefined;
  const namespace = type.namespaced ? info.namespace : undefined;
  const name = type.name === 'namespaces' ? (info.name ?? info.namespace) : info.name;
  return {
    verb: info.verb,
    type,
    query: exchange.url.searchParams,
    contentType: mediaType(exchange.request.headers['content-type']),
    body: document,
    repeated,
    warn: exchange.warnings.add,
    user: exchange.user,
    userAgent: exchange.record.userAgent,
    ...defined({ namespace, name, subresource: info.subresource, readAt }),
  };
};

const answerObjects = async (
  handling: Handling,
  info: ResourceRequest,
  request: ObjectRequest,
  exchange: Exchange,
  form: Form,
): Promise<undefined> => {
  const { reply, faults, response, intercepted } = exchange;
  const dry = exchange.url.searchParams.getAll('dryRun').includes('All');
  const writes = isWrite(info) && !dry;
  if (writes && (await handling.hooks.beforeWrite?.(intercepted)) === 'drop') {
    response.socket?.destroy();
    return undefined;
  }
  const outcome = dispatch(handling.rest, request);
  if (writes && E.isRight(outcome)) {
    const event = outcome.right.is === 'Object' ? { ...intercepted, object: outcome.right.object } : intercepted;
    if ((await handling.hooks.afterWrite?.(event)) === 'drop') {
      response.socket?.destroy();
      return undefined;
    }
  }
  if (faults.some((fault) => fault.is === 'reset' && fault.when === 'after')) {
    response.socket?.destroy();
    return undefined;
  }
  if (faults.some((fault) => fault.is === 'garble')) reply.garble();
  return E.isLeft(outcome) ? reply.error(outcome.left) : reply.answer(outcome.right, form, handling.rest.now());
};

const serve = async (handling: Handling, info: ResourceRequest, exchange: Exchange): Promise<undefined> => {
  const { reply, user, url, response, record } = exchange;
  const { rest } = handling;
  if (!mayUse(rest.store, user, info).allowed) return reply.error(refusal(user, info));
  const wanted = negotiate(rest.kubernetes, header(exchange.request.headers.accept), url.searchParams);
  const isLog = info.subresource === 'log' && info.resource === 'pods';
  if (E.isLeft(wanted) && !isLog) return reply.error(wanted.left);
  const form: Form = E.isRight(wanted) ? wanted.right : plainForm(rest.kubernetes);
  if (answerReview(handling, info, exchange, form)) return undefined;
  const served = rest.served();
  const type = resourceOf(served, info);
  if (!type) {
    if (groupIsServed(served, info)) return reply.error(noSuchResource);
    return reply.text(404, 'text/plain; charset=utf-8', '404 page not found\n', {
      'x-content-type-options': 'nosniff',
    });
  }
  const contentType = mediaType(exchange.request.headers['content-type']);
  const parsed = parseBody(exchange.body, contentType, info.verb === 'patch', type.kind);
  if (E.isLeft(parsed)) return reply.error(parsed.left);
  const request = objectRequest(handling, info, type, exchange, parsed.right);
  if (type.namespaced && request.namespace === undefined && !['list', 'watch'].includes(info.verb)) {
    return reply.error(methodNotAllowed);
  }
  if (isLog) {
    if (info.verb !== 'get') return reply.error(methodNotAllowed);
    const reading = readLog(
      rest.store,
      handling.logs,
      request.namespace ?? '',
      info.name ?? '',
      url.searchParams,
      rest.now(),
    );
    if (E.isLeft(reading)) return reply.error(reading.left);
    return streamLog(handling, reading.right, response, record);
  }
  if (info.subresource === 'token' && type.name === 'serviceaccounts' && info.verb === 'create') {
    const outcome = requestToken(rest, handling.authenticator, request);
    return E.isLeft(outcome) ? reply.error(outcome.left) : reply.answer(outcome.right, form, rest.now());
  }
  if (info.verb === 'watch') {
    const failure = streamWatch(handling, request, form, response, record, exchange.faults);
    return failure ? reply.error(failure) : undefined;
  }
  return answerObjects(handling, info, request, exchange, form);
};

const jsonOrUndefined = (body: Buffer): unknown => {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};

/** What happens to the request before anybody looks at it. False: it has been dealt with. */
const survives = async (handling: Handling, exchange: Exchange): Promise<boolean> => {
  for (const fault of exchange.faults) {
    switch (fault.is) {
      case 'delay':
        await new Promise<void>((resolve) => {
          handling.after(fault.milliseconds, resolve);
        });
        break;
      case 'respond':
        exchange.reply.error(faultStatus(fault.status, fault.message, fault.retryAfterSeconds));
        return false;
      case 'hang':
        return false;
      case 'garble':
        if (fault.when === 'after') break;
        exchange.reply.text(200, 'text/html', '<html><body>O');
        return false;
      case 'reset':
        if (fault.when === 'after') break;
        exchange.response.socket?.destroy();
        return false;
      case 'cutWatch':
      case 'stale':
        break;
    }
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
  const [path = '/'] = (request.url ?? '/').split('?');
  if (/%(?![0-9a-f]{2})/i.test(path)) {
    response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end('400 Bad Request');
    return undefined;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const info = requestInfo(request.method ?? 'GET', url.pathname, url.searchParams);
  const about = info.is === 'Resource' ? info : { verb: info.verb, group: '', resource: '' };
  const authenticated = identify(handling, request);
  const time = Date.now();
  const body = await readBody(request);
  const { is: _dropped, version: _version, ...rest } = { is: '', version: '', ...about };
  const record = handling.open({
    ...rest,
    path: `${url.pathname}${url.search}`,
    user: E.isRight(authenticated) ? authenticated.right.name : '',
    userAgent: header(request.headers['user-agent']),
    requestBytes: E.isRight(body) ? body.right.length : 0,
    time,
  });
  response.on('close', () => {
    record.milliseconds = Date.now() - time;
    handling.closed(record);
  });
  response.setHeader('date', new Date(handling.rest.now()).toUTCString());
  const warnings = createWarnings();
  const reply = replyTo(response, record, warnings);
  if (E.isLeft(authenticated)) return reply.error(authenticated.left);
  if (E.isLeft(body)) return reply.error(body.left);
  const intercepted: InterceptedRequest = {
    ...rest,
    path: record.path,
    user: record.user,
    userAgent: record.userAgent,
    ordinal: record.id,
    body: handling.interceptors.length > 0 || handling.hooks.beforeWrite ? jsonOrUndefined(body.right) : undefined,
  };
  const faults = actionsFor(handling.interceptors, intercepted);
  const user = authenticated.right;
  const exchange: Exchange = {
    request,
    response,
    record,
    reply,
    url,
    user,
    body: body.right,
    warnings,
    faults,
    intercepted,
  };
  if (!(await survives(handling, exchange))) return undefined;
  return info.is === 'Path' ? visit(handling, info, exchange) : serve(handling, info, exchange);
};
