/** From the body of a request to an object that may be stored. */

import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../model/manifest.ts';
import { stringOf } from '../json.ts';
import { apiVersionOf, type ResourceType } from '../resource-types.ts';
import type { NewObject } from '../store.ts';
import { conform, rootTypes } from '../validation/conform.ts';
import { metadataTypeError } from '../validation/metadata.ts';
import { pruned, type Schema } from '../validation/structural-schema.ts';
import { type ApiError, badRequest } from './status.ts';

const metadataFields = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
] as const;

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** Built-in kinds are decoded into Go structs: a null there is the same as an absent field. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
};

const cleanMetadata = (given: unknown): Record<string, unknown> => {
  const made: Record<string, unknown> = {};
  if (!isRecord(given)) return made;
  for (const key of metadataFields) {
    const value = given[key];
    if (value !== undefined && value !== null && !isEmpty(value)) made[key] = value;
  }
  return made;
};

const wrongKind = (type: ResourceType, kind: string, apiVersion: string): ApiError => {
  const expected = apiVersionOf(type);
  if (type.custom) {
    return badRequest(
      kind === type.kind
        ? `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`
        : `the kind in the data (${kind}) does not match the expected kind (${type.kind})`,
    );
  }
  const short = apiVersion.split('/').at(-1) ?? '';
  const why =
    apiVersion === expected
      ? `converting (${short}.${kind}) to (${type.group === '' ? 'core' : type.group}.${type.kind}): unknown conversion`
      : `no kind "${kind}" is registered for version "${apiVersion}"`;
  return badRequest(`${kind} in version "${short}" cannot be handled as a ${type.kind}: ${why}`);
};

/** The content of the body as this server understands it, or what in it has the wrong type. */
const contentOf = (type: ResourceType, body: JsonRecord, schema: Schema | undefined): E.Either<string, unknown> => {
  if (type.custom) return E.right(schema ? pruned(schema, body) : body);
  const root = rootTypes[type.name];
  return root === undefined ? E.right(withoutNulls(body)) : conform(root, body, `${type.version}.${type.kind}`);
};

/**
 * The object of a body: of the right kind, with known metadata only, without nulls; for custom resources pruned by
 * their schema. Not yet defaulted or validated.
 */
export const decodeObject = (
  type: ResourceType,
  body: unknown,
  schema: Schema | undefined,
): E.Either<ApiError, NewObject> => {
  if (!isRecord(body)) {
    return E.left(
      badRequest(`the object provided is unrecognized (must be of type ${type.kind}): the body is no JSON object`),
    );
  }
  const kind = stringOf(body.kind) ?? '';
  const apiVersion = stringOf(body.apiVersion) ?? '';
  if (kind === '' && type.custom) return E.left(badRequest(`Object 'Kind' is missing in '${JSON.stringify(body)}'`));
  const own = apiVersionOf(type);
  if ((kind !== '' && kind !== type.kind) || (apiVersion !== '' && apiVersion !== own)) {
    return E.left(wrongKind(type, kind, apiVersion));
  }
  const typeError = metadataTypeError(body);
  const content = typeError === undefined ? contentOf(type, body, schema) : E.left(typeError);
  if (E.isLeft(content)) {
    return E.left(
      badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${content.left}`),
    );
  }
  return E.right({
    ...(content.right as JsonRecord),
    apiVersion: own,
    kind: type.kind,
    metadata: cleanMetadata(body.metadata) as NewObject['metadata'],
  });
};
