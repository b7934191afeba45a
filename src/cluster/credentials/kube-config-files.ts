import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import * as E from 'fp-ts/Either';
import { defined, isRecord, type JsonRecord, recordsAt, textAt } from '../../model/json/json-object.ts';
import { parseYaml } from '../../model/json/yaml/parse.ts';
import { placeIn } from '../../model/json/yaml/place-in.ts';
import { textOfBytes } from '../../model/text/text-of-bytes.ts';
import { bad, type ConnectError, reasonOf } from './connect-error.ts';
import { decodeKubeConfig } from './kube-config-codec.ts';

/** Which kubeconfig files count. */
export interface KubeConfigSource {
  /** Said by the user: this file alone, and it has to be there. */
  readonly kubeconfig?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Paths in the order of their weight, as kubectl has it: the one said, else those of KUBECONFIG, else `~/.kube/config`. */
const kubeConfigPaths = ({ kubeconfig, env }: KubeConfigSource): readonly string[] => {
  if (kubeconfig !== undefined && kubeconfig !== '') return [resolve(kubeconfig)];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((entry) => entry !== '');
  if (listed.length > 0) return listed.map((entry) => resolve(entry));
  return env.HOME === undefined || env.HOME === '' ? [] : [join(env.HOME, '.kube', 'config')];
};

/** A kubeconfig as one document: entries by name, the first file that has a name wins, and all paths absolute. */
export interface MergedConfig {
  readonly files: readonly string[];
  readonly clusters: readonly JsonRecord[];
  readonly users: readonly JsonRecord[];
  readonly contexts: readonly JsonRecord[];
  readonly currentContext?: string;
}

const pathKeys = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'] as const;

const absolutePaths = (entry: JsonRecord, folder: string): JsonRecord => {
  const result: Record<string, unknown> = { ...entry };
  for (const key of pathKeys) {
    const path = entry[key];
    if (typeof path !== 'string' || path === '') continue;
    // Data wins over a file, as in kubectl; the client library has it the other way round.
    if (entry[`${key}-data`]) delete result[key];
    else result[key] = isAbsolute(path) ? path : join(folder, path);
  }
  const { exec } = entry;
  if (isRecord(exec) && typeof exec.command === 'string' && exec.command.includes('/') && !isAbsolute(exec.command)) {
    result.exec = { ...exec, command: join(folder, exec.command) };
  }
  return result;
};

const entriesOf = (document: JsonRecord, list: string, body: string, folder: string): readonly JsonRecord[] =>
  recordsAt(document, list).map((entry) => {
    const inner = entry[body];
    return isRecord(inner) ? { ...entry, [body]: absolutePaths(inner, folder) } : entry;
  });

const firstOfEachName = (entries: readonly JsonRecord[]): readonly JsonRecord[] =>
  entries.filter((entry, index) => entries.findIndex(({ name }) => name === entry.name) === index);

const readDocument = async (file: string): Promise<E.Either<ConnectError, JsonRecord | undefined>> => {
  let text: string;
  try {
    text = textOfBytes(await readFile(file));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return E.right(undefined);
    return bad(`the kubeconfig cannot be read: ${reasonOf(cause)}`, cause);
  }
  // Of several documents the first counts, as for kubectl; so does the last of several equal keys.
  const { value, problems } = parseYaml(text, 'kubectl');
  const [wrong] = problems;
  if (wrong !== undefined) {
    // Sentences of the parser quote the text, and a token may stand there.
    const { line, column } = placeIn(text)(wrong.offset);
    return bad(`${file} is not YAML: line ${line}, column ${column} cannot be read (${wrong.code})`);
  }
  const document = decodeKubeConfig(value ?? {});
  return E.isRight(document) ? document : bad(`${file} is not a kubeconfig: ${document.left}`);
};

/** Reads and merges the files. `NoConfiguration` when not one of them is there. */
export const readKubeConfig = async (source: KubeConfigSource): Promise<E.Either<ConnectError, MergedConfig>> => {
  const files: string[] = [];
  const documents: { readonly document: JsonRecord; readonly folder: string }[] = [];
  const paths = kubeConfigPaths(source);
  for (const file of paths) {
    const document = await readDocument(file);
    if (E.isLeft(document)) return document;
    if (document.right === undefined) continue;
    files.push(file);
    documents.push({ document: document.right, folder: dirname(file) });
  }
  if (files.length === 0) {
    const looked = paths.length === 0 ? 'HOME is not set' : `there is no ${paths.join(', no ')}`;
    return E.left({ is: 'NoConfiguration', message: `no kubeconfig: ${looked}` });
  }
  const all = (list: string, body: string) =>
    firstOfEachName(documents.flatMap(({ document, folder }) => entriesOf(document, list, body, folder)));
  const [currentContext] = documents.flatMap(({ document }) => textAt(document, 'current-context') ?? []);
  return E.right({
    files,
    clusters: all('clusters', 'cluster'),
    users: all('users', 'user'),
    contexts: all('contexts', 'context'),
    ...defined({ currentContext }),
  });
};
