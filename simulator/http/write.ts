/** Creating and replacing objects. */
import * as E from 'fp-ts/Either';
import { initialStatus, withJobSelector } from '../admission.ts';
import { withDefaults } from '../defaults.ts';
import { at, stringOf } from '../json.ts';
import { type ResourceType, resourceTypes } from '../resource-types.ts';
import { type KubeObject, type NewObject, type StoreError, timestamp } from '../store.ts';
import { bad, type FieldError, forbidden as forbiddenField, literal } from '../validation/field-error.ts';
import { metadataErrors } from '../validation/metadata.ts';
import { schemaErrors } from '../validation/schema-errors.ts';
import { changeErrors, contentErrors } from '../validation/workloads.ts';
import { decodeObject } from './incoming.ts';
import { answered, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import {
  type ApiError,
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  invalidObject,
  notFound,
  noUniqueName,
  serverError,
  serverTimeout,
} from './status.ts';
import { lastLook } from './validating.ts';
import { complain, type WriteOptions, writeOptions } from './write-options.ts';

const objectLimit = 1_572_864;

/** The status that stands for an error of the store. */
export const storeFailure = (type: ResourceType, failure: StoreError): ApiError => {
  switch (failure.is) {
    case 'NotFound':
      return notFound(type, failure.name);
    case 'AlreadyExists':
      return alreadyExists(type, failure.name);
    case 'Conflict':
      return conflict(type, failure.name, failure.message);
  }
};

const errorsOf = (rest: Rest, type: ResourceType, object: NewObject): readonly FieldError[] => {
  const { kubernetes } = rest;
  const schema = rest.schemaOf(type.name);
  const { metadata: _metadata, ...content } = object;
  return [
    ...metadataErrors(kubernetes, type.name, object),
    ...(type.custom
      ? schema
        ? schemaErrors(schema, content, kubernetes.currentTexts ? 'current' : 'old')
        : []
      : contentErrors(kubernetes, type.name, object)),
  ];
};

const tooBig = (object: NewObject): ApiError | undefined =>
  Buffer.byteLength(JSON.stringify(object)) > objectLimit ? serverError('etcdserver: request is too large') : undefined;

const placed = (request: ObjectRequest, object: NewObject): E.Either<ApiError, NewObject> => {
  const { namespace } = request;
  const own = object.metadata.namespace;
  if (!resourceTypes[request.type.name].namespaced) {
    const { namespace: _dropped, ...metadata } = object.metadata;
    return E.right({ ...object, metadata: metadata as NewObject['metadata'] });
  }
  if (own !== undefined && own !== namespace) {
    return E.left(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  }
  return E.right({ ...object, metadata: { ...object.metadata, ...(namespace === undefined ? {} : { namespace }) } });
};

const namespaceRefusal = (rest: Rest, request: ObjectRequest, name: string): ApiError | undefined => {
  if (!request.type.namespaced || request.namespace === undefined) return undefined;
  const namespace = rest.store.get('namespaces', undefined, request.namespace);
  if (!namespace) return notFound(resourceTypes.namespaces, request.namespace);
  if (namespace.metadata.deletionTimestamp === undefined) return undefined;
  const why = `unable to create new content in namespace ${request.namespace} because it is being terminated`;
  return forbidden(request.type, name, why);
};

const generated = (rest: Rest, object: NewObject): NewObject => {
  const { name, generateName } = object.metadata;
  if (name || typeof generateName !== 'string') return object;
  return { ...object, metadata: { ...object.metadata, name: `${generateName.slice(0, 58)}${rest.newSuffix()}` } };
};

const admitted = (rest: Rest, type: ResourceType, object: NewObject, uid: string): E.Either<string, NewObject> => {
  if (type.name === 'pods') {
    const decision = rest.admit(object);
    return decision.allowed ? E.right(decision.pod) : E.left(decision.message);
  }
  if (type.name === 'jobs') return E.right(withJobSelector(rest.kubernetes, object, uid));
  const status = initialStatus(type.name);
  return E.right(status === undefined ? object : { ...object, status });
};

/** The object of the body, once it has been told what in it nobody knows. */
const decodeRequest = (rest: Rest, request: ObjectRequest, options: WriteOptions): E.Either<ApiError, NewObject> => {
  const decoded = decodeObject(rest, request.type, request.body);
  if (E.isLeft(decoded)) return E.left(decoded.left.error);
  const complaints = [...request.repeated, ...decoded.right.unknown];
  const refused = complain(request, options.fieldValidation, complaints);
  return refused ? E.left(refused) : E.right(decoded.right.object);
};

const createOnce = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type } = request;
  const options = writeOptions(rest, request, 'CreateOptions');
  if (E.isLeft(options)) return options;
  const decoded = decodeRequest(rest, request, options.right);
  if (E.isLeft(decoded)) return decoded;
  const here = placed(request, decoded.right);
  if (E.isLeft(here)) return here;
  if (here.right.metadata.resourceVersion !== undefined) {
    return E.left(serverError('resourceVersion should not be set on objects to be created'));
  }
  const object = generated(rest, here.right);
  const name = object.metadata.name ?? '';
  const refused = namespaceRefusal(rest, request, name);
  if (refused) return E.left(refused);
  const uid = rest.store.newUid();
  const ready = admitted(rest, type, withDefaults(rest.kubernetes, type.name, object), uid);
  if (E.isLeft(ready)) {
    const prefix = `${type.name} "${name}" is forbidden: `;
    return E.left(forbidden(type, name, ready.left.startsWith(prefix) ? ready.left.slice(prefix.length) : ready.left));
  }
  const errors = errorsOf(rest, type, ready.right);
  if (errors.length > 0) return E.left(invalidObject(type, name, errors));
  const denied = lastLook(rest, request, undefined, ready.right);
  if (denied) return E.left(denied);
  const big = tooBig(ready.right);
  if (big) return E.left(big);
  if (options.right.dry) {
    if (rest.store.get(type.name, request.namespace, name)) return E.left(alreadyExists(type, name));
    const metadata = { ...ready.right.metadata, uid, creationTimestamp: timestamp(rest.now()) };
    return E.right(answered(type, { ...ready.right, metadata } as KubeObject, 201));
  }
  const made = rest.store.create(type.name, ready.right, uid);
  return E.isLeft(made) ? E.left(storeFailure(type, made.left)) : E.right(answered(type, made.right, 201));
};

