/**
 * Server-side apply, in its simplest form: what a manager applies is merged into the object, and what it applied before
 * and applies no more is taken away. Conflicts between managers are not looked for: the last one wins.
 */

import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';
import { at, stringOf } from '../json.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { listRule, type StrategicPatchError, strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { apiVersionOf, type ResourceType } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';
import { required } from '../validation/field-error.ts';
import { decodeObject, withoutNulls } from './incoming.ts';
import type { ObjectRequest, Outcome, Rest } from './rest.ts';
import { type ApiError, badRequest, invalid } from './status.ts';
import { createObject, nameRefusal, replaceObject } from './write.ts';
import { writeOptions } from './write-options.ts';

const sameItem =
  (key: string, item: unknown) =>
  (other: unknown): boolean =>
    isRecord(item) && isRecord(other) && item[key] === other[key];

/** The target without what `last` had and `next` has no more; `field` is the field that holds the target. */
const without = (target: unknown, last: unknown, next: unknown, field: string): unknown => {
  if (!isRecord(target) || !isRecord(last)) return target;
  const made: Record<string, unknown> = { ...target };
  for (const [key, before] of Object.entries(last)) {
    const now = isRecord(next) ? next[key] : undefined;
    if (now === undefined) {
      delete made[key];
      continue;
    }
    const rule = listRule(field, key);
    const list = made[key];
    if (Array.isArray(before) && Array.isArray(now) && Array.isArray(list) && typeof rule === 'object') {
      const dropped = before.filter((item) => !now.some(sameItem(rule.key, item)));
      made[key] = list
        .filter((item) => !dropped.some(sameItem(rule.key, item)))
        .map((item) => without(item, before.find(sameItem(rule.key, item)), now.find(sameItem(rule.key, item)), key));
    } else made[key] = without(list, before, now, key);
  }
  return made;
};

const merged = (
  request: ObjectRequest,
  current: KubeObject,
  last: JsonRecord | undefined,
  next: JsonRecord,
): E.Either<StrategicPatchError, unknown> => {
  const trimmed = last === undefined ? current : without(current, last, next, '');
  return request.type.custom ? E.right(mergePatch(trimmed, next)) : strategicMergePatch(trimmed, next);
};

/** An applied document is merged by the schema of what it says that it is: without that nothing can be. */
const misnamed = (type: ResourceType, next: JsonRecord): ApiError | undefined => {
  const expected = apiVersionOf(type);
  const version = stringOf(next.apiVersion) ?? '';
  const versions = `Specified patch version: ${version}, expected: ${expected}`;
  if (version !== expected) return badRequest(`Incorrect version specified in apply patch. ${versions}`);
  if (stringOf(next.kind) === undefined) return badRequest(`Object 'Kind' is missing in '${JSON.stringify(next)}'`);
  if (next.kind === type.kind) return undefined;
  return badRequest(`the kind in the data (${next.kind}) does not match the expected kind (${type.kind})`);
};

/** Applies the document of the body as its field manager; the object is created when it does not exist. */
export const applyObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, body, name = '' } = request;
  const manager = request.query.get('fieldManager') ?? '';
  const options = writeOptions(rest, request, 'PatchOptions');
  if (E.isLeft(options)) return options;
  const noManager = required('fieldManager', 'is required for apply patch');
  if (manager === '') return E.left(invalid('PatchOptions', 'meta.k8s.io', '', [noManager]));
  // Applying a null means nothing.
  const next = withoutNulls(body);
  if (!isRecord(next)) return E.left(badRequest('error decoding YAML: the body is no object'));
  const unnamed = nameRefusal(stringOf(at(next, 'metadata', 'name')), name) ?? misnamed(type, next);
  if (unnamed) return E.left(unnamed);
  const current = rest.store.get(type.name, request.namespace, name);
  const remember = (outcome: Outcome): Outcome => {
    if (!options.right.dry && E.isRight(outcome) && outcome.right.is === 'Object') {
      const { uid } = outcome.right.object.metadata;
      rest.applied.set(uid, (rest.applied.get(uid) ?? new Map<string, JsonRecord>()).set(manager, next));
    }
    return outcome;
  };
  if (!current) return remember(createObject(rest, { ...request, body: next }));
  const result = merged(request, current, rest.applied.get(current.metadata.uid)?.get(manager), next);
  if (E.isLeft(result)) return E.left(badRequest(result.left.message));
  const decoded = decodeObject(rest, type, result.right);
  if (E.isLeft(decoded)) return E.left(decoded.left.error);
  return remember(replaceObject(rest, request, current, decoded.right.object, options.right.dry));
};
