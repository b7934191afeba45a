import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../model/manifest.ts';
import { type ConnectError, reasonOf } from './connect-error.ts';
import type { Connection, Credentials } from './connection.ts';
import {
  bad,
  impersonation,
  type KubeConfigOptions,
  loadKubeConfig,
  type Prepared,
  type Selected,
  textOf,
} from './kube-config.ts';

/** Credentials of plugins and providers are asked for again after this time; the client library keeps them until they expire. */
const credentialsLifeMs = 30_000;

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

const libraryConfig = ({ cluster, user, server }: Selected): KubeConfig => {
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
    ...(textOf(selected.cluster['proxy-url']) === undefined || typeof options.agent !== 'object'
      ? {}
      : { proxyAgent: options.agent }),
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

const configured = (selected: Selected): E.Either<ConnectError, KubeConfig> => {
  try {
    return E.right(libraryConfig(selected));
  } catch (cause) {
    return bad(`${selected.files}: ${reasonOf(cause)}`, cause);
  }
};

/** What plugins, providers and proxies give, for the first time. */
export const prepareByLibrary = async (selected: Selected): Promise<E.Either<ConnectError, Prepared>> => {
  const config = configured(selected);
  return E.isLeft(config) ? config : prepare(selected, config.right);
};

/** Loads the configuration anew: what plugins and files gave before is forgotten. */
const load = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, readonly [Selected, KubeConfig]>> => {
  const selected = await loadKubeConfig(options);
  if (E.isLeft(selected)) return selected;
  const config = configured(selected.right);
  return E.isLeft(config) ? config : E.right([selected.right, config.right]);
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
