/** The `Status` objects with which the API server refuses a request. */
import { qualified, type ResourceType } from '../resource-types.ts';
import type { FieldError } from '../validation/field-error.ts';

export interface ApiError {
  readonly is: 'ApiError';
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  /** Absent where the real server leaves it out altogether. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Also sent as the Retry-After header, in seconds. */
  readonly retryAfterSeconds?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

type Named = Pick<ResourceType, 'name' | 'group'>;

const detailsOf = (group: string, kind: string, name: string | undefined): Record<string, unknown> => ({
  ...(name ? { name } : {}),
  ...(group ? { group } : {}),
  kind,
});

const error = (code: number, reason: string | undefined, message: string, details?: ApiError['details']): ApiError => ({
  is: 'ApiError',
  code,
  ...(reason === undefined ? {} : { reason }),
  message,
  ...(details === undefined ? {} : { details }),
});

/** 404 for an object. */
export const notFound = (type: Named, name: string): ApiError =>
  error(404, 'NotFound', `${qualified(type)} "${name}" not found`, detailsOf(type.group, type.name, name));

/** 404 for a path within a known group that names no resource. */
export const noSuchResource: ApiError = error(404, 'NotFound', 'the server could not find the requested resource', {});

/** 409 for a name that is taken. */
export const alreadyExists = (type: Named, name: string): ApiError =>
  error(409, 'AlreadyExists', `${qualified(type)} "${name}" already exists`, detailsOf(type.group, type.name, name));

/** 409 for a prefix under which no free name was found. */
export const noUniqueName = (type: Named, name: string): ApiError => ({
  ...error(
    409,
    'AlreadyExists',
    `${qualified(type)} "${name}" already exists, the server was not able to generate a unique name for the object`,
    { ...detailsOf(type.group, type.name, name), retryAfterSeconds: 1 },
  ),
  retryAfterSeconds: 1,
});

/** 500: how old servers say that a generated name is taken. */
export const serverTimeout = (type: ResourceType, operation: string): ApiError => {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const message = `The ${operation} operation against ${kind} could not be completed at this time, please try again.`;
  return error(500, 'ServerTimeout', message, detailsOf(type.group, type.kind, operation));
};

/** 409 for a write that was based on another version. */
export const conflict = (type: Named, name: string, why: string): ApiError =>
  error(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${why}`,
    detailsOf(type.group, type.name, name),
  );

/** 409 for a deletion whose precondition does not hold; the server names the kind there, not the resource. */
export const preconditionFailed = (type: ResourceType, name: string, why: string): ApiError => {
  const named = { name: type.kind, group: type.group };
  return conflict(named as Named, name, why);
};

/** 422 with one cause per field. */
export const invalid = (kind: string, group: string, name: string, errors: readonly FieldError[]): ApiError => {
  const texts = [...new Set(errors.map((one) => `${one.field}: ${one.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return error(422, 'Invalid', `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  });
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
  error(
    403,
    'Forbidden',
    `${qualified(type)}${name ? ` "${name}"` : ''} is forbidden: ${why}`,
    detailsOf(type.group, type.name, name),
  );

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
  ...(metadata ? { metadata } : {}),
});

/** 413: more than the server reads. */
export const tooLarge: ApiError = error(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728', {});

/** 504: a revision that does not exist yet. */
export const tooLargeRevision = (wanted: string, current: number): ApiError => ({
  ...error(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  }),
  retryAfterSeconds: 1,
});

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
  return {
    ...error(code, reason, message ?? text, retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
};

/** The body that is sent for an error. */
export const statusOf = (failure: ApiError): Readonly<Record<string, unknown>> => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: failure.metadata ?? {},
  status: 'Failure',
  message: failure.message,
  ...(failure.reason === undefined ? {} : { reason: failure.reason }),
  ...(failure.details === undefined ? {} : { details: failure.details }),
  code: failure.code,
});

/** The body that says that an object is gone. */
export const deletedStatus = (type: ResourceType, name: string, uid: string): Readonly<Record<string, unknown>> => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { ...detailsOf(type.group, type.name, name), uid },
});
