/** Objects of built-in kinds as the API server decodes them: unknown fields fall away, wrong types are refused. */

import * as E from 'fp-ts/Either';
import { isRecord } from '../../model/manifest.ts';
import type { ResourceName } from '../resource-types.ts';
import table from './core-fields.json' with { type: 'json' };
import { canonicalQuantity, quantityFault } from './quantity.ts';

/**
 * The fields of each type, as `name:type` with blanks between them. A field's type is `string`, `number`, `boolean`,
 * `Date`, `IntOrString`, `any`, the name of another type, or one of these with `[]` or `{}` behind it, for lists and
 * maps. The table holds what the client library's models say; a test compares the two.
 */
const texts: Readonly<Record<string, string | undefined>> = table;
const parsed = new Map<string, ReadonlyMap<string, string>>();

const fieldsOf = (type: string): ReadonlyMap<string, string> | undefined => {
  const known = parsed.get(type);
  const text = texts[type];
  if (known || text === undefined) return known;
  const fields = new Map(text.split(' ').map((field) => field.split(':') as [string, string]));
  parsed.set(type, fields);
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

/** Lists that mean something when they are empty; every other empty list is the same as none. */
const meaningful = new Set(['rules', 'verbs', 'containers', 'finalizers']);

type Conformed = E.Either<string, unknown>;

const found = (value: unknown): string => (Array.isArray(value) ? '[' : isRecord(value) ? '{' : JSON.stringify(value));

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

const wrong = (type: string, value: unknown, path: string): Conformed =>
  E.left(`${path}: expects ${type.startsWith('V1') ? 'an object' : type}, but found ${found(value)}`);

const each = (
  entries: readonly (readonly [string, unknown])[],
  conformOne: (key: string, value: unknown) => Conformed,
): E.Either<string, readonly (readonly [string, unknown])[]> => {
  const made: (readonly [string, unknown])[] = [];
  for (const [key, value] of entries) {
    if (value === null || value === undefined) continue;
    const one = conformOne(key, value);
    if (E.isLeft(one)) return one;
    if (one.right !== undefined) made.push([key, one.right]);
  }
  return E.right(made);
};

const conformList = (type: string, value: unknown, path: string): Conformed => {
  if (!Array.isArray(value)) return wrong('a list', value, path);
  const made: unknown[] = [];
  for (const item of value) {
    const one = conform(type, item, path);
    if (E.isLeft(one)) return one;
    made.push(one.right);
  }
  return E.right(made);
};

const conformMap = (type: string, value: unknown, path: string): Conformed => {
  if (!isRecord(value)) return wrong('an object', value, path);
  const made = each(Object.entries(value), (key, one) => conform(type, one, `${path}[${key}]`));
  return E.isLeft(made) ? made : E.right(Object.fromEntries(made.right));
};

const amount = (value: unknown): unknown => {
  if (typeof value === 'number') return canonicalQuantity(String(value));
  if (typeof value === 'string') return canonicalQuantity(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, amount(one)]));
};

/** What is wrong with the first text in the value that is no quantity. */
const amountFault = (value: unknown): string | undefined => {
  if (typeof value === 'string') {
    const why = quantityFault(value);
    return why && `${why}, but found ${found(value)}`;
  }
  if (!isRecord(value)) return undefined;
  return Object.values(value)
    .map(amountFault)
    .find((one) => one !== undefined);
};

const conformAmount = (type: string, given: unknown, path: string): Conformed => {
  const value = amount(given);
  const fault = amountFault(value);
  return fault === undefined ? conform(type, value, path) : E.left(`${path}: ${fault}`);
};

/** The value as one of this type, or where in it something of another type stands. */
export function conform(type: string, value: unknown, path: string): Conformed {
  if (type.endsWith('[]')) return conformList(type.slice(0, -2), value, path);
  if (type.endsWith('{}')) return conformMap(type.slice(0, -2), value, path);
  const scalar = scalars[type];
  if (scalar) return scalar(value) ? E.right(value) : wrong(type, value, path);
  const fields = fieldsOf(type);
  if (!fields) return E.right(value);
  if (!isRecord(value)) return wrong(type, value, path);
  const made = each(Object.entries(value), (key, one) => {
    const field = fields.get(key);
    if (field === undefined || (Array.isArray(one) && one.length === 0 && !meaningful.has(key)))
      return E.right(undefined);
    return (amounts.has(key) ? conformAmount : conform)(field, one, `${path}.${key}`);
  });
  return E.isLeft(made) ? made : E.right(Object.fromEntries(made.right));
}
