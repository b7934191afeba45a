/** From what a request is about to the function that answers it. */
import * as E from 'fp-ts/Either';
import { awaitsContent } from '../deletion.ts';
import { objectOf } from '../json.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { evictPod } from './eviction.ts';
import { patchObject } from './patch.ts';
import { getObject, listObjects } from './read.ts';
import type { Verb } from './request-info.ts';
import type { ObjectRequest, Outcome, Rest } from './rest.ts';
import { methodNotAllowed, noSuchResource, notFound } from './status.ts';
import { createObject, storeOutcome, updateObject } from './write.ts';

/** Whether the request may change the store. */
export const isWrite = (verb: Verb): boolean => !['get', 'list', 'watch'].includes(verb);

type Answering = (rest: Rest, request: ObjectRequest) => Outcome;
type ByVerb = Readonly<Partial<Record<Verb, Answering>>>;

const refused: Answering = () => E.left(methodNotAllowed);
const ofStatus: ByVerb = { get: getObject, update: updateObject, patch: patchObject };
// A collection whose fields are selected by name is of one object.
const ofAll: ByVerb = { get: getObject, list: listObjects, delete: deleteObject, deletecollection: deleteCollection };
const ofCollections: ByVerb = { ...ofAll, create: createObject };
const ofObjects: ByVerb = { ...ofAll, update: updateObject, patch: patchObject };

const finalize = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, name = '' } = request;
  const done = rest.store.update(type.name, undefined, name, (current) => ({
    ...current,
    spec: { ...objectOf(current.spec), ...objectOf(objectOf(request.body).spec) },
  }));
  const isFinal =
    E.isRight(done) && done.right.metadata.deletionTimestamp !== undefined && !awaitsContent(type.name, done.right);
  if (isFinal) rest.store.purge(type.name, undefined, name);
  return storeOutcome(type, done);
};

const throughSubresource = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, subresource, name = '' } = request;
  if (subresource === 'finalize' && type.name === 'namespaces' && request.verb === 'update')
    return finalize(rest, request);
  if (subresource === 'eviction' && type.name === 'pods')
    return request.verb === 'create' ? evictPod(rest, request) : E.left(methodNotAllowed);
  // Where a custom resource has no status subresource the server says that the object is not there.
  if (subresource !== 'status' || !type.status) return E.left(type.custom ? notFound(type, name) : noSuchResource);
  return (ofStatus[request.verb] ?? refused)(rest, request);
};

/**
 * Answers a request for stored objects, at once and in one piece: nothing else happens to the store meanwhile. Watches
 * and logs are streams and answered elsewhere.
 */
export const dispatch = (rest: Rest, request: ObjectRequest): Outcome => {
  if (request.subresource !== undefined) return throughSubresource(rest, request);
  const answering = request.name === undefined ? ofCollections : ofObjects;
  return (answering[request.verb] ?? refused)(rest, request);
};
