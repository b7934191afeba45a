/** From what a request is about to the function that answers it. */
import * as E from 'fp-ts/Either';
import { objectOf } from '../json.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { evictPod } from './eviction.ts';
import { patchObject } from './patch.ts';
import { getObject, listObjects } from './read.ts';
import type { ResourceRequest } from './request-info.ts';
import { answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { methodNotAllowed, noSuchResource, notFound } from './status.ts';
import { createObject, storeFailure, updateObject } from './write.ts';

/** Whether the request may change the store. */
export const isWrite = (request: ResourceRequest): boolean => !['get', 'list', 'watch'].includes(request.verb);

const finalize = (rest: Rest, request: ObjectRequest): Outcome => {
  const name = request.name ?? '';
  const { type } = request;
  const done = rest.store.update(type.name, undefined, name, (current) => ({
    ...current,
    spec: { ...objectOf(current.spec), ...objectOf(objectOf(request.body).spec) },
  }));
  if (E.isLeft(done)) return E.left(storeFailure(type, done.left));
  const finalizers = objectOf(done.right.spec).finalizers;
  const none = !Array.isArray(finalizers) || finalizers.length === 0;
  if (none && done.right.metadata.deletionTimestamp !== undefined) rest.store.purge(type.name, undefined, name);
  return E.right(answered(type, done.right));
};

const throughSubresource = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, subresource, name = '' } = request;
  if (subresource === 'finalize' && type.name === 'namespaces' && request.verb === 'update')
    return finalize(rest, request);
  if (subresource === 'eviction' && type.name === 'pods')
    return request.verb === 'create' ? evictPod(rest, request) : E.left(methodNotAllowed);
  // Where a custom resource has no status subresource the server says that the object is not there.
  if (subresource !== 'status' || !type.status) return E.left(type.custom ? notFound(type, name) : noSuchResource);
  switch (request.verb) {
    case 'get':
      return getObject(rest, request);
    case 'update':
      return updateObject(rest, request);
    case 'patch':
      return patchObject(rest, request);
    default:
      return E.left(methodNotAllowed);
  }
};

/**
 * Answers a request for stored objects, at once and in one piece: nothing else happens to the store meanwhile. Watches
 * and logs are streams and answered elsewhere.
 */
export const dispatch = (rest: Rest, request: ObjectRequest): Outcome => {
  const onObject = request.name !== undefined;
  if (request.subresource !== undefined) return throughSubresource(rest, request);
  switch (request.verb) {
    case 'get':
      return getObject(rest, request);
    case 'list':
      return listObjects(rest, request);
    case 'create':
      return onObject ? E.left(methodNotAllowed) : createObject(rest, request);
    case 'update':
      return onObject ? updateObject(rest, request) : E.left(methodNotAllowed);
    case 'patch':
      return onObject ? patchObject(rest, request) : E.left(methodNotAllowed);
    case 'delete':
      return deleteObject(rest, request);
    case 'deletecollection':
      return deleteCollection(rest, request);
    case 'watch':
      return E.left(methodNotAllowed);
  }
};
