import * as E from 'fp-ts/Either';
import * as J from 'fp-ts/Json';
import { isRecord, type JsonRecord } from '../../model/json/json-object.ts';
import { type Kind, kinds } from '../../model/kube/kinds.ts';
import type { ClusterError } from '../error.ts';
import type { Access, AccessRule, KubeObject } from '../port.ts';
import { sayTarget, type Target } from './request-path.ts';
import type { Reply } from './transport.ts';

/** An answer that breaks the API's promise. */
export const malformed = (target: Target, what: string): E.Either<ClusterError, never> =>
  E.left({ is: 'Malformed', message: `${sayTarget(target)}: ${what}; is this address a Kubernetes API server?` });

/** The body as a JSON object, or `Malformed`. */
export const recordOf = (target: Target, reply: Reply): E.Either<ClusterError, JsonRecord> => {
  const body = J.parse(reply.body);
  if (E.isLeft(body)) return malformed(target, 'the answer is not JSON');
  return isRecord(body.right) ? E.right(body.right) : malformed(target, 'the answer is not a JSON object');
};

/**
 * A JSON object as an object of the kind: it has a name, and where the server leaves out type and version, as it does in
 * lists of its own kinds, they are put in. Undefined when it has no name.
 */
export const asObject = (kind: Kind, value: unknown): KubeObject | undefined => {
  if (!isRecord(value) || !isRecord(value.metadata) || typeof value.metadata.name !== 'string') return undefined;
  const { apiVersion, kind: named } = value;
  const typed = typeof apiVersion === 'string' && typeof named === 'string';
  return (typed ? value : { apiVersion: kinds[kind].apiVersion, kind, ...value }) as unknown as KubeObject;
};

/** Reads an answer that is one object. */
export const objectOf =
  (kind: Kind) =>
  (target: Target, reply: Reply): E.Either<ClusterError, KubeObject> => {
    const body = recordOf(target, reply);
    if (E.isLeft(body)) return body;
    const object = asObject(kind, body.right);
    return object === undefined ? malformed(target, 'the answer has no metadata.name') : E.right(object);
  };

/**
 * Reads the answer to a deletion: the object as it is now, or a `v1.Status` that says Success. Anything else may come from
 * something between us and the server, and says nothing about the object.
 */
export const removedOf =
  (kind: Kind) =>
  (target: Target, reply: Reply): E.Either<ClusterError, KubeObject | undefined> => {
    const body = recordOf(target, reply);
    if (E.isLeft(body)) return body;
    const object = asObject(kind, body.right);
    if (object !== undefined) return E.right(object);
    const isSuccess = body.right.kind === 'Status' && body.right.status === 'Success';
    return isSuccess ? E.right(undefined) : malformed(target, 'the answer is neither the object nor a Status');
  };

/** Reads the answer to the deletion of a collection: the list of what was deleted, as it was before, or a Status. */
export const selectedRemoved = (target: Target, reply: Reply): E.Either<ClusterError, void> => {
  const body = recordOf(target, reply);
  if (E.isLeft(body)) return body;
  const { kind, items, status } = body.right;
  // An empty list may come as null.
  const isList = Array.isArray(items) || (items === null && typeof kind === 'string' && kind.endsWith('List'));
  if (isList || (kind === 'Status' && status === 'Success')) return E.right(undefined);
  return malformed(target, 'the answer is neither a list nor a Status');
};

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

const ruleOf = (value: unknown): readonly AccessRule[] => {
  if (!isRecord(value)) return [];
  const names = strings(value.resourceNames);
  const rule = {
    verbs: strings(value.verbs),
    apiGroups: strings(value.apiGroups),
    resources: strings(value.resources),
  };
  return [names.length === 0 ? rule : { ...rule, resourceNames: names }];
};

/** Reads the answer to a SelfSubjectRulesReview. */
export const rulesOf = (target: Target, reply: Reply): E.Either<ClusterError, Access> => {
  const body = recordOf(target, reply);
  if (E.isLeft(body)) return body;
  const { status } = body.right;
  if (!isRecord(status)) return malformed(target, 'the answer has no status');
  const rules = Array.isArray(status.resourceRules) ? status.resourceRules.flatMap(ruleOf) : [];
  return E.right({ rules, incomplete: status.incomplete !== false });
};
