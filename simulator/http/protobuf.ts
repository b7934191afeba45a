/**
 * Bodies in Kubernetes' protobuf form. kubectl writes some of its requests so, whatever the server says that it prefers.
 * Only kinds that kubectl creates by itself can be read; the answers are always JSON.
 */
import * as E from 'fp-ts/Either';

type Shape =
  | { readonly is: 'text' | 'bytes' | 'integer' | 'flag' | 'time' | 'ignored' }
  | { readonly is: 'message'; readonly fields: Fields }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'map'; readonly of: Shape };

type Fields = Readonly<Record<number, readonly [name: string, shape: Shape]>>;

const text: Shape = { is: 'text' };
const integer: Shape = { is: 'integer' };
const flag: Shape = { is: 'flag' };
const ignored: Shape = { is: 'ignored' };
const message = (fields: Fields): Shape => ({ is: 'message', fields });
const list = (of: Shape): Shape => ({ is: 'list', of });
const map = (of: Shape): Shape => ({ is: 'map', of });

const owner = message({
  1: ['kind', text],
  3: ['name', text],
  4: ['uid', text],
  5: ['apiVersion', text],
  6: ['controller', flag],
  7: ['blockOwnerDeletion', flag],
});
const metadata = message({
  1: ['name', text],
  2: ['generateName', text],
  3: ['namespace', text],
  4: ['selfLink', ignored],
  5: ['uid', text],
  6: ['resourceVersion', text],
  7: ['generation', integer],
  8: ['creationTimestamp', ignored],
  9: ['deletionTimestamp', ignored],
  10: ['deletionGracePeriodSeconds', integer],
  11: ['labels', map(text)],
  12: ['annotations', map(text)],
  13: ['ownerReferences', list(owner)],
  14: ['finalizers', list(text)],
  17: ['managedFields', ignored],
});
const reference = message({ 1: ['kind', text], 2: ['namespace', text], 3: ['name', text] });
const rules = list(
  message({
    1: ['verbs', list(text)],
    2: ['apiGroups', list(text)],
    3: ['resources', list(text)],
    4: ['resourceNames', list(text)],
    5: ['nonResourceURLs', list(text)],
  }),
);
const role = message({ 1: ['metadata', metadata], 2: ['rules', rules] });
const binding = message({
  1: ['metadata', metadata],
  2: [
    'subjects',
    list(message({ 1: ['kind', text], 2: ['apiGroup', text], 3: ['name', text], 4: ['namespace', text] })),
  ],
  3: ['roleRef', message({ 1: ['apiGroup', text], 2: ['kind', text], 3: ['name', text] })],
});
const container = message({
  1: ['name', text],
  2: ['image', text],
  3: ['command', list(text)],
  4: ['args', list(text)],
  8: ['resources', ignored],
  13: ['terminationMessagePath', text],
  14: ['imagePullPolicy', text],
});
const podSpec = message({
  2: ['containers', list(container)],
  3: ['restartPolicy', text],
  4: ['terminationGracePeriodSeconds', integer],
  6: ['dnsPolicy', text],
  8: ['serviceAccountName', text],
  9: ['serviceAccount', text],
  10: ['nodeName', text],
  11: ['hostNetwork', ignored],
  12: ['hostPID', ignored],
  13: ['hostIPC', ignored],
  14: ['securityContext', ignored],
  16: ['hostname', ignored],
  17: ['subdomain', ignored],
  19: ['schedulerName', text],
  24: ['priorityClassName', ignored],
});
const template = message({ 1: ['metadata', metadata], 2: ['spec', podSpec] });

const kinds: Readonly<Record<string, Shape>> = {
  SelfSubjectAccessReview: message({
    1: ['metadata', metadata],
    2: [
      'spec',
      message({
        1: [
          'resourceAttributes',
          message({
            1: ['namespace', text],
            2: ['verb', text],
            3: ['group', text],
            4: ['version', text],
            5: ['resource', text],
            6: ['subresource', text],
            7: ['name', text],
          }),
        ],
        2: ['nonResourceAttributes', message({ 1: ['path', text], 2: ['verb', text] })],
      }),
    ],
    3: ['status', ignored],
  }),
  SelfSubjectRulesReview: message({
    1: ['metadata', metadata],
    2: ['spec', message({ 1: ['namespace', text] })],
    3: ['status', ignored],
  }),
  ConfigMap: message({
    1: ['metadata', metadata],
    2: ['data', map(text)],
    3: ['binaryData', map({ is: 'bytes' })],
    4: ['immutable', flag],
  }),
  Secret: message({
    1: ['metadata', metadata],
    2: ['data', map({ is: 'bytes' })],
    3: ['type', text],
    4: ['stringData', map(text)],
    5: ['immutable', flag],
  }),
  ServiceAccount: message({ 1: ['metadata', metadata], 2: ['secrets', list(reference)] }),
  Namespace: message({
    1: ['metadata', metadata],
    2: ['spec', message({ 1: ['finalizers', list(text)] })],
    3: ['status', ignored],
  }),
  Role: role,
  ClusterRole: role,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  TokenRequest: message({
    1: ['metadata', metadata],
    2: ['spec', message({ 1: ['audiences', list(text)], 4: ['expirationSeconds', integer] })],
    3: ['status', ignored],
  }),
  Job: message({
    1: ['metadata', metadata],
    2: ['spec', message({ 6: ['template', template] })],
    3: ['status', ignored],
  }),
};

