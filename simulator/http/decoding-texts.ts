/** How servers say that a value could not be decoded: newer ones in the words of Go's JSON library. */
import { isRecord } from '../../src/model/json/json-object.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceType } from '../resource-types.ts';
import type { DecodingFault } from '../validation/conform.ts';

/** Whole numbers of 64 bits; all others have 32. */
const long = new Set([
  ...['activeDeadlineSeconds', 'deletionGracePeriodSeconds', 'expirationSeconds', 'fsGroup', 'generation'],
  ...['observedGeneration', 'runAsGroup', 'runAsUser', 'terminationGracePeriodSeconds', 'tolerationSeconds'],
]);

const structName = (type: string): string => type.replace(/^(Core)?V1/, '');

const goType = (type: string, field: string): string => {
  if (type.endsWith('[]')) return `[]${goType(type.slice(0, -2), field)}`;
  if (type.endsWith('{}')) return `map[string]${goType(type.slice(0, -2), field)}`;
  if (type === 'number') return long.has(field) ? 'int64' : 'int32';
  if (type === 'boolean') return 'bool';
  return /^(Core)?V1/.test(type) ? `v1.${structName(type)}` : type;
};

/** The kind of a JSON value, as Go names it. */
export const jsonKind = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (isRecord(value)) return 'object';
  return typeof value === 'boolean' ? 'bool' : typeof value;
};

const currentText = ({ path, type, owner, value, why }: DecodingFault): string => {
  if (why !== undefined) return why;
  const shown = path.replace(/\[\d+\]/g, '');
  const field = shown.slice(shown.lastIndexOf('.') + 1);
  return `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${structName(owner ?? '')}.${shown} of type ${goType(type, field)}`;
};

const oldText = (resource: ResourceType, { path, type, value, why }: DecodingFault): string => {
  const found = Array.isArray(value) ? '[' : isRecord(value) ? '{' : JSON.stringify(value);
  const expected = type.endsWith('[]') ? 'a list' : /^(Core)?V1|\{\}$/.test(type) ? 'an object' : type;
  const where = `${resource.version}.${resource.kind}.${path.replace(/\[\d+\]/g, '')}`;
  return `${where}: ${why ?? `expects ${expected}`}, but found ${found}`;
};

/** Why an object of this kind could not be decoded. */
export const decodingText = (kubernetes: Kubernetes, resource: ResourceType, fault: DecodingFault): string =>
  kubernetes.currentTexts ? currentText(fault) : oldText(resource, fault);

/** The value as Go prints a map: `map[a:1 b:map[c:x]]`, in the order of the keys. */
export const goText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isRecord(value)) return value === null || value === undefined ? '<nil>' : String(value);
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${goText(value[key])}`);
  return `map[${entries.join(' ')}]`;
};

/** Why a merged object could not be turned into one of its kind. */
export const restoringText = ({ type, value, why }: DecodingFault): string => {
  if (why !== undefined) return why;
  const kind = typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : jsonKind(value);
  const from = kind === 'array' ? 'slice' : kind === 'object' ? 'map' : kind;
  if (type.endsWith('[]')) return `cannot restore slice from ${from}`;
  if (type.endsWith('{}')) return `cannot restore map from ${from}`;
  if (/^(Core)?V1/.test(type)) return `cannot restore struct from: ${from}`;
  return `cannot convert ${from} to ${goType(type, '')}`;
};
