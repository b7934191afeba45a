import { X509Certificate } from 'node:crypto';
import type { Agent } from 'node:http';
import { createSecureContext } from 'node:tls';
import * as E from 'fp-ts/Either';
import { defined } from '../../model/json/json-object.ts';
import { bad, type ConnectError, reasonOf } from './connect-error.ts';

/** What proves who we are, for one request. */
export interface Credentials {
  /** `authorization` and the impersonation headers. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Client certificate and key, PEM. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** What stands between us and the server. */
interface Proxy {
  /** Its address without a password, for messages. */
  readonly name: string;
  /** Makes tunnels; absent: requests are handed to the proxy at `forward`, as plain HTTP is. */
  readonly agent?: Agent;
  readonly forward?: URL;
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
  /** What requests go through; absent: nothing. */
  readonly proxy?: Proxy;
  /**
   * What a 401 is worth: `never` another try (the token is written down), `once` (a plugin may give another one), or
   * `awaited` (the file of a rotated token changes within a minute).
   */
  readonly renewal: 'never' | 'once' | 'awaited';
  /** The credentials of now. `fresh` after a 401: nothing remembered is used. */
  readonly credentials: (fresh: boolean) => Promise<E.Either<ConnectError, Credentials>>;
}

/** Refuses certificates and keys that cannot be read, before the first connection throws over them. */
export const checkTls = (connection: Connection, credentials: Credentials): E.Either<ConnectError, void> => {
  try {
    // A secure context swallows an authority that is no certificate: every server would be refused later.
    if (connection.tls.ca !== undefined) new X509Certificate(connection.tls.ca);
    createSecureContext(defined({ ca: connection.tls.ca, cert: credentials.cert, key: credentials.key }));
    return E.right(undefined);
  } catch (cause) {
    return bad(`a certificate or key for ${connection.server} cannot be read: ${reasonOf(cause)}`, cause);
  }
};

/** A connection whose address and token are known, such as that of a simulator in this process. */
export const connectTo = ({
  server,
  token,
  ca,
  ...named
}: Pick<Connection, 'server' | 'namespace' | 'user'> &
  Pick<Connection['tls'], 'ca'> & { readonly token?: string }): Connection => ({
  ...named,
  server: server.replace(/\/+$/, ''),
  tls: defined({ ca }),
  renewal: 'never',
  credentials: async () => E.right({ headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
});
