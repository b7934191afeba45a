/** JSON patch (RFC 6902). */

import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/Either';
import { isRecord } from '../../src/model/json/json-object.ts';
import { at, stringOf } from '../json.ts';

type JsonPatchError =
  | { readonly is: 'MalformedJsonPatch'; readonly message: string }
  /** The server does not say why. */
  | { readonly is: 'JsonPatchFailed' };

const failed: JsonPatchError = { is: 'JsonPatchFailed' };
const malformed = (message: string): JsonPatchError => ({ is: 'MalformedJsonPatch', message });

const parts = (pointer: string): readonly string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const index = (list: readonly unknown[], part: string, end: number): number | undefined => {
  if (!/^-?\d+$/.test(part)) return undefined;
  const wanted = Number(part);
  const place = wanted < 0 ? wanted + list.length : wanted;
  return place >= 0 && place <= end ? place : undefined;
};

const child = (value: unknown, part: string): unknown => {
  if (Array.isArray(value)) {
    const place = index(value, part, value.length - 1);
    return place === undefined ? undefined : value[place];
  }
  return isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined;
};

const read = (document: unknown, path: readonly string[]): unknown => path.reduce(child, document);

type Change = 'add' | 'remove' | 'replace';

/** The list or object with its member added, removed or replaced; undefined where it has none. */
const withMember = (parent: unknown, part: string, change: Change, value: unknown): unknown => {
  if (Array.isArray(parent)) {
    const end = change === 'add' ? parent.length : parent.length - 1;
    const place = change === 'add' && part === '-' ? end : index(parent, part, end);
    if (place === undefined) return undefined;
    return parent.toSpliced(place, change === 'add' ? 0 : 1, ...(change === 'remove' ? [] : [value]));
  }
  if (!isRecord(parent) || (change !== 'add' && child(parent, part) === undefined)) return undefined;
  const { [part]: _gone, ...others } = parent;
  return change === 'remove' ? others : { ...parent, [part]: value };
};

/** The document with the member at the path changed; undefined when it has no such place. */
const changeAt = (document: unknown, path: readonly string[], change: Change, value: unknown): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) return undefined;
  if (rest.length === 0) return withMember(document, head, change, value);
  const next = changeAt(child(document, head), rest, change, value);
  if (next === undefined) return undefined;
  if (Array.isArray(document)) return document.with(Number(head), next);
  return { ...(document as object), [head]: next };
};

type Patched = E.Either<JsonPatchError, unknown>;

const changed = (document: unknown, pointer: string, change: Change, value?: unknown): Patched =>
  E.fromNullable(failed)(changeAt(document, parts(pointer), change, value));

const applied = (document: unknown, operation: unknown): Patched => {
  const text = (key: string): string => stringOf(at(operation, key)) ?? '';
  const [op, path, from] = [text('op'), text('path'), text('from')];
  const value = at(operation, 'value');
  switch (op) {
    case 'add':
    case 'replace':
      return path === '' ? E.right(value) : changed(document, path, op, value);
    case 'remove':
      return changed(document, path, op);
    case 'move':
      return E.chain((without) => changed(without, path, 'add', read(document, parts(from))))(
        changed(document, from, 'remove'),
      );
    case 'copy': {
      const copied = read(document, parts(from));
      return copied === undefined ? E.left(failed) : changed(document, path, 'add', copied);
    }
    case 'test':
      return isDeepStrictEqual(read(document, parts(path)) ?? null, value ?? null) ? E.right(document) : E.left(failed);
    default:
      return E.left(malformed(`Unexpected kind: ${op}`));
  }
};

/** The document after all operations, or the first that does not apply. Nothing is applied in part. */
export const jsonPatch = (document: unknown, patch: unknown): Patched => {
  if (!Array.isArray(patch)) {
    const kind = isRecord(patch) ? 'object' : typeof patch;
    return E.left(malformed(`json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`));
  }
  return patch.reduce<Patched>(
    (sofar, operation) => E.chain((here) => applied(here, operation))(sofar),
    E.right(document),
  );
};
