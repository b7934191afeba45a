import type { Agent } from 'node:http';
import * as E from 'fp-ts/Either';
import type { ConnectError } from './connect-error.ts';

/** What proves who we are, for one request. */
export interface Credentials {
  /** `authorization` and the impersonation headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Client certificate and key, PEM. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** Where an API server is, how its certificate is checked, and as whom we speak to it. */
export interface Connection {
  /** Origin and, behind some gateways, a path prefix; no trailing slash. */
  readonly server: string;
  /** The namespace that the configuration names, if it does. */
  readonly namespace?: string;
  /** A name for messages: the service account, or the user's entry of the kubeconfig. */
  readonly user?: string;
  readonly tls: {
    /** PEM; absent: the roots that Node carries. */
    readonly ca?: string | Buffer;
    readonly rejectUnauthorized?: boolean;
    readonly servername?: string;
  };
  /** Goes through a proxy; absent: the transport makes its own direct agent. */
  readonly proxyAgent?: Agent;
  /** Whether credentials may change while we run: a token that was refused is worth another try. */
  readonly renewable: boolean;
  /** The credentials of now. `fresh` after a 401: nothing remembered is used. */
  readonly credentials: (fresh: boolean) => Promise<E.Either<ConnectError, Credentials>>;
}

/** A connection whose address and token are known, such as that of a simulator in this process. */
export const connectTo = (options: {
  readonly server: string;
  readonly token?: string;
  readonly ca?: string | Buffer;
  readonly namespace?: string;
  readonly user?: string;
}): Connection => ({
  server: options.server.replace(/\/+$/, ''),
  ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  ...(options.user === undefined ? {} : { user: options.user }),
  tls: options.ca === undefined ? {} : { ca: options.ca },
  renewable: false,
  credentials: async () =>
    E.right({ headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` } }),
});
