import * as E from 'fp-ts/Either';
import * as J from 'fp-ts/Json';
import { isRecord, recordAt, recordsAt, textAt } from '../../model/json/json-object.ts';
import type { Cause, ClusterError } from '../error.ts';
import { ruleOf, sayTarget, type Target } from './request-path.ts';

/** What is read of a `v1.Status`, the body of every refusal of the API server. */
interface Status {
  readonly code: number;
  readonly message: string;
  readonly reason: string;
  /** Those that name a field. */
  readonly causes: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

/** Reads a `v1.Status`; undefined when the body is something else (a proxy's page, an empty answer). */
const parseStatus = (body: string): Status | undefined => {
  const parsed = J.parse(body);
  return E.isRight(parsed) ? statusOf(parsed.right) : undefined;
};

/** The same from a parsed body, as it stands in the ERROR event of a watch. */
export const statusOf = (parsed: unknown): Status | undefined => {
  if (!isRecord(parsed) || parsed.kind !== 'Status') return undefined;
  const details = recordAt(parsed, 'details');
  const text = (key: string): string => textAt(parsed, key) ?? '';
  return {
    code: typeof parsed.code === 'number' ? parsed.code : 0,
    message: text('message'),
    reason: text('reason'),
    causes: recordsAt(details, 'causes').flatMap((cause) => {
      const field = textAt(cause, 'field');
      return field === undefined ? [] : [{ field, message: textAt(cause, 'message') ?? '' }];
    }),
    ...(typeof details.retryAfterSeconds === 'number' ? { retryAfterSeconds: details.retryAfterSeconds } : {}),
  };
};

/** An error, and whether the same request may succeed in a moment. */
export interface Refusal {
  readonly error: ClusterError;
  readonly transient: boolean;
  readonly retryAfterSeconds?: number;
  /** Of a 404: it is the path that the server does not know, not the object. */
  readonly unserved?: boolean;
}

/**
 * Authorization words a refusal as `User "x" cannot get resource "secrets"…` (or `cannot get path`), and no admission
 * plugin does. Quotas, webhooks, pod security and missing service accounts answer 403 as well, but no rule would help.
 */
const isMissingRule = (target: Target, status: Status | undefined): boolean => {
  if (status === undefined) return true;
  if (/\bcannot \S+ (resource|path)\b/.test(status.message)) return true;
  return target.verb === 'get' || target.verb === 'list' || target.verb === 'watch';
};

const excerpt = (body: string): string => {
  const line = body.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
};

/** 500s of which another attempt would get the same: the object is too large for the store. */
const isTooLarge = (message: string): boolean =>
  /request is too large|message larger than max|too large: must have at most/i.test(message);

const refuse = (error: ClusterError): Refusal => ({ error, transient: false });

/** What a quota says that is full, or that does not know yet how much is used. One that wants limits to be named will always. */
const isFull = (message: string): boolean => /exceeded quota: |status unknown for quota: /.test(message);

const forbidden = (target: Target, said: string, status: Status | undefined): Refusal => {
  if (status !== undefined && isFull(status.message)) return refuse({ is: 'QuotaExceeded', message: said });
  if (!isMissingRule(target, status)) return refuse({ is: 'Invalid', message: said, causes: status?.causes ?? [] });
  const rule = ruleOf(target);
  return refuse({ is: 'Forbidden', message: `not permitted: the rule "${rule}" is missing (${said})`, rule });
};

const conflict = (target: Target, said: string, status: Status | undefined): Refusal => {
  if (status?.reason === 'AlreadyExists') return refuse({ is: 'AlreadyExists', message: said });
  // On a create nothing of ours can conflict: it is the quota's own bookkeeping that was overtaken.
  return { error: { is: 'Conflict', message: said }, transient: target.verb === 'create' };
};

const notFound = (target: Target, said: string, status: Status | undefined): Refusal => {
  const unknownKind = status === undefined || /could not find the requested resource/.test(status.message);
  const advice =
    unknownKind && target.group !== ''
      ? `; the server does not know ${target.resource}.${target.group}: is its CustomResourceDefinition installed?`
      : '';
  return { ...refuse({ is: 'NotFound', message: `${said}${advice}` }), unserved: unknownKind };
};

/**
 * What an answer other than 2xx means for the request that it answers. Codes and reasons are those of apimachinery's
 * `StatusReason`; texts are looked at only where code and reason do not tell cases apart.
 */
export const refusalOf = (target: Target, httpStatus: number, body: string): Refusal => {
  const status = parseStatus(body);
  const said = `${sayTarget(target)}: ${status?.message || excerpt(body) || `HTTP status ${httpStatus}`}`;
  const transient = (): Refusal => ({
    error: { is: 'Unavailable', message: `${said} (HTTP status ${httpStatus})` },
    transient: true,
    ...(status?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: status.retryAfterSeconds }),
  });
  switch (httpStatus) {
    case 401:
      return refuse({ is: 'Unauthorized', message: `${said}; the credentials are not, or no longer, accepted` });
    case 403:
      return forbidden(target, said, status);
    case 404:
      return notFound(target, said, status);
    case 408:
    case 429:
      return transient();
    case 409:
      return conflict(target, said, status);
    case 410:
      return refuse({ is: 'Gone', message: said });
    default:
      if (httpStatus >= 500 && httpStatus !== 501 && !isTooLarge(said)) return transient();
      if (httpStatus >= 400) return refuse({ is: 'Invalid', message: said, causes: status?.causes ?? [] });
      return refuse({ is: 'Malformed', message: `${said} (HTTP status ${httpStatus} where 2xx was expected)` });
  }
};
