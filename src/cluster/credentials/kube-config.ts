import * as E from 'fp-ts/Either';
import { defined, isRecord } from '../../model/json/json-object.ts';
import { type ConnectError, reasonOf } from './connect-error.ts';
import { type Connection, type Credentials, checkTls } from './connection.ts';
import {
  bytesOf,
  impersonation,
  type KubeConfigOptions,
  loadKubeConfig,
  type Prepared,
  type Selected,
  textOf,
} from './kube-config-context.ts';
import { throughProxy } from './through-proxy.ts';
import { tokenFileCredentials } from './token-file.ts';

/** Everything that stands in the files themselves: certificates, a token, a name and a password. */
const preparePlain = async (selected: Selected): Promise<E.Either<ConnectError, Prepared>> => {
  const { cluster, user, files, userName } = selected;
  try {
    const [ca, cert, key] = await Promise.all([
      bytesOf(cluster, 'certificate-authority'),
      bytesOf(user, 'client-certificate'),
      bytesOf(user, 'client-key'),
    ]);
    const token = textOf(user.token);
    const name = textOf(user.username);
    const basic = `Basic ${Buffer.from(`${name}:${textOf(user.password) ?? ''}`).toString('base64')}`;
    const who = name !== undefined ? basic : token === undefined ? undefined : `Bearer ${token.trim()}`;
    const servername = textOf(cluster['tls-server-name']);
    return E.right({
      tls: {
        ...defined({ ca }),
        ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
        ...defined({ servername }),
      },
      credentials: {
        headers: { ...impersonation(user), ...defined({ authorization: who }) },
        ...defined({ cert, key }),
      },
    });
  } catch (cause) {
    const message = `${files}: the credentials of user "${userName}" cannot be read: ${reasonOf(cause).trim()}`;
    return E.left({ _tag: 'NoCredentials', message, cause });
  }
};

const withToken = (token: Connection['credentials'], more: Credentials): Connection['credentials'] => {
  return async (fresh) => {
    const credentials = await token(fresh);
    if (E.isLeft(credentials)) return credentials;
    return E.right({ ...more, headers: { ...more.headers, ...credentials.right.headers } });
  };
};

/**
 * The connection that a kubeconfig describes, with every kind of credentials that the client library knows (client
 * certificates, tokens, basic, exec plugins, OIDC) and those that it forgets (`tokenFile`, impersonated groups). The
 * library itself is loaded only for plugins, providers and tunnels: it takes longer than everything else before the first
 * request.
 */
export const connectKubeConfig = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, Connection>> => {
  const loaded = await loadKubeConfig(options);
  if (E.isLeft(loaded)) return loaded;
  const selected = loaded.right;
  const changes = isRecord(selected.user.exec) || isRecord(selected.user['auth-provider']);
  const library = changes ? await import('./kube-config-library.ts') : undefined;
  const prepared = await (library?.prepareByLibrary(selected) ?? preparePlain(selected));
  if (E.isLeft(prepared)) return prepared;
  const { tls, credentials } = prepared.right;
  const tokenFile = textOf(selected.user.tokenFile);
  const connection: Connection = {
    server: selected.server,
    user: selected.userName,
    ...defined({ namespace: selected.namespace }),
    tls,
    renewal: tokenFile !== undefined ? 'awaited' : changes ? 'once' : 'never',
    credentials:
      tokenFile !== undefined
        ? withToken(tokenFileCredentials(tokenFile, options.now), credentials)
        : changes && library !== undefined
          ? library.changingCredentials(options, credentials)
          : async () => E.right(credentials),
  };
  const readable = checkTls(connection, credentials);
  if (E.isLeft(readable)) return readable;
  const url = textOf(selected.cluster['proxy-url']);
  return throughProxy(connection, { env: options.env, ...defined({ url }) });
};