/** How often a name is drawn before the server gives up. */
const drawings = 8;

/** Stores the object of the body, under another name where one was generated that is taken. */
export const createObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, body } = request;
  const prefix = stringOf(at(body, 'metadata', 'generateName')) ?? '';
  const isGenerated = prefix !== '' && !stringOf(at(body, 'metadata', 'name'));
  for (let drawing = 1; ; drawing += 1) {
    const outcome = createOnce(rest, request);
    if (E.isRight(outcome) || outcome.left.reason !== 'AlreadyExists' || prefix === '') return outcome;
    if (!rest.kubernetes.generatedNamesRetried) return E.left(serverTimeout(type, 'POST'));
    if (!isGenerated || drawing === drawings) return E.left(noUniqueName(type, String(outcome.left.details?.name)));
  }
};

const finalizerAdded = (before: KubeObject, next: NewObject): FieldError | undefined => {
  if (before.metadata.deletionTimestamp === undefined) return undefined;
  const old = before.metadata.finalizers ?? [];
  const fresh = (next.metadata.finalizers ?? []).filter((one) => !old.includes(one));
  if (fresh.length === 0) return undefined;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${fresh.map((one) => `"${one}"`).join(', ')}}`;
  return forbiddenField('metadata.finalizers', detail);
};

/** What a write through a subresource, or beside one, may change. */
const merged = (request: ObjectRequest, before: KubeObject, next: NewObject): NewObject => {
  const { type, subresource } = request;
  if (!type.status) return next;
  if (subresource === 'status') {
    return { ...before, metadata: { ...before.metadata, ...next.metadata }, status: next.status };
  }
  return before.status === undefined ? next : { ...next, status: before.status };
};

const kept = (before: KubeObject, next: NewObject): KubeObject => {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = before.metadata;
  const metadata = {
    ...next.metadata,
    uid: before.metadata.uid,
    resourceVersion: before.metadata.resourceVersion,
    creationTimestamp: before.metadata.creationTimestamp,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp, deletionGracePeriodSeconds }),
    ...(generation === undefined ? {} : { generation }),
  };
  if (deletionTimestamp === undefined) {
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
  }
  return { ...next, metadata } as KubeObject;
};

/**
 * Puts `next` in the place of `before`: validated, with optimistic locking where it names a resourceVersion. `next` is
 * decoded already.
 */
export const replaceObject = (
  rest: Rest,
  request: ObjectRequest,
  before: KubeObject,
  next: NewObject,
  dry: boolean,
): Outcome => {
  const { type } = request;
  const { name } = before.metadata;
  const wanted = next.metadata.resourceVersion;
  if (wanted !== undefined && wanted !== before.metadata.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    return E.left(conflict(type, name, why));
  }
  const object = kept(before, merged(request, before, withDefaults(rest.kubernetes, type.name, next)));
  const added = finalizerAdded(before, object);
  const errors = [
    ...errorsOf(rest, type, object),
    ...(added ? [added] : []),
    ...(request.subresource === 'status' ? [] : changeErrors(type.name, before, object)),
  ];
  if (errors.length > 0) return E.left(invalidObject(type, name, errors));
  const denied = lastLook(rest, request, before, object);
  if (denied) return E.left(denied);
  const big = tooBig(object);
  if (big) return E.left(big);
  if (dry) return E.right(answered(type, object));
  const done = rest.store.update(type.name, request.namespace, name, () => object);
  return E.isLeft(done) ? E.left(storeFailure(type, done.left)) : E.right(answered(type, done.right));
};

const createsOnUpdate = ['events', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];

/** Replaces the stored object by the one of the body. */
export const updateObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type } = request;
  const name = request.name ?? '';
  const options = writeOptions(rest, request, 'UpdateOptions');
  if (E.isLeft(options)) return options;
  const decoded = decodeRequest(rest, request, options.right);
  if (E.isLeft(decoded)) return decoded;
  const given = decoded.right.metadata.name;
  if (given !== undefined && given !== name) {
    return E.left(badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`));
  }
  const here = placed(request, { ...decoded.right, metadata: { ...decoded.right.metadata, name } });
  if (E.isLeft(here)) return here;
  const before = rest.store.get(type.name, request.namespace, name);
  if (!before) {
    if (!createsOnUpdate.includes(type.name) || request.subresource) return E.left(notFound(type, name));
    const { resourceVersion: _version, ...metadata } = here.right.metadata;
    return createObject(rest, { ...request, body: { ...here.right, metadata } });
  }
  const { uid, resourceVersion } = here.right.metadata;
  if (uid !== undefined && uid !== before.metadata.uid) {
    const key = `/registry/${type.name}/${request.namespace ? `${request.namespace}/` : ''}${name}`;
    const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`;
    return E.left(conflict(type, name, why));
  }
  if (type.custom && resourceVersion === undefined) {
    // The server names the resource here where it names the kind elsewhere.
    const missing = bad(
      'metadata.resourceVersion',
      literal(rest.kubernetes.currentTexts ? '0' : '0x0'),
      'must be specified for an update',
    );
    return E.left(invalid(type.name, type.group, name, [missing]));
  }
  return replaceObject(rest, request, before, here.right, options.right.dry);
};
