import { readFile } from 'node:fs/promises';
import * as E from 'fp-ts/Either';
import { defined, isRecord, type JsonRecord, recordAt, textAt } from '../../model/json/json-object.ts';
import { bad, type ConnectError, reasonOf } from './connect-error.ts';
import type { Connection, Credentials } from './connection.ts';
import { type KubeConfigSource, type MergedConfig, readKubeConfig } from './kube-config-files.ts';

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

const named = (entries: readonly JsonRecord[], name: unknown, body: string): JsonRecord | undefined =>
  entries.map((entry) => (entry.name === name ? entry[body] : undefined)).find(isRecord);

const select = (config: MergedConfig, wanted: string | undefined): E.Either<ConnectError, Selected> => {
  const files = config.files.join(', ');
  const name = wanted ?? config.currentContext;
  const known = config.contexts.map((entry) => String(entry.name)).join(', ') || 'none';
  if (name === undefined) return bad(`${files} names no current context; contexts there: ${known}`);
  const context = named(config.contexts, name, 'context');
  if (context === undefined) return bad(`${files} has no context "${name}"; contexts there: ${known}`);
  const cluster = named(config.clusters, context.cluster, 'cluster');
  if (cluster === undefined || textAt(cluster, 'server') === undefined) {
    return bad(`${files}: context "${name}" refers to cluster "${context.cluster}", which has no server there`);
  }
  const userName = textAt(context, 'user');
  const user = userName === undefined ? {} : named(config.users, userName, 'user');
  if (user === undefined) return bad(`${files}: context "${name}" refers to user "${userName}", who is not there`);
  return E.right({
    ...{ files, server: serverOf(cluster, user), cluster, user, userName: userName ?? 'anonymous' },
    ...defined({ namespace: textAt(context, 'namespace') }),
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
const impersonation = (user: JsonRecord): Credentials['headers'] => {
  const groups = Array.isArray(user['as-groups']) ? user['as-groups'].map(String) : [];
  const extra = Object.entries(recordAt(user, 'as-user-extra')).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    Array.isArray(values) ? values.map(String) : [String(values)],
  ]);
  return {
    ...defined({ 'Impersonate-User': textAt(user, 'as'), 'Impersonate-Uid': textAt(user, 'as-uid') }),
    ...(groups.length === 0 ? {} : { 'Impersonate-Group': groups }),
    ...Object.fromEntries(extra),
  };
};

/** The configuration as its files say it now. */
export const loadKubeConfig = async (options: KubeConfigOptions): Promise<E.Either<ConnectError, Selected>> => {
  const merged = await readKubeConfig(options);
  if (E.isLeft(merged)) return merged;
  const selected = select(merged.right, options.context);
  if (E.isLeft(selected)) return selected;
  try {
    new URL(selected.right.server);
    return selected;
  } catch (cause) {
    return bad(`${selected.right.files}: ${reasonOf(cause)}`, cause);
  }
};

/** What a request needs: how the server is checked, and who we are. */
export interface Prepared {
  readonly tls: Connection['tls'];
  readonly credentials: Credentials;
}

type Found = Connection['tls'] & Omit<Credentials, 'headers'> & { readonly authorization?: string };

/** Of what was found in a context. */
export const preparedOf = (user: JsonRecord, { cert, key, authorization, ...tls }: Found): Prepared => ({
  tls,
  credentials: { headers: { ...impersonation(user), ...defined({ authorization }) }, ...defined({ cert, key }) },
});

/** The bytes of `<key>-data`, else of the file that `key` names; rejects where that cannot be read. */
export const bytesOf = async (entry: JsonRecord, key: string): Promise<Buffer | undefined> => {
  const data = textAt(entry, `${key}-data`);
  if (data !== undefined) return Buffer.from(data, 'base64');
  const path = textAt(entry, key);
  return path === undefined ? undefined : readFile(path);
};
