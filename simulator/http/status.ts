/** The `Status` objects with which the API server refuses a request. */
import * as E from 'fp-ts/Either';
import { defined, type JsonRecord } from '../../src/model/json/json-object.ts';
import { qualified, type ResourceType } from '../resource-types.ts';
import type { FieldError } from '../validation/field-error.ts';

export interface ApiError {
  readonly is: 'ApiError';
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  /** Absent where the real server leaves it out altogether. */
  readonly details?: JsonRecord;
  /** Also sent as the Retry-After header, in seconds. */
  readonly retryAfterSeconds?: number;
  readonly metadata?: JsonRecord;
}

/** What an error is about: a resource, or what stands for one. */
interface Named {
  readonly name: string;
  readonly group: string;
}

const detailsOf = (group: string, kind: string, name?: string): JsonRecord =>
  defined({ name: name || undefined, group: group || undefined, kind: kind || undefined });

const about = ({ group, name }: Named, object?: string): JsonRecord => detailsOf(group, name, object);

const error = (code: number, reason: string | undefined, message: string, details?: ApiError['details']): ApiError => ({
  is: 'ApiError',
  code,
  message,
  ...defined({ reason, details }),
});

/** The same for errors that say when to try again, if they do. */
const retriable = (retryAfterSeconds: number | undefined, failure: ApiError): ApiError =>
  retryAfterSeconds === undefined
    ? failure
    : { ...failure, details: { ...failure.details, retryAfterSeconds }, retryAfterSeconds };

/** 404 for an object. */
export const notFound = (type: Named, name: string): ApiError =>
  error(404, 'NotFound', `${qualified(type)} "${name}" not found`, about(type, name));

/** The refusal as a step that fails, where there is one. */
export const refusedBy = (refusal: ApiError | undefined): E.Either<ApiError, undefined> =>
  refusal ? E.left(refusal) : E.right(undefined);

/** 404 for a path within a known group that names no resource. */
export const noSuchResource: ApiError = error(404, 'NotFound', 'the server could not find the requested resource', {});

/** 409 for a name that is taken. */
export const alreadyExists = (type: Named, name: string): ApiError =>
  error(409, 'AlreadyExists', `${qualified(type)} "${name}" already exists`, about(type, name));

/** 409 for a prefix under which no free name was found. */
export const noUniqueName = (type: Named, name: string): ApiError => {
  const taken = alreadyExists(type, name);
  const why = 'the server was not able to generate a unique name for the object';
  return retriable(1, { ...taken, message: `${taken.message}, ${why}` });
};

/** 500: how old servers say that a generated name is taken. */
export const serverTimeout = (type: ResourceType, operation: string): ApiError => {
  const kind = qualified({ name: type.kind, group: type.group });
  const message = `The ${operation} operation against ${kind} could not be completed at this time, please try again.`;
  return error(500, 'ServerTimeout', message, detailsOf(type.group, type.kind, operation));
};

/** 409 for a write that was based on another version. */
export const conflict = (type: Named, name: string, why: string): ApiError =>
  error(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${why}`, about(type, name));

/** 409 for a deletion whose precondition does not hold; the server names the kind there, not the resource. */
export const preconditionFailed = ({ kind, group }: ResourceType, name: string, why: string): ApiError =>
  conflict({ name: kind, group }, name, why);

/** 422 with one cause per field. */
export const invalid = (kind: string, group: string, name: string, errors: readonly FieldError[]): ApiError => {
  const texts = [...new Set(errors.map((one) => `${one.field}: ${one.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const causes = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  const message = `${qualified({ name: kind, group })} "${name}" is invalid: ${list}`;
  return error(422, 'Invalid', message, { ...detailsOf(group, kind, name), causes });
};

/** 422 for an object of a stored kind. */
export const invalidObject = (type: ResourceType, name: string, errors: readonly FieldError[]): ApiError =>
  invalid(type.kind, type.group, name, errors);

/** 400. */
export const badRequest = (message: string): ApiError => error(400, 'BadRequest', message);

/** 401: a token that nobody issued. */
export const unauthorized: ApiError = error(401, 'Unauthorized', 'Unauthorized');

/** 403 in the words of an admission plugin or of the authorizer. */
export const forbidden = (type: Named, name: string | undefined, why: string): ApiError =>
  error(403, 'Forbidden', `${qualified(type)}${name ? ` "${name}"` : ''} is forbidden: ${why}`, about(type, name));

/** 403 for a path that is no resource. */
export const forbiddenPath = (why: string): ApiError => error(403, 'Forbidden', `forbidden: ${why}`, {});

export const methodNotAllowed: ApiError = error(
  405,
  'MethodNotAllowed',
  'the server does not allow this method on the requested resource',
  {},
);

export const notAcceptable: ApiError = error(406, 'NotAcceptable', '406: Not Acceptable', {});

/** 415 for a body that the server cannot read. */
export const unknownFormat = (accepted: readonly string[]): ApiError =>
  error(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

/** 415 for a patch of a kind that the resource does not take. */
export const unsupportedPatch: ApiError = error(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});

/** 410: the revision is no longer kept. */
export const expired = (message: string, metadata?: ApiError['metadata']): ApiError => ({
  ...error(410, 'Expired', message),
  ...defined({ metadata }),
});

/** 413: more than the server reads. */
export const tooLarge: ApiError = error(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728', {});

/** 504: a revision that does not exist yet. */
export const tooLargeRevision = (wanted: number, current: number): ApiError => {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  return retriable(1, error(504, 'Timeout', message, { causes }));
};

/** 500 without a reason, as plain Go errors come out. */
export const serverError = (message: string): ApiError => error(500, undefined, message);

/** Any status that a fault wants, with the reason that the real server would give for it. */
export const faultStatus = (
  code: number,
  message: string | undefined,
  retryAfterSeconds: number | undefined,
): ApiError => {
  const reasons: Readonly<Record<number, readonly [string, string]>> = {
    409: ['Conflict', 'the object has been modified; please apply your changes to the latest version and try again'],
    429: ['TooManyRequests', 'Too many requests, please try again later.'],
    500: ['InternalError', 'Internal error occurred: etcdserver: request timed out'],
    503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
    504: ['Timeout', 'Timeout: request did not complete within the allotted timeout'],
  };
  const [reason, text] = reasons[code] ?? ['Unknown', `the server answered ${code}`];
  return retriable(retryAfterSeconds, error(code, reason, message ?? text, {}));
};

/** The body that is sent for an error. */
export const statusOf = ({ metadata = {}, message, reason, details, code }: ApiError): JsonRecord => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata,
  status: 'Failure',
  message,
  ...defined({ reason, details }),
  code,
});

/** The body that says that an object is gone. */
export const deletedStatus = (type: ResourceType, name: string, uid: string): JsonRecord => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { ...about(type, name), uid },
});
