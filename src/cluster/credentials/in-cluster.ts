import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import { defined } from '../../model/json/json-object.ts';
import { bad, type ConnectError } from './connect-error.ts';
import { type Connection, checkTls } from './connection.ts';
import { throughProxy } from './through-proxy.ts';
import { subjectOf, tokenFileCredentials } from './token-file.ts';

/** Where Kubernetes mounts a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Default: where Kubernetes mounts it. */
  readonly folder?: string;
}

const readText = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (content) => content.trim() || undefined,
    () => undefined,
  );

/**
 * The connection that every pod has: address from KUBERNETES_SERVICE_HOST and _PORT, token, CA and namespace from the
 * mounted service account. Needs no client library, unless the environment names a proxy for that address. Fails when one of the variables or the token is missing; without a
 * CA file the public roots apply.
 */
export const connectInCluster = async (options: InClusterOptions): Promise<E.Either<ConnectError, Connection>> => {
  const { env, folder = serviceAccountFolder } = options;
  const host = env.KUBERNETES_SERVICE_HOST || undefined;
  const port = env.KUBERNETES_SERVICE_PORT || '443';
  if (host === undefined)
    return E.left({ is: 'NoConfiguration', message: 'not in a pod: KUBERNETES_SERVICE_HOST is not set' });
  const credentials = tokenFileCredentials(join(folder, 'token'), options.now);
  const first = await credentials(false);
  if (E.isLeft(first)) {
    return bad(
      `this pod has no service account to speak as (${first.left.message}); does its spec say automountServiceAccountToken: false?`,
      first.left,
    );
  }
  const [ca, namespace] = await Promise.all([readText(join(folder, 'ca.crt')), readText(join(folder, 'namespace'))]);
  const user = subjectOf(String(first.right.headers.authorization).slice('Bearer '.length));
  const connection: Connection = {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    ...defined({ namespace, user }),
    tls: defined({ ca }),
    renewal: 'awaited',
    credentials,
  };
  const readable = checkTls(connection, first.right);
  return E.isLeft(readable) ? readable : throughProxy(connection, { env });
};
