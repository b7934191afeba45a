/** Objects of built-in kinds as the API server decodes them: unknown fields fall away, wrong types are refused. */

import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { defined, isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';
import { canonicalQuantity, quantityFault } from '../../src/model/kube/quantity.ts';
import type { ResourceName } from '../resource-types.ts';
import table from './core-fields.json' with { type: 'json' };
import later from './later-fields.json' with { type: 'json' };

/**
 * The fields of each type, as `name:type` with blanks between them. A field's type is `string`, `number`, `boolean`,
 * `Date`, `IntOrString`, `any`, the name of another type, or one of these with `[]` or `{}` behind it, for lists and
 * maps. The table holds what the client library's models say; a test compares the two.
 */
const texts: Readonly<Record<string, string | undefined>> = table;

/** What of the table Kubernetes 1.20 does not know, or drops for want of a feature gate. */
const laterTexts: Readonly<Record<string, string | undefined>> = later;

type Fields = ReadonlyMap<string, string>;

const parsed = { current: new Map<string, Fields>(), old: new Map<string, Fields>() };

/** The type of each field of a type, by its name; undefined where the table does not have the type. */
export const fieldsOf = (type: string, vintage: keyof typeof parsed = 'current'): Fields | undefined => {
  const known = parsed[vintage].get(type);
  const text = texts[type];
  if (known || text === undefined) return known;
  const dropped = vintage === 'old' ? (laterTexts[type] ?? '').split(' ') : [];
  const fields = new Map(
    text
      .split(' ')
      .map((field) => field.split(':') as [string, string])
      .filter(([name]) => !dropped.includes(name)),
  );
  parsed[vintage].set(type, fields);
  return fields;
};

/** The type of each resource's objects. */
export const rootTypes: Readonly<Partial<Record<ResourceName, string>>> = {
  pods: 'V1Pod',
  jobs: 'V1Job',
  events: 'CoreV1Event',
  configmaps: 'V1ConfigMap',
  secrets: 'V1Secret',
  services: 'V1Service',
  deployments: 'V1Deployment',
  replicasets: 'V1ReplicaSet',
  serviceaccounts: 'V1ServiceAccount',
  roles: 'V1Role',
  rolebindings: 'V1RoleBinding',
  clusterroles: 'V1ClusterRole',
  clusterrolebindings: 'V1ClusterRoleBinding',
  namespaces: 'V1Namespace',
  nodes: 'V1Node',
};

/** Amounts may be written as numbers and in many ways; they are stored in one. */
const amounts = new Set(['limits', 'requests', 'sizeLimit', 'divisor', 'capacity', 'allocatable', 'overhead']);

/** Fields that exist, of which nothing is kept. */
const unlisted = new Set(['managedFields']);

/** Lists that mean something when they are empty; every other empty list is the same as none. */
const meaningful = new Set(['rules', 'verbs', 'containers', 'finalizers']);

/** A value that cannot be decoded: where it stands (`spec.containers[0].name`), and why. */
export interface DecodingFault {
  readonly path: string;
  /** The type of the table that was wanted. */
  readonly type: string;
  /** The type that has the field. */
  readonly owner?: string;
  readonly value: unknown;
  /** What is wrong with an amount. */
  readonly why?: string;
}

export interface Decoding {
  /** Decode as Kubernetes 1.20, which knows fewer fields. */
  readonly old?: boolean;
  /** Called with the path of each field that is not known. */
  readonly unknown?: (path: string) => void;
}

type Conformed = E.Either<DecodingFault, unknown>;

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  Date: (value) => typeof value === 'string',
  V1MicroTime: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  IntOrString: (value) => typeof value === 'string' || Number.isInteger(value),
  any: () => true,
  object: isRecord,
};

const wrong = (type: string, value: unknown, path: string): Conformed => E.left({ path, type, value });

/** The object with its values as `conformOne` makes them, without those that it makes undefined. */
const each = (
  value: JsonRecord,
  conformOne: (key: string, value: unknown) => Conformed,
): E.Either<DecodingFault, JsonRecord> =>
  pipe(
    Object.entries(value),
    E.traverseArray(([key, one]) => E.map((made) => [key, made] as const)(conformOne(key, one))),
    E.map((made) => defined(Object.fromEntries(made))),
  );

const conformList = (type: string, value: unknown, path: string, decoding: Decoding): Conformed => {
  if (!Array.isArray(value)) return wrong(`${type}[]`, value, path);
  return pipe(
    value,
    E.traverseArrayWithIndex((index, item) => conform(type, item, `${path}[${index}]`, decoding)),
  );
};

const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const conformMap = (type: string, value: unknown, path: string, decoding: Decoding): Conformed => {
  if (!isRecord(value)) return wrong(`${type}{}`, value, path);
  const made = each(value, (key, one) =>
    one === null ? E.right(undefined) : conform(type, one, under(path, key), decoding),
  );
  // Of a map's own values it is not said which one.
  return E.mapLeft((fault: DecodingFault) => (fault.owner === undefined ? { ...fault, path } : fault))(made);
};

const amount = (value: unknown): unknown => {
  if (typeof value === 'number') return canonicalQuantity(String(value));
  if (typeof value === 'string') return canonicalQuantity(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, amount(one)]));
};

/** What is wrong with the first text in the value that is no quantity. */
const amountFault = (value: unknown): { readonly why: string; readonly value: unknown } | undefined => {
  if (typeof value === 'string') {
    const why = quantityFault(value);
    return why === undefined ? undefined : { why, value };
  }
  if (!isRecord(value)) return undefined;
  return Object.values(value)
    .map(amountFault)
    .find((one) => one !== undefined);
};

const conformAmount = (type: string, given: unknown, path: string, decoding: Decoding): Conformed => {
  const value = amount(given);
  const fault = amountFault(value);
  return fault === undefined ? conform(type, value, path, decoding) : E.left({ path, type, ...fault });
};

/** The value as one of this type, or where in it something of another type stands. `path` is where the value itself stands. */
export function conform(type: string, value: unknown, path = '', decoding: Decoding = {}): Conformed {
  if (type.endsWith('[]')) return conformList(type.slice(0, -2), value, path, decoding);
  if (type.endsWith('{}')) return conformMap(type.slice(0, -2), value, path, decoding);
  const scalar = scalars[type];
  if (scalar) return scalar(value) ? E.right(value) : wrong(type, value, path);
  const fields = fieldsOf(type, decoding.old ? 'old' : 'current');
  if (!fields) return E.right(value);
  if (!isRecord(value)) return wrong(type, value, path);
  const made = each(value, (key, one) => {
    const field = fields.get(key);
    if (field === undefined && !unlisted.has(key)) decoding.unknown?.(under(path, key));
    if (field === undefined || one === null || one === undefined) return E.right(undefined);
    if (Array.isArray(one) && one.length === 0 && !meaningful.has(key)) return E.right(undefined);
    return (amounts.has(key) ? conformAmount : conform)(field, one, under(path, key), decoding);
  });
  return E.mapLeft((fault: DecodingFault) => ({ owner: type, ...fault }))(made);
}
