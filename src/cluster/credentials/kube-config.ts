import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import * as TE from 'fp-ts/TaskEither';
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
    return E.left({ is: 'NoCredentials', message, cause });
  }
};

const withToken = (token: Connection['credentials'], more: Credentials): Connection['credentials'] => {
  return async (fresh) => {
    const credentials = await token(fresh);
    if (E.isLeft(credentials)) return credentials;
    return E.right({ ...more, headers: { ...more.headers, ...credentials.right.headers } });
  };
};

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
  const tokenFile = textOf(selected.user.tokenFile);
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
export const connectKubeConfig = (options: KubeConfigOptions): Promise<E.Either<ConnectError, Connection>> =>
  pipe(
    () => loadKubeConfig(options),
    TE.bindTo('selected'),
    TE.bind(
      'prepared',
      ({ selected }) =>
        () =>
          prepare(selected),
    ),
    TE.bind('connection', ({ selected, prepared: { tls, credentials } }) =>
      TE.fromTask(
        async (): Promise<Connection> => ({
          server: selected.server,
          user: selected.userName,
          ...(selected.namespace === undefined ? {} : { namespace: selected.namespace }),
          tls,
          ...(await credentialsOf(options, selected, credentials)),
        }),
      ),
    ),
    TE.chainFirstEitherK(({ connection, prepared }) => checkTls(connection, prepared.credentials)),
    TE.chain(({ connection, selected }) => () => {
      const url = textOf(selected.cluster['proxy-url']);
      return throughProxy(connection, { env: options.env, ...(url === undefined ? {} : { url }) });
    }),
  )();
