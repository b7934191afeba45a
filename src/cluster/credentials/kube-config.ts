import * as E from 'fp-ts/Either';
import { defined, isRecord, textAt } from '../../model/json/json-object.ts';
import { type ConnectError, reasonOf } from './connect-error.ts';
import { type Connection, type Credentials, checkTls } from './connection.ts';
import {
  bytesOf,
  type KubeConfigOptions,
  loadKubeConfig,
  type Prepared,
  preparedOf,
  type Selected,
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
    const token = textAt(user, 'token');
    const name = textAt(user, 'username');
    const basic = `Basic ${Buffer.from(`${name}:${textAt(user, 'password') ?? ''}`).toString('base64')}`;
    const authorization = name !== undefined ? basic : token && `Bearer ${token.trim()}`;
    const servername = textAt(cluster, 'tls-server-name');
    const rejectUnauthorized = cluster['insecure-skip-tls-verify'] === true ? false : undefined;
    return E.right(preparedOf(user, defined({ ca, cert, key, authorization, servername, rejectUnauthorized })));
  } catch (cause) {
    const message = `${files}: the credentials of user "${userName}" cannot be read: ${reasonOf(cause).trim()}`;
    return E.left({ is: 'NoCredentials', message, cause });
  }
};

const withToken =
  (token: Connection['credentials'], more: Credentials): Connection['credentials'] =>
  async (fresh) =>
    E.map(({ headers }: Credentials) => ({ ...more, headers: { ...more.headers, ...headers } }))(await token(fresh));

const needsLibrary = ({ user }: Selected): boolean => isRecord(user.exec) || isRecord(user['auth-provider']);

const library = () => import('./kube-config-library.ts');

const prepare = async (selected: Selected): Promise<E.Either<ConnectError, Prepared>> =>
  needsLibrary(selected) ? (await library()).prepareByLibrary(selected) : preparePlain(selected);

/** How credentials are asked for from now on. */
const credentialsOf = async (
  options: KubeConfigOptions,
  selected: Selected,
  first: Credentials,
): Promise<Pick<Connection, 'renewal' | 'credentials'>> => {
  const tokenFile = textAt(selected.user, 'tokenFile');
  if (tokenFile !== undefined)
    return { renewal: 'awaited', credentials: withToken(tokenFileCredentials(tokenFile, options.now), first) };
  if (needsLibrary(selected))
    return { renewal: 'once', credentials: (await library()).changingCredentials(options, first) };
  return { renewal: 'never', credentials: async () => E.right(first) };
};

/**
 * The connection that a kubeconfig describes, with every kind of credentials that the client library knows (client
 * certificates, tokens, basic, exec plugins, OIDC) and those that it forgets (`tokenFile`, impersonated groups). The
 * library itself is loaded only for plugins, providers and tunnels: it takes longer than everything else before the first
 * request.
 */
export const connectKubeConfig = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, Connection>> => {
  const selected = await loadKubeConfig(options);
  if (E.isLeft(selected)) return selected;
  const { server, userName: user, namespace, cluster } = selected.right;
  const prepared = await prepare(selected.right);
  if (E.isLeft(prepared)) return prepared;
  const { tls, credentials } = prepared.right;
  const how = await credentialsOf(options, selected.right, credentials);
  const connection: Connection = { ...how, server, user, tls, ...defined({ namespace }) };
  const readable = checkTls(connection, credentials);
  if (E.isLeft(readable)) return readable;
  return throughProxy(connection, { env: options.env, ...defined({ url: textAt(cluster, 'proxy-url') }) });
};
