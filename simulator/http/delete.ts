/** DELETE: of one object, or of all that match. */

import * as E from 'fp-ts/Either';
import { defined, isRecord } from '../../src/model/json/json-object.ts';
import { at, stringOf } from '../json.ts';
import type { ResourceType } from '../resource-types.ts';
import type { KubeObject, RemoveOptions } from '../store.ts';
import { unsupported } from '../validation/field-error.ts';
import { numberIn } from './parameters.ts';
import { listObjects } from './read.ts';
import { isTrue } from './request-info.ts';
import { type Answer, answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { type ApiError, badRequest, deletedStatus, invalid, notFound, preconditionFailed } from './status.ts';
import { storeFailure } from './write.ts';
import { dryDeletion } from './write-options.ts';

const policies = ['Foreground', 'Background', 'Orphan'] as const;

const option = (request: ObjectRequest, key: string): unknown =>
  (isRecord(request.body) ? request.body[key] : undefined) ?? request.query.get(key) ?? undefined;

const graceOf = (request: ObjectRequest): E.Either<ApiError, number | undefined> => {
  const grace = at(request.body, 'gracePeriodSeconds') ?? undefined;
  if (grace === undefined) return numberIn(request.query, 'gracePeriodSeconds');
  return typeof grace === 'number' && Number.isInteger(grace)
    ? E.right(grace)
    : E.left(badRequest(`invalid gracePeriodSeconds: ${JSON.stringify(grace)}`));
};

const optionsOf = (request: ObjectRequest): E.Either<ApiError, RemoveOptions> => {
  const wanted = option(request, 'propagationPolicy');
  const policy = policies.find((one) => one === wanted);
  if (wanted !== undefined && wanted !== '' && policy === undefined) {
    const error = unsupported('propagationPolicy', wanted, [...policies, 'nil']);
    return E.left(invalid('DeleteOptions', 'meta.k8s.io', '', [error]));
  }
  const orphans = option(request, 'orphanDependents');
  const legacy = orphans === undefined ? undefined : isTrue(String(orphans)) ? 'Orphan' : 'Background';
  const propagation = policy ?? legacy;
  const grace = graceOf(request);
  if (E.isLeft(grace)) return grace;
  const { right: seconds } = grace;
  const uid = stringOf(at(request.body, 'preconditions', 'uid'));
  const resourceVersion = stringOf(at(request.body, 'preconditions', 'resourceVersion'));
  return E.right({
    ...defined({ propagation, gracePeriodSeconds: seconds, uid, resourceVersion }),
  });
};

const unmet = (type: ResourceType, object: KubeObject, options: RemoveOptions): ApiError | undefined => {
  const { name, uid, resourceVersion } = object.metadata;
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    return preconditionFailed(type, name, why);
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    return preconditionFailed(type, name, why);
  }
  return undefined;
};

// These answer with the object even when it is gone; all others with a Status.
const answersObject = ['pods', 'serviceaccounts'];

const gone = (type: ResourceType, object: KubeObject): Answer =>
  answersObject.includes(type.name)
    ? answered(type, object)
    : { is: 'Json', code: 200, body: deletedStatus(type, object.metadata.name, object.metadata.uid) };

/** Deletes one object: at once, or in the course of time where finalizers or a grace period want it. */
export const deleteObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace } = request;
  const name = request.name ?? '';
  const dry = dryDeletion(rest, request);
  if (E.isLeft(dry)) return dry;
  const options = optionsOf(request);
  if (E.isLeft(options)) return options;
  const object = rest.store.get(type.name, namespace, name);
  if (!object) return E.left(notFound(type, name));
  const failed = unmet(type, object, options.right);
  if (failed) return E.left(failed);
  if (dry.right) return E.right(gone(type, object));
  const { uid: _uid, resourceVersion: _version, ...kept } = options.right;
  const removed = rest.store.remove(type.name, namespace, name, kept);
  if (E.isLeft(removed)) return E.left(storeFailure(type, removed.left));
  const left = rest.store.get(type.name, namespace, name);
  const waits = left?.metadata.uid === object.metadata.uid;
  return E.right(
    waits ? answered(type, removed.right) : gone(type, answersObject.includes(type.name) ? object : removed.right),
  );
};

/** Deletes every object that the selectors match; answers with the list of them. */
export const deleteCollection = (rest: Rest, request: ObjectRequest): Outcome => {
  const dry = dryDeletion(rest, request);
  if (E.isLeft(dry)) return dry;
  const options = optionsOf(request);
  if (E.isLeft(options)) return options;
  const listed = listObjects(rest, request);
  if (E.isLeft(listed) || dry.right || listed.right.is !== 'List') return listed;
  const { uid: _uid, resourceVersion: _version, ...kept } = options.right;
  for (const object of listed.right.items) {
    rest.store.remove(request.type.name, object.metadata.namespace, object.metadata.name, kept);
  }
  return listed;
};
