/** PATCH: the three kinds of patch documents, applied to what is stored at that moment. */

import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../model/manifest.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { KubeObject } from '../store.ts';
import { bad, literal } from '../validation/field-error.ts';
import { applyObject } from './apply.ts';
import { decodeObject } from './incoming.ts';
import type { ObjectRequest, Outcome, Rest } from './rest.ts';
import {
  type ApiError,
  badRequest,
  invalid,
  invalidObject,
  notFound,
  serverError,
  unknownFormat,
  unsupportedPatch,
} from './status.ts';
import { dryRun, replaceObject } from './write.ts';

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const customTypes = [types.json, types.merge, types.apply];

const rejected: ApiError = {
  _tag: 'ApiError',
  code: 422,
  reason: 'Invalid',
  message: 'the server rejected our request due to an error in our request',
  details: {},
};

const unreadable = (patch: unknown, why: string): ApiError =>
  invalid('', '', '', [bad('patch', literal(JSON.stringify(JSON.stringify(patch))), why)]);

const asObject = (patch: unknown): E.Either<ApiError, JsonRecord> =>
  isRecord(patch)
    ? E.right(patch)
    : E.left(
        unreadable(patch, "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value"),
      );

const applied = (request: ObjectRequest, current: KubeObject): E.Either<ApiError, unknown> => {
  const { contentType, body, type } = request;
  switch (contentType) {
    case types.json: {
      const done = jsonPatch(current, body);
      if (E.isRight(done)) return done;
      return E.left(done.left._tag === 'MalformedJsonPatch' ? badRequest(done.left.message) : rejected);
    }
    case types.merge: {
      if (body === undefined) return E.left(serverError('Invalid JSON Patch'));
      const patch = asObject(body);
      return E.isLeft(patch) ? patch : E.right(mergePatch(current, patch.right));
    }
    case types.strategic: {
      if (type.custom) return E.left(unknownFormat(customTypes));
      const patch = asObject(body);
      if (E.isLeft(patch)) return patch;
      const done = strategicMergePatch(current, patch.right);
      return E.isLeft(done) ? E.left(badRequest(done.left.message)) : done;
    }
    default:
      return E.left(unsupportedPatch);
  }
};

/** Changes the stored object by the patch of the body, and fails as a replacement by the result would. */
export const patchObject = (rest: Rest, request: ObjectRequest): Outcome => {
  if (request.contentType === types.apply) return applyObject(rest, request);
  const { type } = request;
  const name = request.name ?? '';
  const dry = dryRun(request, 'PatchOptions');
  if (E.isLeft(dry)) return dry;
  const current = rest.store.get(type.name, request.namespace, name);
  const known = Object.values(types).some((one) => one === request.contentType);
  if (!known || (type.custom && request.contentType === types.strategic)) {
    return E.left(type.custom && known ? unknownFormat(customTypes) : unsupportedPatch);
  }
  if (!current) return E.left(notFound(type, name));
  const result = applied(request, current);
  if (E.isLeft(result)) return result;
  const decoded = decodeObject(type, result.right, rest.schemaOf(type.name));
  if (E.isLeft(decoded)) {
    return E.left(type.custom ? decoded.left : unreadable(request.body, decoded.left.message));
  }
  const { metadata } = decoded.right;
  if (metadata.name !== name) {
    return E.left(
      badRequest(`the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`),
    );
  }
  if (metadata.uid !== current.metadata.uid) {
    return E.left(invalidObject(type, name, [bad('metadata.uid', metadata.uid ?? '', 'field is immutable')]));
  }
  if (metadata.namespace !== current.metadata.namespace) {
    return E.left(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  }
  return replaceObject(rest, request, current, decoded.right, dry.right);
};
