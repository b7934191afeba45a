import * as E from 'fp-ts/Either';
import * as t from 'io-ts';
import { isRecord, type JsonRecord } from '../../model/json/json-object.ts';
import { type Path, showPath } from '../../model/json/problem.ts';

/** A codec that takes null for absent, as Go's JSON does. */
const orNull = (name: string, is: (value: unknown) => boolean): t.Mixed =>
  new t.Type<unknown>(
    name,
    (value): value is unknown => value === null || is(value),
    (value, context) => (value === null || is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );

const within = (codec: t.Mixed, value: unknown, key: string, context: t.Context): readonly t.ValidationError[] => {
  const result = codec.validate(value, t.appendContext(context, key, codec, value));
  return result._tag === 'Left' ? result.left : [];
};

const members = (
  name: string,
  is: (value: unknown) => boolean,
  problems: (value: never, context: t.Context) => readonly t.ValidationError[],
): t.Mixed =>
  new t.Type<unknown>(
    name,
    (value): value is unknown => value === null || is(value),
    (value, context) => {
      if (value === null) return t.success(value);
      if (!is(value)) return t.failure(value, context);
      const wrong = problems(value as never, context);
      return wrong.length === 0 ? t.success(value) : t.failures([...wrong]);
    },
    t.identity,
  );

const text = orNull('text', (value) => typeof value === 'string');
const flag = orNull('true or false', (value) => typeof value === 'boolean');

const listOf = (member: t.Mixed): t.Mixed =>
  members('a list', Array.isArray, (value: readonly unknown[], context) =>
    value.flatMap((each, index) => within(member, each, String(index), context)),
  );

const mapOf = (member: t.Mixed): t.Mixed =>
  members('an object', isRecord, (value: JsonRecord, context) =>
    Object.entries(value).flatMap(([key, each]) => within(member, each, key, context)),
  );

/** An object of which these fields are known; others say nothing. */
const object = (fields: Readonly<Record<string, t.Mixed>>): t.Mixed =>
  members('an object', isRecord, (value: JsonRecord, context) =>
    Object.entries(fields).flatMap(([key, field]) =>
      value[key] === undefined ? [] : within(field, value[key], key, context),
    ),
  );

const each = (codec: t.Mixed, keys: readonly string[]): Readonly<Record<string, t.Mixed>> =>
  Object.fromEntries(keys.map((key) => [key, codec]));

const cluster = object({
  ...each(text, ['server', 'tls-server-name', 'certificate-authority', 'certificate-authority-data', 'proxy-url']),
  ...each(flag, ['insecure-skip-tls-verify', 'disable-compression']),
  extensions: listOf(object({ name: text })),
});

const exec = object({
  ...each(text, ['command', 'apiVersion', 'installHint', 'interactiveMode']),
  args: listOf(text),
  env: listOf(object(each(text, ['name', 'value']))),
  provideClusterInfo: flag,
});

const user = object({
  ...each(text, ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data']),
  ...each(text, ['token', 'tokenFile', 'as', 'as-uid', 'username', 'password']),
  'as-groups': listOf(text),
  'as-user-extra': mapOf(listOf(text)),
  'auth-provider': object({ name: text, config: mapOf(text) }),
  exec,
});

const context = object(each(text, ['cluster', 'user', 'namespace']));

/** The fields of a kubeconfig that are read, of the types that client-go wants (`clientcmd/api/v1/types.go`). */
const kubeConfig = object({
  'current-context': text,
  clusters: listOf(object({ name: text, cluster })),
  users: listOf(object({ name: text, user })),
  contexts: listOf(object({ name: text, context })),
});

/** What a value is; never the value itself, which may be a secret in the wrong place. */
const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
};

/** The document of a kubeconfig. Left: the first field that is of another type, as the end of a sentence. */
export const decodeKubeConfig = (document: unknown): E.Either<string, JsonRecord> => {
  if (!isRecord(document)) return E.left('it is not a mapping');
  const decoded = kubeConfig.decode(document);
  if (E.isRight(decoded)) return E.right(document);
  const [wrong] = decoded.left;
  const path: Path = (wrong?.context ?? []).slice(1).map(({ key }) => (/^\d+$/.test(key) ? Number(key) : key));
  const expected = wrong?.context.at(-1)?.type.name ?? 'something else';
  return E.left(`${showPath(path)} is ${kindOf(wrong?.value)}, where ${expected} has to be`);
};
