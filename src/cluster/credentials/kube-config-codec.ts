import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../model/json/json-object.ts';
import { showPath } from '../../model/json/problem.ts';
import { flag, list, mapOf, record, text, textFields, texts } from '../../model/json/schema-builders.ts';
import { typeName, typePhrases, violations } from '../../model/json/structural-schema.ts';

const cluster = record({
  ...textFields('server', 'tls-server-name', 'certificate-authority', 'certificate-authority-data', 'proxy-url'),
  'insecure-skip-tls-verify': flag,
  'disable-compression': flag,
  extensions: list(record({ name: text })),
});

const exec = record({
  ...textFields('command', 'apiVersion', 'installHint', 'interactiveMode'),
  args: list(text),
  env: list(record(textFields('name', 'value'))),
  provideClusterInfo: flag,
});

const user = record({
  ...textFields('client-certificate', 'client-certificate-data', 'client-key', 'client-key-data'),
  ...textFields('token', 'tokenFile', 'as', 'as-uid', 'username', 'password'),
  'as-groups': list(text),
  'as-user-extra': mapOf(list(text)),
  'auth-provider': record({ name: text, config: texts }),
  exec,
});

const context = record(textFields('cluster', 'user', 'namespace'));

/** The fields of a kubeconfig that are read, of the types that client-go wants (`clientcmd/api/v1/types.go`). */
const kubeConfig = record({
  'current-context': text,
  clusters: list(record({ name: text, cluster })),
  users: list(record({ name: text, user })),
  contexts: list(record({ name: text, context })),
});

/** The document of a kubeconfig. Left: the first field that is of another type, as the end of a sentence. */
export const decodeKubeConfig = (document: unknown): E.Either<string, JsonRecord> => {
  if (!isRecord(document)) return E.left('it is not a mapping');
  // As for Go's JSON, null is absent. What a value is is said, never the value itself: it may be a secret in the wrong place.
  const wrong = violations(kubeConfig, document).find(({ value }) => value !== null);
  if (wrong === undefined) return E.right(document);
  const { path, schema, value } = wrong;
  const found = typePhrases[typeof value === 'number' ? 'number' : typeName(value)];
  return E.left(`${showPath(path)} is ${found}, where ${typePhrases[schema.type ?? '']} has to be`);
};
