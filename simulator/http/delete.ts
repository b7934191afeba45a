/** DELETE: of one object, or of all that match. */

import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
import { at, stringOf } from '../json.ts';
import type { ResourceType } from '../resource-types.ts';
import type { KubeObject, RemoveOptions } from '../store.ts';
import { unsupported } from '../validation/field-error.ts';
import { numberIn } from './parameters.ts';
import { listObjects } from './read.ts';
import { isTrue } from './request-info.ts';
import { type Answer, answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { type ApiError, badRequest, deletedStatus, invalid, notFound, preconditionFailed } from './status.ts';
import { storeOutcome } from './write.ts';
import { dryDeletion } from './write-options.ts';

const policies = ['Foreground', 'Background', 'Orphan'] as const;

const option = (request: ObjectRequest, key: string): unknown =>
  at(request.body, key) ?? request.query.get(key) ?? undefined;

const graceOf = (request: ObjectRequest): E.Either<ApiError, number | undefined> => {
  const grace = at(request.body, 'gracePeriodSeconds') ?? undefined;
  if (grace === undefined) return numberIn(request.query, 'gracePeriodSeconds');
  return typeof grace === 'number' && Number.isInteger(grace)
    ? E.right(grace)
    : E.left(badRequest(`invalid gracePeriodSeconds: ${JSON.stringify(grace)}`));
};

/** How something shall be deleted; `dry`: it shall only be tried. */
type Deletion = RemoveOptions & { readonly dry: boolean };

const deletionOf = (rest: Rest, request: ObjectRequest): E.Either<ApiError, Deletion> => {
  const dry = dryDeletion(rest, request);
  if (E.isLeft(dry)) return dry;
  const wanted = option(request, 'propagationPolicy');
  const policy = policies.find((one) => one === wanted);
  if (wanted !== undefined && wanted !== '' && policy === undefined) {
    const error = unsupported('propagationPolicy', wanted, [...policies, 'nil']);
    return E.left(invalid('DeleteOptions', 'meta.k8s.io', '', [error]));
  }
  const orphans = option(request, 'orphanDependents');
  const legacy = orphans === undefined ? undefined : isTrue(String(orphans)) ? 'Orphan' : 'Background';
  const propagation = policy ?? legacy;
  const uid = stringOf(at(request.body, 'preconditions', 'uid'));
  const resourceVersion = stringOf(at(request.body, 'preconditions', 'resourceVersion'));
  const grace = graceOf(request);
  if (E.isLeft(grace)) return grace;
  return E.right({
    dry: dry.right,
    ...defined({ propagation, gracePeriodSeconds: grace.right, uid, resourceVersion }),
  });
};

const unmet = (type: ResourceType, object: KubeObject, options: RemoveOptions): ApiError | undefined => {
  const { name, uid, resourceVersion } = object.metadata;
  const differs = (what: string, wanted: string | undefined, found: string, since: string): ApiError | undefined => {
    if (wanted === undefined || wanted === found) return undefined;
    const why = `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found})`;
    return preconditionFailed(type, name, `${why}. The object might have been ${since}`);
  };
  return (
    differs('UID', options.uid, uid, 'deleted and then recreated') ??
    differs('ResourceVersion', options.resourceVersion, resourceVersion, 'modified')
  );
};

// These answer with the object even when it is gone; all others with a Status.
const answersObject = ['pods', 'serviceaccounts'];

const gone = (type: ResourceType, object: KubeObject): Answer =>
  answersObject.includes(type.name)
    ? answered(type, object)
    : { is: 'Json', code: 200, body: deletedStatus(type, object.metadata.name, object.metadata.uid) };

/** Deletes one object: at once, or in the course of time where finalizers or a grace period want it. */
export const deleteObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace, name = '' } = request;
  const deletion = deletionOf(rest, request);
  if (E.isLeft(deletion)) return deletion;
  const { dry, ...options } = deletion.right;
  const object = rest.store.get(type.name, namespace, name);
  if (!object) return E.left(notFound(type, name));
  const failed = unmet(type, object, options);
  if (failed) return E.left(failed);
  if (dry) return E.right(gone(type, object));
  const removed = rest.store.remove(type.name, namespace, name, options);
  if (E.isLeft(removed)) return storeOutcome(type, removed);
  const waits = rest.store.get(type.name, namespace, name)?.metadata.uid === object.metadata.uid;
  return E.right(
    waits ? answered(type, removed.right) : gone(type, answersObject.includes(type.name) ? object : removed.right),
  );
};

/** Deletes every object that the selectors match; answers with the list of them. */
export const deleteCollection = (rest: Rest, request: ObjectRequest): Outcome => {
  const deletion = deletionOf(rest, request);
  if (E.isLeft(deletion)) return deletion;
  const { dry, uid: _uid, resourceVersion: _version, ...kept } = deletion.right;
  const listed = listObjects(rest, request);
  if (E.isLeft(listed) || dry || listed.right.is !== 'List') return listed;
  for (const { metadata } of listed.right.items)
    rest.store.remove(request.type.name, metadata.namespace, metadata.name, kept);
  return listed;
};
