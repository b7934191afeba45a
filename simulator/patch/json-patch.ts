/** JSON patch (RFC 6902). */

import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/Either';
import { isRecord } from '../../src/model/json/json-object.ts';
import { at, stringOf } from '../json.ts';

export interface JsonPatchError {
  readonly is: 'MalformedJsonPatch' | 'JsonPatchFailed';
  readonly message: string;
}

const failed = (message: string): JsonPatchError => ({ is: 'JsonPatchFailed', message });

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

type Change = (parent: unknown, last: string) => unknown;

/** The document with the parent of the path's target changed; undefined when there is no such parent. */
const changeAt = (document: unknown, path: readonly string[], change: Change): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) return undefined;
  if (rest.length === 0) return change(document, head);
  const next = changeAt(child(document, head), rest, change);
  if (next === undefined) return undefined;
  if (Array.isArray(document)) return document.with(Number(head), next);
  return { ...(document as object), [head]: next };
};

const adding =
  (value: unknown): Change =>
  (parent, last) => {
    if (Array.isArray(parent)) {
      const place = last === '-' ? parent.length : index(parent, last, parent.length);
      return place === undefined ? undefined : parent.toSpliced(place, 0, value);
    }
    return isRecord(parent) ? { ...parent, [last]: value } : undefined;
  };

const removing: Change = (parent, last) => {
  if (child(parent, last) === undefined) return undefined;
  if (Array.isArray(parent)) {
    const place = index(parent, last, parent.length - 1);
    return place === undefined ? undefined : parent.toSpliced(place, 1);
  }
  const { [last]: _gone, ...rest } = parent as Record<string, unknown>;
  return rest;
};

const replacing =
  (value: unknown): Change =>
  (parent, last) => {
    if (child(parent, last) === undefined) return undefined;
    if (Array.isArray(parent)) {
      const place = index(parent, last, parent.length - 1);
      return place === undefined ? undefined : parent.with(place, value);
    }
    return { ...(parent as object), [last]: value };
  };

type Step = (document: unknown) => E.Either<JsonPatchError, unknown>;

const changed = (document: unknown, pointer: string, change: Change, op: string): E.Either<JsonPatchError, unknown> => {
  const next = changeAt(document, parts(pointer), change);
  return next === undefined
    ? E.left(failed(`${op} operation does not apply: doc is missing path: ${pointer}`))
    : E.right(next);
};

const step = (operation: unknown): E.Either<JsonPatchError, Step> => {
  const op = stringOf(at(operation, 'op')) ?? '';
  const path = stringOf(at(operation, 'path')) ?? '';
  const from = stringOf(at(operation, 'from')) ?? '';
  const value = at(operation, 'value');
  switch (op) {
    case 'add':
      return E.right((document) => (path === '' ? E.right(value) : changed(document, path, adding(value), op)));
    case 'remove':
      return E.right((document) => changed(document, path, removing, op));
    case 'replace':
      return E.right((document) => (path === '' ? E.right(value) : changed(document, path, replacing(value), op)));
    case 'move':
      return E.right((document) => {
        const moved = read(document, parts(from));
        const without = changed(document, from, removing, op);
        return E.isLeft(without) ? without : changed(without.right, path, adding(moved), op);
      });
    case 'copy':
      return E.right((document) => {
        const copied = read(document, parts(from));
        return copied === undefined
          ? E.left(failed(`copy operation does not apply: doc is missing path: ${from}`))
          : changed(document, path, adding(copied), op);
      });
    case 'test':
      return E.right((document) =>
        isDeepStrictEqual(read(document, parts(path)) ?? null, value ?? null)
          ? E.right(document)
          : E.left(failed(`testing value ${path} failed: test failed`)),
      );
    default:
      return E.left({ is: 'MalformedJsonPatch', message: `Unexpected kind: ${op}` });
  }
};

/** The document after all operations, or the first that does not apply. Nothing is applied in part. */
export const jsonPatch = (document: unknown, patch: unknown): E.Either<JsonPatchError, unknown> => {
  if (!Array.isArray(patch)) {
    const kind = isRecord(patch) ? 'object' : typeof patch;
    return E.left({
      is: 'MalformedJsonPatch',
      message: `json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`,
    });
  }
  let here: unknown = document;
  for (const operation of patch) {
    const next = step(operation);
    if (E.isLeft(next)) return next;
    const done = next.right(here);
    if (E.isLeft(done)) return done;
    here = done.right;
  }
  return E.right(here);
};
