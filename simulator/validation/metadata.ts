/** What is wrong with an object's metadata. */
import { isRecord } from '../../src/model/json/json-object.ts';
import { at, listOf, objectOf, stringOf, stringsOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName } from '../resource-types.ts';
import { complaints, each, following } from './complaints.ts';
import { bad, type FieldError, required, tooLong } from './field-error.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, type LengthUnit, labelValue, pathSegment, qualified } from './names.ts';

const annotationLimit = 262_144;

const unitOf = ({ currentTexts }: Kubernetes): LengthUnit => (currentTexts ? 'bytes' : 'characters');

/** Complaints about labels under the field `path`. */
export const labelErrors = (kubernetes: Kubernetes, labels: unknown, path: string): readonly FieldError[] =>
  Object.entries(stringsOf(labels)).flatMap(([key, value]) => [
    ...qualified(key, unitOf(kubernetes)).map((why) => bad(path, key, why)),
    ...labelValue(value, unitOf(kubernetes)).map((why) => bad(path, value, why)),
  ]);

/** Complaints about annotations: their keys, and 256 KiB for all of them together. */
export const annotationErrors = (kubernetes: Kubernetes, annotations: unknown, path: string): readonly FieldError[] => {
  const entries = Object.entries(stringsOf(annotations));
  const size = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  return complaints(
    entries.flatMap(([key]) => qualified(key.toLowerCase(), unitOf(kubernetes)).map((why) => bad(path, key, why))),
    size > annotationLimit && tooLong(path, annotationLimit, kubernetes.currentTexts),
  );
};

/** The rules for names; the others are DNS subdomains. */
const nameRules: Readonly<Partial<Record<ResourceName, (name: string) => readonly string[]>>> = {
  namespaces: dnsLabel,
  services: dns1035Label,
  roles: pathSegment,
  rolebindings: pathSegment,
  clusterroles: pathSegment,
  clusterrolebindings: pathSegment,
  events: pathSegment,
};

const neededOfOwners = { apiVersion: 'version', kind: 'kind', name: 'name', uid: 'uid' };

const ownerErrors = (owners: unknown): readonly FieldError[] =>
  each(owners, 'metadata.ownerReferences', (owner, path) =>
    Object.entries(neededOfOwners)
      .filter(([key]) => !stringOf(at(owner, key)))
      .map(([key, what]) => bad(`${path}.${key}`, at(owner, key) ?? '', `${what} must not be empty`)),
  );

const controllerErrors = (owners: unknown): readonly FieldError[] => {
  const controllers = listOf(owners).filter((owner) => at(owner, 'controller') === true);
  const [first, second] = controllers.map((owner) => `${String(at(owner, 'kind'))}/${String(at(owner, 'name'))}`);
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`;
  return second === undefined ? [] : [bad('metadata.ownerReferences', owners, why)];
};

const finalizerErrors = (kubernetes: Kubernetes, finalizers: unknown): readonly FieldError[] => {
  const names = listOf(finalizers).map(String);
  const both = names.includes('orphan') && names.includes('foregroundDeletion');
  return complaints(
    names.flatMap((name) => qualified(name, unitOf(kubernetes)).map((why) => bad('metadata.finalizers', name, why))),
    both && bad('metadata.finalizers', names, 'finalizer orphan and foregroundDeletion cannot be both set'),
  );
};

/** A prefix as it is looked at: it may end with a dash, and what the dash hides is not looked at. */
const beforeSuffix = (prefix: string): string =>
  prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;

/** Everything that is wrong with the metadata of an object that shall be stored. */
export const metadataErrors = (
  kubernetes: Kubernetes,
  resource: ResourceName,
  object: unknown,
): readonly FieldError[] => {
  const metadata = at(object, 'metadata');
  const name = stringOf(at(metadata, 'name')) ?? '';
  const prefix = stringOf(at(metadata, 'generateName')) ?? '';
  const rule = nameRules[resource] ?? dnsSubdomain;
  return complaints(
    // What is wrong with a prefix is said beside the name that was made of it.
    prefix !== '' && rule(beforeSuffix(prefix)).map((why) => bad('metadata.generateName', prefix, why)),
    name === ''
      ? required('metadata.name', 'name or generateName is required')
      : following('metadata.name', name, rule),
    labelErrors(kubernetes, at(metadata, 'labels'), 'metadata.labels'),
    annotationErrors(kubernetes, at(metadata, 'annotations'), 'metadata.annotations'),
    ownerErrors(at(metadata, 'ownerReferences')),
    controllerErrors(at(metadata, 'ownerReferences')),
    finalizerErrors(kubernetes, at(metadata, 'finalizers')),
  );
};

/** In the order in which they are looked at. */
const typesOfMetadata = [
  ...['name', 'namespace', 'generateName', 'uid', 'resourceVersion'].map((key) => [key, 'string'] as const),
  ...['labels', 'annotations'].map((key) => [key, 'object'] as const),
  ...['finalizers', 'ownerReferences'].map((key) => [key, 'array'] as const),
];
const article = (type: string): string => (type === 'string' ? `a ${type}` : `an ${type}`);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

/**
 * The first field of the metadata that has the wrong JSON type, in a sentence; undefined when all are right. The real
 * server refuses such a body while it decodes it.
 */
export const metadataTypeError = (object: unknown): string | undefined => {
  const metadata = at(object, 'metadata');
  if (metadata !== undefined && metadata !== null && !isRecord(metadata)) return 'v1.ObjectMeta: expects {';
  for (const [key, wanted] of typesOfMetadata) {
    const value = at(metadata, key) ?? undefined;
    if (value === undefined) continue;
    if (kindOf(value) !== wanted) return `v1.ObjectMeta.${key}: expects ${article(wanted)} but found ${kindOf(value)}`;
    const wrong = wanted === 'object' && Object.entries(objectOf(value)).find(([, one]) => typeof one !== 'string');
    if (wrong)
      return `v1.ObjectMeta.${key}: ReadString: expects " or n, but found ${kindOf(wrong[1])} at key ${wrong[0]}`;
  }
  return undefined;
};
