import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import * as E from 'fp-ts/Either';
import { defined, isRecord, type JsonRecord, textAt } from '../../model/json/json-object.ts';
import { clusterInfo } from './cluster-info.ts';
import { bad, type ConnectError, reasonOf } from './connect-error.ts';
import type { Connection, Credentials } from './connection.ts';
import {
  type KubeConfigOptions,
  loadKubeConfig,
  type Prepared,
  preparedOf,
  type Selected,
} from './kube-config-context.ts';

/** Credentials of plugins and providers are asked for again after this time; the client library keeps them until they expire. */
const credentialsLifeMs = 30_000;

/** Credential plugins read from this variable what they are asked for; the client library sets none. */
const withExecInfo = async ({ user, server, cluster }: Selected): Promise<JsonRecord> => {
  const { exec } = user;
  if (!isRecord(exec)) return user;
  const info = {
    apiVersion: textAt(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true ? { cluster: await clusterInfo(cluster, server) } : {}),
    },
  };
  const listed = Array.isArray(exec.env) ? exec.env : [];
  return {
    ...user,
    exec: { ...exec, env: [...listed, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] },
  };
};

const libraryConfig = async (selected: Selected): Promise<KubeConfig> => {
  const { server } = selected;
  // Proxies are seen to elsewhere.
  const { 'proxy-url': _p, ...cluster } = selected.cluster;
  const config = new KubeConfig();
  const http = server.startsWith('http:');
  const { tokenFile: _, ...rest } = await withExecInfo(selected);
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

const buffer = (value: unknown): string | Buffer | undefined =>
  typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined;

/** Why a plugin gave nothing. How to install it is of use only where it is missing. */
const whyPlugin = (exec: JsonRecord, cause: unknown): string => {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
    const hint = textAt(exec, 'installHint');
    return `it is not installed${hint === undefined ? '' : ` (${hint.trim()})`}`;
  }
  if (cause instanceof SyntaxError) return 'what it printed is not JSON';
  // The library reads the fields of a status that is not there.
  if (cause instanceof TypeError) return 'what it printed is no ExecCredential with a status';
  return reasonOf(cause).trim() || 'it ended with an error and said nothing';
};

/** Asks the library for everything that a request needs: it reads files, runs plugins and refreshes OIDC tokens. */
const prepare = async (selected: Selected, config: KubeConfig): Promise<E.Either<ConnectError, Prepared>> => {
  const options: RequestOptions = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    const { exec } = selected.user;
    const source = isRecord(exec) ? `the credential plugin "${exec.command}"` : 'the credentials';
    const why = isRecord(exec) ? whyPlugin(exec, cause) : reasonOf(cause).trim();
    const message = `${selected.files}: ${source} of user "${selected.userName}" failed: ${why}`;
    return E.left({ is: 'NoCredentials', message, cause });
  }
  const { auth, rejectUnauthorized, servername } = options;
  const [ca, cert, key] = [options.ca, options.cert, options.key].map(buffer);
  const authorization = auth
    ? `Basic ${Buffer.from(auth).toString('base64')}`
    : textAt(options.headers, 'Authorization')?.trim();
  return E.right(preparedOf(selected.user, defined({ ca, cert, key, authorization, rejectUnauthorized, servername })));
};

const configured = async (selected: Selected): Promise<E.Either<ConnectError, KubeConfig>> => {
  try {
    return E.right(await libraryConfig(selected));
  } catch (cause) {
    return bad(`${selected.files}: ${reasonOf(cause)}`, cause);
  }
};

/** What plugins and providers give, for the first time. */
export const prepareByLibrary = async (selected: Selected): Promise<E.Either<ConnectError, Prepared>> => {
  const { exec } = selected.user;
  // It would wait for an answer that nobody can give: the library starts plugins without a terminal.
  if (isRecord(exec) && exec.interactiveMode === 'Always')
    return bad(
      `${selected.files}: the credential plugin "${exec.command}" of user "${selected.userName}" wants to ask on a terminal (interactiveMode: Always), which is not possible here; log in with kubectl and use a token`,
    );
  const config = await configured(selected);
  return E.isLeft(config) ? config : prepare(selected, config.right);
};

/** Loads the configuration anew: what plugins and files gave before is forgotten. */
const load = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, readonly [Selected, KubeConfig]>> => {
  const selected = await loadKubeConfig(options);
  if (E.isLeft(selected)) return selected;
  return E.map((config: KubeConfig) => [selected.right, config] as const)(await configured(selected.right));
};

/** The credentials of a user as they change: remembered for half a minute, loaded anew after a refusal. */
export const changingCredentials = (options: KubeConfigOptions, first: Credentials): Connection['credentials'] => {
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
