import * as E from 'fp-ts/Either';
import { defined } from '../model/json/json-object.ts';
import type { Kind } from '../model/kube/kinds.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './credentials/connection.ts';
import type { ClusterError } from './error.ts';
import type { Call, Cluster, ObjectRef, WriteCall } from './port.ts';
import { createPrecedents } from './precedents.ts';
import type { Retry } from './retry.ts';
import { createCaller, type Read, type Request } from './transport/caller.ts';
import { createGate } from './transport/gate.ts';
import { listAll, pageOf } from './transport/list-pages.ts';
import { tailOfLog } from './transport/pod-log.ts';
import { objectOf, removedOf, rulesOf } from './transport/reply.ts';
import { pathOf, type Query, type Target, targetOf } from './transport/request-path.ts';
import { createTransport } from './transport/transport.ts';
import type { ServerWarning } from './transport/warnings.ts';
import { watchOnce } from './transport/watch-stream.ts';

/** Bounds of what one process asks of an API server. */
interface Limits {
  /** Sockets at once, watches included. */
  readonly connections: number;
  /** Of them, what exchanges that end may use at once: the rest is for watches. */
  readonly slots: number;
  /** Of the slots, what only deletions, patches and urgent calls may use. */
  readonly reservedSlots: number;
  readonly requestsPerSecond: number;
  readonly burst: number;
  /** Of the burst, what only deletions, patches and urgent calls may use. */
  readonly reservedTokens: number;
  /** One attempt, from the request to the end of its answer, in milliseconds. */
  readonly exchangeMs: number;
  readonly answerBytes: number;
}

/** Where nothing else is said. */
const defaultLimits: Limits = {
  connections: 16,
  slots: 12,
  reservedSlots: 3,
  requestsPerSecond: 50,
  burst: 100,
  reservedTokens: 20,
  exchangeMs: 30_000,
  answerBytes: 32 * 1_048_576,
};

export interface ClusterOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  /** `chaos-runner/<version>`. */
  readonly userAgent: string;
  readonly limits?: Partial<Limits>;
  /** Told of every failed attempt that is followed by another. */
  readonly onRetry?: (retry: Retry) => void;
  /** Told of what the server warns of, of each text once. */
  readonly onWarning?: (warning: ServerWarning) => void;
}

/** The cluster, and what only its maker may see. */
export interface ClusterAdapter extends Cluster {
  /** Sockets that are open now. */
  readonly sockets: () => number;
}

const json = 'application/json';
const partialMetadata = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
/** `fieldManager`: recorded by the server beside every field that we set. */
const writeQuery = (call: WriteCall | undefined): Query => ({
  fieldManager: 'chaos-runner',
  ...(call?.dryRun === true ? { dryRun: 'All', fieldValidation: 'Warn' } : {}),
});

/**
 * The port over HTTP: JSON on a small pool of kept connections, without the client library's API classes, which cost more
 * memory and start-up than the whole runner may use.
 */
export const assembleCluster = (options: ClusterOptions): ClusterAdapter => {
  const { connection, clock, random } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const transport = createTransport({
    connection,
    clock,
    connections: limits.connections,
    exchangeMs: limits.exchangeMs,
    limitBytes: limits.answerBytes,
  });
  const gate = createGate({
    clock,
    slots: limits.slots,
    reservedSlots: limits.reservedSlots,
    ratePerSecond: limits.requestsPerSecond,
    burst: limits.burst,
    reservedTokens: limits.reservedTokens,
  });
  const precedents = createPrecedents(clock.elapsed);
  const caller = createCaller({
    connection,
    precedents,
    transport,
    gate,
    clock,
    random,
    ...defined({ onRetry: options.onRetry, onWarning: options.onWarning }),
  });

  const request = (
    method: Request['method'],
    kind: Kind,
    target: Target,
    query: Query = {},
    more: { readonly accept?: string; readonly contentType?: string; readonly body?: unknown } = {},
  ): Request => ({
    target,
    method,
    path: pathOf(kind, target, query),
    headers: {
      accept: more.accept ?? json,
      'user-agent': options.userAgent,
      ...(more.body === undefined ? {} : { 'content-type': more.contentType ?? json }),
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    lane: method === 'DELETE' || method === 'PATCH' ? 'urgent' : 'normal',
  });

  const ask = <A>(what: Request, read: Read<A>, call?: Call): Promise<E.Either<ClusterError, A>> =>
    caller.call(what, read, call);

  const on = (verb: Target['verb'], kind: Kind, ref: ObjectRef): Target =>
    targetOf(verb, kind, { namespace: ref.namespace, name: ref.name });

  return {
    describe: () => ({
      server: connection.server,
      ...defined({ user: connection.user, namespace: connection.namespace }),
    }),
    get: (kind, ref, call) => ask(request('GET', kind, on('get', kind, ref)), objectOf(kind), call),
    getMetadata: (kind, ref, call) =>
      ask(request('GET', kind, on('get', kind, ref), {}, { accept: partialMetadata }), objectOf(kind), call),
    list: (kind, namespace, selector, call) => {
      const target = targetOf('list', kind, { namespace });
      const selectors = { labelSelector: selector.labels, fieldSelector: selector.fields };
      return listAll(target, (query) =>
        ask(request('GET', kind, target, { ...selectors, ...query }), pageOf(kind), call),
      );
    },
    create: (kind, object, call) => {
      const target = targetOf('create', kind, { namespace: object.metadata.namespace });
      const what = request('POST', kind, target, writeQuery(call), { body: object });
      return ask({ ...what, named: object.metadata.name }, objectOf(kind), call);
    },
    patch: (kind, ref, patch, call) => {
      const more = { body: patch, contentType: 'application/merge-patch+json' };
      return ask(request('PATCH', kind, on('patch', kind, ref), writeQuery(call), more), objectOf(kind), call);
    },
    remove: (kind, ref, { propagation, gracePeriodSeconds, uid }, call) => {
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        ...defined({ propagationPolicy: propagation, gracePeriodSeconds }),
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      };
      return ask(request('DELETE', kind, on('delete', kind, ref), {}, { body }), removedOf(kind), call);
    },
    watch: (kind, namespace, selector, resourceVersion, onEvent, signal) => {
      const target = targetOf('watch', kind, { namespace });
      const query = {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion,
        // Not all runners of a cluster come back in the same second.
        timeoutSeconds: String(Math.floor(240 + 240 * random())),
        labelSelector: selector.labels,
        fieldSelector: selector.fields,
      };
      return watchOnce(caller, request('GET', kind, target, query), onEvent, signal);
    },
    podLog: (ref, wanted, call) =>
      tailOfLog(wanted, (query) => {
        const target = targetOf('get', 'Pod', { namespace: ref.namespace, name: ref.name, subresource: 'log' });
        return ask(request('GET', 'Pod', target, query, { accept: '*/*' }), (_, { body }) => E.right(body), call);
      }),
    access: async (namespace, call) => {
      const target: Target = { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectrulesreviews' };
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
      const review = {
        ...request('POST', 'Pod', target, {}, { body }),
        path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      };
      const access = await ask(review, rulesOf, call);
      if (E.isRight(access)) precedents.permitted(namespace, access.right);
      return access;
    },
    permittedBefore: precedents.permittedBefore,
    permittedUntilNow: precedents.permittedUntilNow,
    serverTime: caller.serverTime,
    sockets: transport.sockets,
    close: async () => {
      caller.close();
      transport.close();
    },
  };
};
