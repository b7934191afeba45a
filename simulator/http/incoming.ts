/** From the body of a request to an object that may be stored. */

import * as E from 'fp-ts/Either';
import { isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';
import { pruned } from '../../src/model/json/structural-schema.ts';
import { objectOf, stringOf } from '../json.ts';
import { apiVersionOf, type ResourceType } from '../resource-types.ts';
import type { NewObject } from '../store.ts';
import { conform, type DecodingFault, fieldsOf, rootTypes } from '../validation/conform.ts';
import { metadataTypeError } from '../validation/metadata.ts';
import { fieldOf } from '../validation/schema-errors.ts';
import { decodingText } from './decoding-texts.ts';
import type { Rest } from './rest.ts';
import { type ApiError, badRequest } from './status.ts';

/** What is kept of metadata; `selfLink` was never read from a client. */
const metadataFields = fieldsOf('V1ObjectMeta');

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** Built-in kinds are decoded into Go structs: a null there is the same as an absent field. */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
};

const cleanMetadata = (given: unknown): NewObject['metadata'] => {
  const kept = Object.entries(objectOf(given)).filter(
    ([key, value]) => metadataFields?.has(key) && key !== 'selfLink' && value !== null && !isEmpty(value),
  );
  return Object.fromEntries(kept) as NewObject['metadata'];
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
const contentOf = (
  rest: Rest,
  type: ResourceType,
  body: JsonRecord,
  unknown: (path: string) => void,
): E.Either<DecodingFault | string, unknown> => {
  // What the tables of built-in types know of metadata is not asked for custom resources, and was told otherwise before.
  const typeError =
    type.custom || !rest.kubernetes.currentTexts || !rootTypes[type.name] ? metadataTypeError(body) : undefined;
  if (typeError !== undefined) return E.left(typeError);
  if (type.custom) {
    const schema = rest.schemaOf(type.name);
    const dropped: string[] = [];
    const content = schema ? pruned(schema, body, (path) => dropped.push(fieldOf(path))) : body;
    conform('V1ObjectMeta', body.metadata, 'metadata', { unknown });
    for (const path of dropped.toSorted()) unknown(path);
    return E.right(content);
  }
  const root = rootTypes[type.name];
  if (root === undefined) return E.right(withoutNulls(body));
  return conform(root, body, '', { unknown, old: !rest.kubernetes.jobPolicies });
};

/** Why a body is no object of the kind. */
export interface Undecodable {
  readonly error: ApiError;
  /** What in it has the wrong type, where it is that. */
  readonly fault?: { readonly text: string; readonly value?: DecodingFault };
}

export interface Decoded {
  readonly object: NewObject;
  /** Complaints about the fields that nobody knows: `unknown field "spec.more"`. */
  readonly unknown: readonly string[];
}

/**
 * The object of a body: of the right kind, with known metadata only, without nulls; for custom resources pruned by
 * their schema. Not yet defaulted or validated.
 */
export const decodeObject = (rest: Rest, type: ResourceType, body: unknown): E.Either<Undecodable, Decoded> => {
  const refused = (error: ApiError) => E.left({ error });
  if (!isRecord(body)) {
    return refused(
      badRequest(`the object provided is unrecognized (must be of type ${type.kind}): the body is no JSON object`),
    );
  }
  const kind = stringOf(body.kind) ?? '';
  const apiVersion = stringOf(body.apiVersion) ?? '';
  if (kind === '' && type.custom) return refused(badRequest(`Object 'Kind' is missing in '${JSON.stringify(body)}'`));
  const own = apiVersionOf(type);
  if ((kind !== '' && kind !== type.kind) || (apiVersion !== '' && apiVersion !== own)) {
    return refused(wrongKind(type, kind, apiVersion));
  }
  const unknown: string[] = [];
  const tell = (path: string): void => void unknown.push(`unknown field ${JSON.stringify(path)}`);
  const content = contentOf(rest, type, body, tell);
  if (E.isLeft(content)) {
    const fault = content.left;
    const text = typeof fault === 'string' ? fault : decodingText(rest.kubernetes, type, fault);
    return E.left({
      error: badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${text}`),
      fault: { text, ...(typeof fault === 'string' ? {} : { value: fault }) },
    });
  }
  const object = {
    ...(content.right as JsonRecord),
    apiVersion: own,
    kind: type.kind,
    metadata: cleanMetadata(body.metadata),
  };
  return E.right({ object, unknown });
};
