/** Strategic merge patch: merge patch that knows by which key the entries of a list are told apart. */

import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';

export interface StrategicPatchError {
  readonly is: 'StrategicPatchFailed';
  readonly message: string;
}

export type ListRule = { readonly key: string } | 'set' | 'replace';

/**
 * How a list is merged, by its field and the field that holds it. These are the patch strategies of the built-in kinds;
 * a list that is not named is replaced.
 */
const byParent: Readonly<Record<string, ListRule>> = {
  'spec.ports': { key: 'port' },
  'containers.ports': { key: 'containerPort' },
  'initContainers.ports': { key: 'containerPort' },
  'containers.env': { key: 'name' },
  'initContainers.env': { key: 'name' },
  'containers.volumeMounts': { key: 'mountPath' },
  'initContainers.volumeMounts': { key: 'mountPath' },
  'containers.volumeDevices': { key: 'devicePath' },
  'spec.containers': { key: 'name' },
  'spec.initContainers': { key: 'name' },
  'spec.ephemeralContainers': { key: 'name' },
  'spec.volumes': { key: 'name' },
  'spec.imagePullSecrets': { key: 'name' },
  'spec.hostAliases': { key: 'ip' },
  'spec.topologySpreadConstraints': { key: 'topologyKey' },
  'spec.finalizers': 'set',
  'spec.podCIDRs': 'set',
  'metadata.ownerReferences': { key: 'uid' },
  'metadata.finalizers': 'set',
  'status.conditions': { key: 'type' },
  'status.podIPs': { key: 'ip' },
  'status.addresses': { key: 'type' },
  '.secrets': { key: 'name' },
};

const directive = '$patch';
const order = '$setElementOrder/';
const deletion = '$deleteFromPrimitiveList/';
const retain = '$retainKeys';

/** How the list `field` within the field `parent` is merged. */
export const listRule = (parent: string, field: string): ListRule => byParent[`${parent}.${field}`] ?? 'replace';

const cleaned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((one) => !(isRecord(one) && one[directive] !== undefined)).map(cleaned);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key, one]) => one !== null && !key.startsWith('$'));
  return Object.fromEntries(kept.map(([key, one]) => [key, cleaned(one)]));
};

const ordered = (list: readonly unknown[], wanted: unknown, idOf: (item: unknown) => unknown): readonly unknown[] => {
  if (!Array.isArray(wanted)) return list;
  const places = new Map(wanted.map((item, index) => [idOf(item), index]));
  const known = list.filter((item) => places.has(idOf(item)));
  const sorted = known.toSorted((a, b) => (places.get(idOf(a)) ?? 0) - (places.get(idOf(b)) ?? 0));
  const next = sorted.values();
  // Entries that the patch does not mention keep their places.
  return list.map((item) => (places.has(idOf(item)) ? next.next().value : item));
};

const mergeKeyed = (
  target: readonly unknown[],
  patch: readonly unknown[],
  field: string,
  key: string,
): readonly unknown[] => {
  const result = [...target];
  for (const item of patch) {
    if (!isRecord(item)) continue;
    const place = result.findIndex((one) => isRecord(one) && isDeepStrictEqual(one[key], item[key]));
    if (item[directive] === 'delete') {
      if (place >= 0) result.splice(place, 1);
    } else if (place < 0) result.push(cleaned(item));
    else result[place] = item[directive] === 'replace' ? cleaned(item) : mergeObject(result[place], item, field);
  }
  return result;
};

const mergeList = (target: unknown, patch: readonly unknown[], parent: string, field: string): readonly unknown[] => {
  const rule = listRule(parent, field);
  const replaced = patch.some(
    (item) => isRecord(item) && item[directive] === 'replace' && Object.keys(item).length === 1,
  );
  if (rule === 'replace' || replaced || !Array.isArray(target)) return cleaned(patch) as readonly unknown[];
  if (rule === 'set') return [...new Set([...target, ...patch])];
  return mergeKeyed(target, patch, field, rule.key);
};

function mergeObject(target: unknown, patch: JsonRecord, field: string): unknown {
  if (patch[directive] === 'replace') return cleaned(patch);
  if (patch[directive] === 'delete') return {};
  const made: Record<string, unknown> = { ...(isRecord(target) ? target : {}) };
  const kept = patch[retain];
  if (Array.isArray(kept)) for (const key of Object.keys(made)) if (!kept.includes(key)) delete made[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(deletion) && Array.isArray(value)) {
      const list = key.slice(deletion.length);
      if (Array.isArray(made[list])) made[list] = made[list].filter((one) => !value.includes(one));
    }
    if (key.startsWith('$')) continue;
    if (value === null) delete made[key];
    else if (Array.isArray(value)) made[key] = mergeList(made[key], value, field, key);
    else if (isRecord(value)) made[key] = mergeObject(made[key], value, key);
    else made[key] = value;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(order)) continue;
    const list = key.slice(order.length);
    const rule = listRule(field, list);
    const idOf = (item: unknown): unknown => (typeof rule === 'object' && isRecord(item) ? item[rule.key] : item);
    if (Array.isArray(made[list])) made[list] = ordered(made[list], value, idOf);
  }
  return made;
}

const missingKey = (patch: unknown, parent: string): string | undefined => {
  for (const [key, value] of Object.entries(isRecord(patch) ? patch : {})) {
    const isList = Array.isArray(value) && !key.startsWith('$');
    const rule = isList ? listRule(parent, key) : 'replace';
    for (const item of isList ? value : [value]) {
      if (typeof rule === 'object' && !(isRecord(item) && (rule.key in item || directive in item)))
        return `map: ${JSON.stringify(item)} does not contain declared merge key: ${rule.key}`;
      const inner = missingKey(item, key);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
};

/** The target with the patch applied; refused when an entry of a keyed list lacks its key. */
export const strategicMergePatch = (target: unknown, patch: JsonRecord): E.Either<StrategicPatchError, unknown> => {
  const message = missingKey(patch, '');
  return message === undefined
    ? E.right(mergeObject(target, patch, ''))
    : E.left({ is: 'StrategicPatchFailed', message });
};
