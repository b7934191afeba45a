/** PATCH: the three kinds of patch documents, applied to what is stored at that moment. */

import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';
import { listOf, objectOf } from '../json.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { KubeObject, NewObject } from '../store.ts';
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
  refusedBy,
  serverError,
  unknownFormat,
  unsupportedPatch,
} from './status.ts';
import { nameRefusal, otherNamespace, replaceObject } from './write.ts';
import { complain, type WriteOptions, writeOptions } from './write-options.ts';

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
  const { contentType, body } = request;
  if (body === undefined) return E.left(torn(rest));
  if (contentType === types.json) {
    const found = `json: cannot unmarshal ${jsonKind(body)} into Go value of type []handlers.jsonPatchOp`;
    if (rest.kubernetes.currentTexts && !Array.isArray(body))
      return E.left(badRequest(`error decoding patch: ${found}`));
    const done = jsonPatch(current, body);
    if (E.isRight(done)) return done;
    return E.left(done.left.is === 'MalformedJsonPatch' ? badRequest(done.left.message) : rejected);
  }
  const patch = isObject(rest, request);
  if (E.isLeft(patch)) return patch;
  if (contentType === types.merge) return E.right(mergePatch(current, patch.right));
  const done = strategicMergePatch(current, patch.right);
  return E.isLeft(done) ? E.left(badRequest(done.left.message)) : done;
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

/** Why a patch of this kind is not taken by the resource. */
const unsuited = ({ type, contentType }: ObjectRequest): ApiError | undefined => {
  if (!Object.values<string>(types).includes(contentType)) return unsupportedPatch;
  return type.custom && contentType === types.strategic ? unknownFormat(customTypes) : undefined;
};

/** The patched object, once it has been told what in it or in the patch nobody knows. */
const decodePatched = (
  rest: Rest,
  request: ObjectRequest,
  { fieldValidation }: WriteOptions,
  patched: unknown,
): E.Either<ApiError, NewObject> => {
  const decoded = decodeObject(rest, request.type, patched);
  if (E.isLeft(decoded)) return E.left(undecodable(rest, request, patched, decoded.left));
  const members = request.contentType === types.json ? unknownMembers(request.body) : [];
  const complaints = [...members, ...request.repeated, ...decoded.right.unknown];
  const refuse = (why: string): ApiError => unreadable(shownPatch(rest, request, patched), why);
  const refused = complain(request, fieldValidation, complaints, refuse);
  return refused ? E.left(refused) : E.right(decoded.right.object);
};

/** Why the patched object is another one than the current. */
const identityRefusal = ({ type, name = '' }: ObjectRequest, current: KubeObject, { metadata }: NewObject) => {
  const misnamed = nameRefusal(metadata.name ?? '', name);
  if (misnamed) return misnamed;
  if (metadata.uid !== current.metadata.uid)
    return invalidObject(type, name, [bad('metadata.uid', metadata.uid ?? '', 'field is immutable')]);
  return metadata.namespace === current.metadata.namespace ? undefined : otherNamespace;
};

/** Changes the stored object by the patch of the body, and fails as a replacement by the result would. */
export const patchObject = (rest: Rest, request: ObjectRequest): Outcome => {
  if (request.contentType === types.apply) return applyObject(rest, request);
  const { type, namespace, name = '' } = request;
  return pipe(
    writeOptions(rest, request, 'PatchOptions'),
    E.bindTo('options'),
    E.chainFirst(() => refusedBy(unsuited(request))),
    E.bind('current', () => E.fromNullable(notFound(type, name))(rest.store.get(type.name, namespace, name))),
    E.bind('patched', ({ current }) => applied(rest, request, current)),
    E.bind('object', ({ options, patched }) => decodePatched(rest, request, options, patched)),
    E.chainFirst(({ current, object }) => refusedBy(identityRefusal(request, current, object))),
    E.chain(({ options, current, object }) => replaceObject(rest, request, current, object, options.dry)),
  );
};
