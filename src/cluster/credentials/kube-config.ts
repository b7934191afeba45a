import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import * as TE from 'fp-ts/TaskEither';
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
          ...defined({ namespace: selected.namespace }),
          tls,
          ...(await credentialsOf(options, selected, credentials)),
        }),
      ),
    ),
    TE.chainFirstEitherK(({ connection, prepared }) => checkTls(connection, prepared.credentials)),
    TE.chain(({ connection, selected }) => () => {
      const url = textAt(selected.cluster, 'proxy-url');
      return throughProxy(connection, { env: options.env, ...defined({ url }) });
    }),
  )();
