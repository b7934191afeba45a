/** PATCH: the three kinds of patch documents, applied to what is stored at that moment. */

import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';
import { listOf, objectOf } from '../json.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { KubeObject } from '../store.ts';
import { bad, literal } from '../validation/field-error.ts';
import { applyObject } from './apply.ts';
import { goText, jsonKind, restoringText } from './decoding-texts.ts';
import { decodeObject, type Undecodable } from './incoming.ts';
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
import { replaceObject } from './write.ts';
import { complain, writeOptions } from './write-options.ts';

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const customTypes = [types.json, types.merge, types.apply];

const rejected: ApiError = {
  is: 'ApiError',
  code: 422,
  reason: 'Invalid',
  message: 'the server rejected our request due to an error in our request',
  details: {},
};

/** 422 about the patch as a whole: `shown` is what the server says that it could not read. */
const unreadable = (shown: string, why: string): ApiError =>
  invalid('', '', '', [bad('patch', literal(JSON.stringify(shown)), why)]);

const isObject = (rest: Rest, request: ObjectRequest): E.Either<ApiError, JsonRecord> => {
  const { body, contentType } = request;
  if (isRecord(body)) return E.right(body);
  const why = `json: cannot unmarshal ${jsonKind(body)} into Go value`;
  if (!rest.kubernetes.currentTexts)
    return E.left(unreadable(JSON.stringify(body), `couldn't get version/kind; json parse error: ${why}`));
  const prefix = contentType === types.merge ? 'error decoding patch: ' : '';
  return E.left(badRequest(`${prefix}${why} of type map[string]interface {}`));
};

const torn = (rest: Rest): ApiError =>
  rest.kubernetes.currentTexts ? badRequest('invalid JSON patch') : serverError('Invalid JSON Patch');

const operationFields = ['op', 'path', 'from', 'value'];

/** Members of operations that no JSON patch has. */
const unknownMembers = (patch: unknown): readonly string[] =>
  listOf(patch).flatMap((operation, index) =>
    Object.keys(objectOf(operation))
      .filter((key) => !operationFields.includes(key))
      .map((key) => `json patch unknown field "[${index}].${key}"`),
  );

const applied = (rest: Rest, request: ObjectRequest, current: KubeObject): E.Either<ApiError, unknown> => {
  const { contentType, body, type } = request;
  if (body === undefined) return E.left(torn(rest));
  switch (contentType) {
    case types.json: {
      if (rest.kubernetes.currentTexts && !Array.isArray(body))
        return E.left(
          badRequest(
            `error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type []handlers.jsonPatchOp`,
          ),
        );
      const done = jsonPatch(current, body);
      if (E.isRight(done)) return done;
      return E.left(done.left.is === 'MalformedJsonPatch' ? badRequest(done.left.message) : rejected);
    }
    case types.merge: {
      const patch = isObject(rest, request);
      return E.isLeft(patch) ? patch : E.right(mergePatch(current, patch.right));
    }
    case types.strategic: {
      if (type.custom) return E.left(unknownFormat(customTypes));
      const patch = isObject(rest, request);
      if (E.isLeft(patch)) return patch;
      const done = strategicMergePatch(current, patch.right);
      return E.isLeft(done) ? E.left(badRequest(done.left.message)) : done;
    }
    default:
      return E.left(unsupportedPatch);
  }
};

/** How the server shows what it could not read: the patched object, or of a strategic merge the patch. */
const shownPatch = (rest: Rest, { contentType, body }: ObjectRequest, patched: unknown): string => {
  if (!rest.kubernetes.currentTexts) return JSON.stringify(body);
  return contentType === types.strategic ? goText(body) : JSON.stringify(patched);
};

const undecodable = (rest: Rest, request: ObjectRequest, patched: unknown, failure: Undecodable): ApiError => {
  const { error, fault } = failure;
  if (request.type.custom) return error;
  const { value, text = error.message } = fault ?? {};
  const restores = rest.kubernetes.currentTexts && request.contentType === types.strategic && value !== undefined;
  const why = restores ? restoringText(value) : rest.kubernetes.currentTexts ? text : error.message;
  return unreadable(shownPatch(rest, request, patched), why);
};

/** Changes the stored object by the patch of the body, and fails as a replacement by the result would. */
export const patchObject = (rest: Rest, request: ObjectRequest): Outcome => {
  if (request.contentType === types.apply) return applyObject(rest, request);
  const { type } = request;
  const name = request.name ?? '';
  const options = writeOptions(rest, request, 'PatchOptions');
  if (E.isLeft(options)) return options;
  const current = rest.store.get(type.name, request.namespace, name);
  const known = Object.values(types).some((one) => one === request.contentType);
  if (!known || (type.custom && request.contentType === types.strategic)) {
    return E.left(type.custom && known ? unknownFormat(customTypes) : unsupportedPatch);
  }
  if (!current) return E.left(notFound(type, name));
  const result = applied(rest, request, current);
  if (E.isLeft(result)) return result;
  const decoded = decodeObject(rest, type, result.right);
  if (E.isLeft(decoded)) return E.left(undecodable(rest, request, result.right, decoded.left));
  const { object, unknown } = decoded.right;
  const members = request.contentType === types.json ? unknownMembers(request.body) : [];
  const complaints = [...members, ...request.repeated, ...unknown];
  const refused = complain(request, options.right.fieldValidation, complaints, (why) =>
    unreadable(shownPatch(rest, request, result.right), why),
  );
  if (refused) return E.left(refused);
  const { metadata } = object;
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
  return replaceObject(rest, request, current, object, options.right.dry);
};
