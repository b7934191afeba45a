/** The simulated API server: the store, spoken to in the Kubernetes API over HTTP on loopback. */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { defined } from '../src/model/json/json-object.ts';
import { bootstrap } from './bootstrap.ts';
import type { ContainerLogs } from './container-logs.ts';
import { createAdmission } from './controllers/admission.ts';
import type { Admission } from './controllers/context.ts';
import { schemaOf, servedTypes } from './custom-resources.ts';
import { createAuthenticator, type TokenOptions } from './http/authentication.ts';
import { loopbackCertificate } from './http/certificate.ts';
import type { Interceptor, RequestRecord, WriteHooks } from './http/faults.ts';
import { type Handling, handle } from './http/handler.ts';
import { createHistory, forgetRegularly } from './http/history.ts';
import type { Rest } from './http/rest.ts';
import { serverError, statusOf } from './http/status.ts';
import { createIds } from './ids.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { type Kubernetes, kubernetesOf } from './kubernetes-version.ts';
import { terminateNamespaces } from './namespace-termination.ts';
import type { Store, StoreChange } from './store.ts';
import { publishTokens } from './token-secrets.ts';

export type {
  FaultAction,
  InterceptedRequest,
  Interceptor,
  RequestRecord,
  WriteEvent,
} from './http/faults.ts';

export interface ApiServerOptions {
  readonly store: Store;
  readonly logs: ContainerLogs;
  /** What the server behaves like; the default version's by default. */
  readonly kubernetes?: Kubernetes;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** https with a certificate made for this start, by default: kubectl sends no token over plain http, client-node refuses it. */
  readonly https?: boolean;
  /** Milliseconds since the epoch; the clock of the simulated cluster. */
  readonly now?: () => number;
  /** The random part of generated names. */
  readonly newSuffix?: () => string;
  readonly adminToken?: string;
  /** Decides about pods that are created through the API; by default their service account must exist. */
  readonly admit?: Admission;
  /** How many changes of each resource are kept for watches and old lists; 10,000 by default. */
  readonly history?: number;
  /**
   * For how many milliseconds changes are kept at least, twice as many at most; five minutes by default. Of
   * this machine's clock, like the time-outs of clients: a fast cluster clock would leave them no past to go on from.
   */
  readonly historyAge?: number;
  /** How many requests are kept in the log; 100,000 by default. */
  readonly requestLog?: number;
  /** Milliseconds between the bookmarks of a watch; a minute by default. */
  readonly bookmarkEvery?: number;
  readonly interceptors?: readonly Interceptor[];
  readonly hooks?: WriteHooks;
}

export interface ApiServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly adminToken: string;
  /** PEM; only with https. */
  readonly certificateAuthority?: string;
  /** The text of a kubeconfig: the administrator's, or that of a service account. */
  kubeconfig(options?: { readonly serviceAccount?: string; readonly namespace?: string }): string;
  /** A bearer token of a service account; it is valid while the account exists, and the pod that it is bound to. */
  tokenFor(namespace: string, serviceAccount: string, options?: TokenOptions): string;
  /** What was requested so far, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Asked about each request, in order; may be changed at any time. */
  readonly interceptors: Interceptor[];
  /** Called around each write; may be changed at any time. */
  readonly hooks: WriteHooks;
  /** Forgets the past: watches and pages that reach back before now get 410. */
  compact(): void;
  /** Stops at once; open connections are broken. */
  close(): Promise<void>;
}

const newToken = (): string => randomBytes(16).toString('hex');

/** The longest that a timer of the platform can be; a longer one goes off at once. */
const longestTimer = 2 ** 31 - 1;

const after = (milliseconds: number, fn: () => void): (() => void) => {
  const timer = setTimeout(fn, Math.min(milliseconds, longestTimer));
  timer.unref();
  return () => clearTimeout(timer);
};

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Starts a server on 127.0.0.1. The store gets what every cluster has (namespaces, system roles) unless it
 * is there already. Rejects only when the port cannot be had.
 */
export const startApiServer = async (options: ApiServerOptions): Promise<ApiServer> => {
  const { store, logs, kubernetes = kubernetesOf() } = options;
  const now = options.now ?? Date.now;
  const history = createHistory(store, options.history ?? 10_000);
  const stops = [history.close, forgetRegularly(history, store, after, options.historyAge ?? 300_000)];
  bootstrap(store);
  stops.push(terminateNamespaces(store));
  const applied: Rest['applied'] = new Map();
  const { certificate, key } = (options.https ?? true) ? loopbackCertificate(Date.now()) : {};
  const authority = defined({ certificateAuthority: certificate });
  const forgetApplied = ({ type, object }: StoreChange): void => {
    if (type === 'DELETED') applied.delete(object.metadata.uid);
  };
  stops.push(store.subscribe(forgetApplied));
  const newSuffix = options.newSuffix ?? createIds(Math.random).suffix;
  const { adminToken = newToken() } = options;
  const authenticator = createAuthenticator(store, adminToken, newToken, now);
  const { tokenFor } = authenticator;
  stops.push(publishTokens({ store, kubernetes, authority: certificate ?? '', tokenFor, suffix: newSuffix }));
  const interceptors = [...(options.interceptors ?? [])];
  const hooks: WriteHooks = { ...options.hooks };
  const requests: RequestRecord[] = [];
  const kept = options.requestLog ?? 100_000;
  let count = 0;
  let url = '';
  const handling: Handling = {
    rest: {
      store,
      kubernetes,
      history,
      schemaOf: (resource) => schemaOf(store, resource),
      served: () => servedTypes(store),
      now,
      newSuffix,
      admit: options.admit ?? createAdmission({ store, kubernetes, suffix: newSuffix }, () => undefined),
      applied,
    },
    logs,
    after,
    bookmarkEvery: options.bookmarkEvery ?? 60_000,
    authenticator,
    interceptors,
    hooks,
    open: (begun) => {
      count += 1;
      const record = { id: count, ...begun, status: 0, responseBytes: 0, milliseconds: 0 };
      requests.push(record);
      if (requests.length > 2 * kept) requests.splice(0, kept);
      return record;
    },
    address: () => url.replace(/^https?:\/\//, ''),
  };
  const listener: RequestListener = (request, response) => {
    handle(handling, request, response).catch((error: unknown) => {
      // An interceptor or hook that throws, or a path that is no path, must not take the server down.
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify(statusOf(serverError(error instanceof Error ? error.message : String(error)))));
    });
  };
  const server: Server = certificate
    ? createSecureServer({ cert: certificate, key }, listener)
    : createServer(listener);
  // A server that closes idle connections races with the next request on them.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  const port = await listening(server, options.port ?? 0);
  url = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    url,
    port,
    adminToken,
    ...authority,
    kubeconfig: ({ serviceAccount, namespace } = {}) => {
      const token = serviceAccount === undefined ? adminToken : tokenFor(namespace ?? 'default', serviceAccount);
      return kubeconfigOf({ url, token, ...authority, ...defined({ namespace }) });
    },
    tokenFor,
    requests,
    interceptors,
    hooks,
    compact: history.compact,
    close: async () => {
      for (const stop of stops) stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