const envelope = message({
  1: ['typeMeta', message({ 1: ['apiVersion', text], 2: ['kind', text] })],
  2: ['raw', { is: 'bytes' }],
  3: ['contentEncoding', text],
  4: ['contentType', text],
});

const magic = Buffer.from([0x6b, 0x38, 0x73, 0]);

interface Wire {
  readonly number: number;
  readonly value: bigint | Buffer;
}

const varint = (bytes: Buffer, at: number): readonly [bigint, number] | undefined => {
  let value = 0n;
  for (let i = 0; i < 10; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return [BigInt.asIntN(64, value), at + i + 1];
  }
  return undefined;
};

const wires = (bytes: Buffer): readonly Wire[] | undefined => {
  const made: Wire[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    if (tag === undefined) return undefined;
    const number = Number(tag[0] >> 3n);
    const next = varint(bytes, tag[1]);
    if (next === undefined) return undefined;
    if ((tag[0] & 7n) === 0n) {
      made.push({ number, value: next[0] });
      at = next[1];
    } else if ((tag[0] & 7n) === 2n) {
      const end = next[1] + Number(next[0]);
      if (end > bytes.length) return undefined;
      made.push({ number, value: bytes.subarray(next[1], end) });
      at = end;
    } else return undefined;
  }
  return made;
};

const scalar = (shape: Shape, value: bigint | Buffer): E.Either<string, unknown> => {
  if (shape.is === 'ignored') return E.right(undefined);
  if (typeof value === 'bigint') {
    if (shape.is === 'flag') return E.right(value !== 0n);
    return shape.is === 'integer' ? E.right(Number(value)) : E.left('a number where none belongs');
  }
  switch (shape.is) {
    case 'text':
      return E.right(value.toString());
    case 'bytes':
      return E.right(value.toString('base64'));
    case 'message':
      return read(shape.fields, value);
    default:
      return E.left('bytes where none belong');
  }
};

const entry = (of: Shape, value: bigint | Buffer): E.Either<string, readonly [string, unknown]> => {
  const found =
    typeof value === 'bigint' ? E.left('no map entry') : read({ 1: ['key', text], 2: ['value', of] }, value);
  return E.isLeft(found) ? found : E.right([String(found.right.key ?? ''), found.right.value ?? '']);
};

function read(fields: Fields, bytes: Buffer): E.Either<string, Record<string, unknown>> {
  const parts = wires(bytes);
  if (parts === undefined) return E.left('the message is cut off');
  const made: Record<string, unknown> = {};
  for (const { number, value } of parts) {
    const field = fields[number];
    if (!field) return E.left(`field ${number} cannot be read`);
    const [name, shape] = field;
    if (shape.is === 'map') {
      const one = entry(shape.of, value);
      if (E.isLeft(one)) return one;
      made[name] = { ...(made[name] as object | undefined), [one.right[0]]: one.right[1] };
      continue;
    }
    const one = scalar(shape.is === 'list' ? shape.of : shape, value);
    if (E.isLeft(one)) return one;
    if (one.right === undefined) continue;
    made[name] = shape.is === 'list' ? [...((made[name] as unknown[] | undefined) ?? []), one.right] : one.right;
  }
  return E.right(made);
}

/** The object of a protobuf body as JSON; the error says which part cannot be read. */
export const readProtobuf = (body: Buffer): E.Either<string, unknown> => {
  if (!body.subarray(0, 4).equals(magic) || envelope.is !== 'message') return E.left('no Kubernetes protobuf message');
  const outer = read(envelope.fields, body.subarray(4));
  if (E.isLeft(outer)) return outer;
  const { apiVersion, kind } = (outer.right.typeMeta ?? {}) as { apiVersion?: string; kind?: string };
  const shape = kinds[kind ?? ''];
  if (shape?.is !== 'message') return E.left(`kind ${kind} cannot be read in this form`);
  const inner = read(shape.fields, Buffer.from(String(outer.right.raw ?? ''), 'base64'));
  return E.isLeft(inner) ? inner : E.right({ apiVersion, kind, ...inner.right });
};
