import * as E from 'fp-ts/Either';
import { defined } from '../model/json/json-object.ts';
import type { Kind } from '../model/kube/kinds.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './credentials/connection.ts';
import type { Cluster, DeleteOptions, WriteCall } from './port.ts';
import { createPrecedents } from './precedents.ts';
import type { Retry } from './retry.ts';
import { createCaller, type Request } from './transport/caller.ts';
import { createGate, type GateLimits } from './transport/gate.ts';
import { listAll, pageOf } from './transport/list-pages.ts';
import { tailOfLog } from './transport/pod-log.ts';
import { objectOf, removedOf, rulesOf, selectedRemoved } from './transport/reply.ts';
import { pathOf, type Query, sayTarget, type Target, targetOf } from './transport/request-path.ts';
import { createTransport, type TransportLimits } from './transport/transport.ts';
import type { ServerWarning } from './transport/warnings.ts';
import { watchOnce } from './transport/watch-stream.ts';

/** Bounds of what one process asks of an API server, where nothing else is said. Sockets beyond the slots are for watches. */
const defaultLimits: TransportLimits & GateLimits = {
  connections: 16,
  slots: 12,
  reservedSlots: 3,
  requestsPerSecond: 50,
  mostPerSecond: 200,
  leastPerSecond: 5,
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
  readonly limits?: Partial<typeof defaultLimits>;
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

const deletionBody = ({ propagation, gracePeriodSeconds, uid }: DeleteOptions) => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  ...defined({ propagationPolicy: propagation, gracePeriodSeconds }),
  ...(uid === undefined ? {} : { preconditions: { uid } }),
});

/**
 * The port over HTTP: JSON on a small pool of kept connections, without the client library's API classes, which cost more
 * memory and start-up than the whole runner may use.
 */
export const assembleCluster = (options: ClusterOptions): ClusterAdapter => {
  const { connection, clock, random } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const transport = createTransport({ connection, clock, ...limits });
  const gate = createGate(clock, limits);
  const precedents = createPrecedents(clock.elapsed);
  const caller = createCaller({ ...options, precedents, transport, gate });

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

  const ask = caller.call;

  return {
    describe: () => ({
      server: connection.server,
      ...defined({ user: connection.user, namespace: connection.namespace }),
    }),
    get: (kind, ref, call) => ask(request('GET', kind, targetOf('get', kind, ref)), objectOf(kind), call),
    getMetadata: (kind, ref, call) =>
      ask(request('GET', kind, targetOf('get', kind, ref), {}, { accept: partialMetadata }), objectOf(kind), call),
    list: (kind, namespace, selector, call) => {
      const target = targetOf('list', kind, { namespace });
      const selectors = { labelSelector: selector.labels, fieldSelector: selector.fields };
      const page = (query: Query) => ask(request('GET', kind, target, { ...selectors, ...query }), pageOf(kind), call);
      return listAll(target, page, call?.pick);
    },
    create: (kind, object, call) => {
      const target = targetOf('create', kind, { namespace: object.metadata.namespace });
      const what = request('POST', kind, target, writeQuery(call), { body: object });
      return ask({ ...what, named: object.metadata.name }, objectOf(kind), call);
    },
    patch: (kind, ref, patch, call) => {
      const more = { body: patch, contentType: 'application/merge-patch+json' };
      return ask(request('PATCH', kind, targetOf('patch', kind, ref), writeQuery(call), more), objectOf(kind), call);
    },
    remove: (kind, ref, options, call) => {
      const more = { body: deletionBody(options) };
      return ask(request('DELETE', kind, targetOf('delete', kind, ref), {}, more), removedOf(kind), call);
    },
    removeSelected: async (kind, namespace, { labels }, options, call) => {
      const target = targetOf('deletecollection', kind, { namespace });
      if (labels.trim() === '')
        return E.left({ is: 'Invalid', message: `${sayTarget(target)}: no labels are selected`, causes: [] });
      return ask(
        request('DELETE', kind, target, { labelSelector: labels }, { body: deletionBody(options) }),
        selectedRemoved,
        call,
      );
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
        const target = targetOf('get', 'Pod', { ...ref, subresource: 'log' });
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
