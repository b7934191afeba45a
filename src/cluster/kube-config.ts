import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../model/manifest.ts';
import { type ConnectError, reasonOf } from './connect-error.ts';
import { type Connection, type Credentials, checkTls } from './connection.ts';
import { type KubeConfigSource, type MergedConfig, readKubeConfig } from './kube-config-files.ts';
import { tokenFileCredentials } from './token-file.ts';

export interface KubeConfigOptions extends KubeConfigSource {
  /** Default: the file's current context. */
  readonly context?: string;
  readonly now: () => number;
}

/** Credentials of plugins and providers are asked for again after this time; the client library keeps them until they expire. */
const credentialsLifeMs = 30_000;

interface Selected {
  readonly files: string;
  readonly cluster: JsonRecord;
  readonly user: JsonRecord;
  readonly userName: string;
  readonly namespace?: string;
}

const bad = (message: string, cause?: unknown): E.Either<ConnectError, never> =>
  E.left({ _tag: 'BadConfiguration', message, ...(cause === undefined ? {} : { cause }) });

const named = (entries: readonly JsonRecord[], name: unknown, body: string): JsonRecord | undefined => {
  const found = entries.find((entry) => entry.name === name)?.[body];
  return isRecord(found) ? found : undefined;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

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

/** Credential plugins read the version and the server they are asked for from this variable; the client library sets none. */
const withExecInfo = (user: JsonRecord, server: string): JsonRecord => {
  const { exec } = user;
  if (!isRecord(exec)) return user;
  const info = {
    apiVersion: textOf(exec.apiVersion) ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo === true ? { cluster: { server } } : {}) },
  };
  const listed = Array.isArray(exec.env) ? exec.env : [];
  return {
    ...user,
    exec: { ...exec, env: [...listed, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] },
  };
};

const libraryConfig = ({ cluster, user }: Selected, server: string): KubeConfig => {
  const config = new KubeConfig();
  const http = server.startsWith('http:');
  const { tokenFile: _, ...rest } = withExecInfo(user, server);
  config.loadFromString(
    JSON.stringify({
      // The library refuses plain HTTP unless told that nothing is verified; there is nothing to verify.
      clusters: [
        { name: 'it', cluster: { ...cluster, server, ...(http ? { 'insecure-skip-tls-verify': true } : {}) } },
      ],
      users: [{ name: 'it', user: rest }],
      contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
      'current-context': 'it',
    }),
  );
  return config;
};

const impersonation = (user: JsonRecord): Readonly<Record<string, string | string[]>> => {
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

interface Prepared {
  readonly tls: Connection['tls'];
  readonly credentials: Credentials;
  readonly agent: RequestOptions['agent'];
}

const buffer = (value: unknown): string | Buffer | undefined =>
  typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined;

/** Asks the library for everything that a request needs: it reads files, runs plugins and refreshes OIDC tokens. */
const prepare = async (selected: Selected, config: KubeConfig): Promise<E.Either<ConnectError, Prepared>> => {
  const options: RequestOptions = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    const { exec } = selected.user;
    const hint = isRecord(exec) ? textOf(exec.installHint) : undefined;
    const source = isRecord(exec) ? `the credential plugin "${exec.command}"` : 'the credentials';
    const message = `${selected.files}: ${source} of user "${selected.userName}" failed: ${reasonOf(cause).trim()}`;
    return E.left({ _tag: 'NoCredentials', message: hint === undefined ? message : `${message} (${hint})`, cause });
  }
  const basic = textOf(options.auth);
  const ca = buffer(options.ca);
  const cert = buffer(options.cert);
  const key = buffer(options.key);
  const authorization = isRecord(options.headers) ? textOf(options.headers.Authorization) : undefined;
  const who = basic === undefined ? authorization : `Basic ${Buffer.from(basic).toString('base64')}`;
  return E.right({
    agent: options.agent,
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(options.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: options.rejectUnauthorized }),
      ...(options.servername === undefined ? {} : { servername: options.servername }),
    },
    credentials: {
      headers: { ...impersonation(selected.user), ...(who === undefined ? {} : { authorization: who.trim() }) },
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
  });
};

/** Loads the configuration anew: what plugins and files gave before is forgotten. */
const load = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, readonly [Selected, KubeConfig]>> => {
  const merged = await readKubeConfig(options);
  if (E.isLeft(merged)) return merged;
  const selected = select(merged.right, options.context);
  if (E.isLeft(selected)) return selected;
  try {
    const server = serverOf(selected.right.cluster, selected.right.user);
    new URL(server);
    return E.right([selected.right, libraryConfig(selected.right, server)]);
  } catch (cause) {
    return bad(`${selected.right.files}: ${reasonOf(cause)}`, cause);
  }
};

/** The credentials of a user as they change: remembered for half a minute, loaded anew after a refusal. */
const changingCredentials = (options: KubeConfigOptions, first: Credentials): Connection['credentials'] => {
  let known = { credentials: first, at: options.now() };
  let asking: Promise<E.Either<ConnectError, Credentials>> | undefined;
  let loaded: readonly [Selected, KubeConfig] | undefined;
  const ask = async (fresh: boolean): Promise<E.Either<ConnectError, Credentials>> => {
    if (loaded === undefined || fresh) {
      const again = await load(options);
      if (E.isLeft(again)) return again;
      loaded = again.right;
    }
    const prepared = await prepare(...loaded);
    if (E.isLeft(prepared)) return prepared;
    known = { credentials: prepared.right.credentials, at: options.now() };
    return E.right(known.credentials);
  };
  return (fresh) => {
    if (!fresh && options.now() - known.at < credentialsLifeMs) return Promise.resolve(E.right(known.credentials));
    // Calls that come together share one run of the plugin.
    asking ??= ask(fresh).finally(() => {
      asking = undefined;
    });
    return asking;
  };
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
 * certificates, tokens, basic, exec plugins, OIDC) and those that it forgets (`tokenFile`, impersonated groups).
 * This module loads the client library: import it only when it is needed.
 */
export const connectKubeConfig = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, Connection>> => {
  const loaded = await load(options);
  if (E.isLeft(loaded)) return loaded;
  const [selected, config] = loaded.right;
  const prepared = await prepare(selected, config);
  if (E.isLeft(prepared)) return prepared;
  const { tls, credentials, agent } = prepared.right;
  const tokenFile = textOf(selected.user.tokenFile);
  const changes = isRecord(selected.user.exec) || isRecord(selected.user['auth-provider']);
  const connection: Connection = {
    server: config.getCurrentCluster()?.server ?? '',
    user: selected.userName,
    ...(selected.namespace === undefined ? {} : { namespace: selected.namespace }),
    tls,
    ...(textOf(selected.cluster['proxy-url']) === undefined || typeof agent !== 'object' ? {} : { proxyAgent: agent }),
    renewal: tokenFile !== undefined ? 'awaited' : changes ? 'once' : 'never',
    credentials:
      tokenFile !== undefined
        ? withToken(tokenFileCredentials(tokenFile, options.now), credentials)
        : changes
          ? changingCredentials(options, credentials)
          : async () => E.right(credentials),
  };
  const readable = checkTls(connection, credentials);
  return E.isLeft(readable) ? readable : E.right(connection);
};
