import { readFile } from 'node:fs/promises';
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import * as TE from 'fp-ts/TaskEither';
import { isRecord, type JsonRecord } from '../../model/json/json-object.ts';
import { type ConnectError, reasonOf } from './connect-error.ts';
import { type Connection, type Credentials, checkTls } from './connection.ts';
import { type KubeConfigSource, type MergedConfig, readKubeConfig } from './kube-config-files.ts';
import { throughProxy } from './through-proxy.ts';
import { tokenFileCredentials } from './token-file.ts';

export interface KubeConfigOptions extends KubeConfigSource {
  /** Default: the file's current context. */
  readonly context?: string;
  /** Milliseconds of a clock that nobody sets: how long tokens and credentials are remembered. */
  readonly now: () => number;
}

/** The entries of the context that is used. */
export interface Selected {
  readonly files: string;
  readonly server: string;
  readonly cluster: JsonRecord;
  readonly user: JsonRecord;
  readonly userName: string;
  readonly namespace?: string;
}

/** A configuration that cannot be used. */
export const bad = (message: string, cause?: unknown): E.Either<ConnectError, never> =>
  E.left({ is: 'BadConfiguration', message, ...(cause === undefined ? {} : { cause }) });

const named = (entries: readonly JsonRecord[], name: unknown, body: string): JsonRecord | undefined => {
  const found = entries.find((entry) => entry.name === name)?.[body];
  return isRecord(found) ? found : undefined;
};

/** A text that says something: a missing or empty one is undefined. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const select = (config: MergedConfig, wanted: string | undefined): E.Either<ConnectError, Selected> => {
  const files = config.files.join(', ');
  const name = wanted ?? config.currentContext;
  const known = config.contexts.map((entry) => String(entry.name)).join(', ') || 'none';
  if (name === undefined) return bad(`${files} names no current context; contexts there: ${known}`);
  const context = named(config.contexts, name, 'context');
  if (context === undefined) return bad(`${files} has no context "${name}"; contexts there: ${known}`);
  const cluster = named(config.clusters, context.cluster, 'cluster');
  if (cluster === undefined || textOf(cluster.server) === undefined) {
    return bad(`${files}: context "${name}" refers to cluster "${context.cluster}", which has no server there`);
  }
  const userName = textOf(context.user);
  const user = userName === undefined ? {} : named(config.users, userName, 'user');
  if (user === undefined) return bad(`${files}: context "${name}" refers to user "${userName}", who is not there`);
  const namespace = textOf(context.namespace);
  return E.right({
    files,
    server: serverOf(cluster, user),
    cluster,
    user,
    userName: userName ?? 'anonymous',
    ...(namespace === undefined ? {} : { namespace }),
  });
};

/** Without a scheme it is plain HTTP unless something about TLS is said: client-go's rule. */
const serverOf = (cluster: JsonRecord, user: JsonRecord): string => {
  const server = String(cluster.server).replace(/\/+$/, '');
  if (server.includes('://')) return server;
  const tls = ['certificate-authority', 'certificate-authority-data', 'insecure-skip-tls-verify'];
  const secure = tls.some((key) => cluster[key]) || user['client-certificate'] || user['client-certificate-data'];
  return `${secure ? 'https' : 'http'}://${server}`;
};

/** The headers by which a user acts as somebody else. */
export const impersonation = (user: JsonRecord): Readonly<Record<string, string | string[]>> => {
  const groups = Array.isArray(user['as-groups']) ? user['as-groups'].map(String) : [];
  const extra = isRecord(user['as-user-extra']) ? Object.entries(user['as-user-extra']) : [];
  return {
    ...(textOf(user.as) === undefined ? {} : { 'Impersonate-User': String(user.as) }),
    ...(textOf(user['as-uid']) === undefined ? {} : { 'Impersonate-Uid': String(user['as-uid']) }),
    ...(groups.length === 0 ? {} : { 'Impersonate-Group': groups }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [
        `Impersonate-Extra-${encodeURIComponent(key)}`,
        Array.isArray(values) ? values.map(String) : [String(values)],
      ]),
    ),
  };
};

const withAddress = (selected: Selected): E.Either<ConnectError, Selected> => {
  try {
    new URL(selected.server);
    return E.right(selected);
  } catch (cause) {
    return bad(`${selected.files}: ${reasonOf(cause)}`, cause);
  }
};

/** The configuration as its files say it now. */
export const loadKubeConfig = (options: KubeConfigOptions): Promise<E.Either<ConnectError, Selected>> =>
  pipe(
    () => readKubeConfig(options),
    TE.chainEitherK((merged) => select(merged, options.context)),
    TE.chainEitherK(withAddress),
  )();

/** What a request needs: how the server is checked, and who we are. */
export interface Prepared {
  readonly tls: Connection['tls'];
  readonly credentials: Credentials;
}

/** The bytes of `<key>-data`, else of the file that `key` names; rejects where that cannot be read. */
export const bytesOf = async (entry: JsonRecord, key: string): Promise<Buffer | undefined> => {
  const data = textOf(entry[`${key}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64');
  const path = textOf(entry[key]);
  return path === undefined ? undefined : readFile(path);
};

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
        ...(ca === undefined ? {} : { ca }),
        ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
        ...(servername === undefined ? {} : { servername }),
      },
      credentials: {
        headers: { ...impersonation(user), ...(who === undefined ? {} : { authorization: who }) },
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
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
