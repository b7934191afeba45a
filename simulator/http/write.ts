/** Creating and replacing objects. */
import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
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
import { complain, writeOptions } from './write-options.ts';

const objectLimit = 1_572_864;

/** 400: an object cannot be written into another namespace than its own. */
export const otherNamespace = badRequest(
  'the namespace of the provided object does not match the namespace sent on the request',
);

const storeFailure = (type: ResourceType, { is, name, message }: StoreError): ApiError => {
  if (is === 'Conflict') return conflict(type, name, message);
  return is === 'NotFound' ? notFound(type, name) : alreadyExists(type, name);
};

/** What the store did, as an answer. */
export const storeOutcome = (type: ResourceType, done: E.Either<StoreError, KubeObject>, code = 200): Outcome =>
  E.isLeft(done) ? E.left(storeFailure(type, done.left)) : E.right(answered(type, done.right, code));

const errorsOf = (rest: Rest, type: ResourceType, object: NewObject): readonly FieldError[] => {
  const { kubernetes } = rest;
  const errors = metadataErrors(kubernetes, type.name, object);
  if (!type.custom) return [...errors, ...contentErrors(kubernetes, type.name, object)];
  const schema = rest.schemaOf(type.name);
  const { metadata: _metadata, ...content } = object;
  return schema ? [...errors, ...schemaErrors(schema, content, kubernetes.currentTexts ? 'current' : 'old')] : errors;
};

/** Why an object that is complete does not take the place of `before`, with these errors in it. */
const refusal = (
  rest: Rest,
  request: ObjectRequest,
  before: KubeObject | undefined,
  object: NewObject,
  errors: readonly FieldError[],
): ApiError | undefined => {
  const { name = '' } = object.metadata;
  if (errors.length > 0) return invalidObject(request.type, name, errors);
  const denied = lastLook(rest, request, before, object);
  const isTooBig = Buffer.byteLength(JSON.stringify(object)) > objectLimit;
  return denied ?? (isTooBig ? serverError('etcdserver: request is too large') : undefined);
};

/** Why an object of one name cannot be written under another one. */
export const nameRefusal = (given: string | undefined, name: string): ApiError | undefined =>
  given === undefined || given === name
    ? undefined
    : badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);

const placed = (request: ObjectRequest, object: NewObject): E.Either<ApiError, NewObject> => {
  const { namespace } = request;
  const own = object.metadata.namespace;
  if (!request.type.namespaced) {
    const { namespace: _dropped, ...metadata } = object.metadata;
    return E.right({ ...object, metadata: metadata as NewObject['metadata'] });
  }
  if (own !== undefined && own !== namespace) return E.left(otherNamespace);
  return E.right({ ...object, metadata: { ...object.metadata, ...defined({ namespace }) } });
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

const admitted = (rest: Rest, type: ResourceType, object: NewObject, uid: string): E.Either<ApiError, NewObject> => {
  if (type.name === 'pods') {
    const decision = rest.admit(object);
    if (decision.allowed) return E.right(decision.pod);
    const { name = '' } = object.metadata;
    const prefix = `${type.name} "${name}" is forbidden: `;
    const { message } = decision;
    return E.left(forbidden(type, name, message.startsWith(prefix) ? message.slice(prefix.length) : message));
  }
  if (type.name === 'jobs') return E.right(withJobSelector(rest.kubernetes, object, uid));
  const status = initialStatus(type.name);
  return E.right(status === undefined ? object : { ...object, status });
};

/** The object of the body, once it has been told what in it nobody knows; `dry`: the write shall only be tried. */
const readRequest = (
  rest: Rest,
  request: ObjectRequest,
  kind: 'CreateOptions' | 'UpdateOptions',
): E.Either<ApiError, { readonly object: NewObject; readonly dry: boolean }> => {
  const options = writeOptions(rest, request, kind);
  if (E.isLeft(options)) return options;
  const { fieldValidation, dry } = options.right;
  const decoded = decodeObject(rest, request.type, request.body);
  if (E.isLeft(decoded)) return E.left(decoded.left.error);
  const { object, unknown } = decoded.right;
  const refused = complain(request, fieldValidation, [...request.repeated, ...unknown]);
  return refused ? E.left(refused) : E.right({ object, dry });
};

const createOnce = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace } = request;
  const { store } = rest;
  const read = readRequest(rest, request, 'CreateOptions');
  if (E.isLeft(read)) return read;
  const here = placed(request, read.right.object);
  if (E.isLeft(here)) return here;
  if (here.right.metadata.resourceVersion !== undefined)
    return E.left(serverError('resourceVersion should not be set on objects to be created'));
  const given = generated(rest, here.right);
  const { name = '' } = given.metadata;
  const nowhere = namespaceRefusal(rest, request, name);
  if (nowhere) return E.left(nowhere);
  const uid = store.newUid();
  const ready = admitted(rest, type, withDefaults(rest.kubernetes, type.name, given), uid);
  if (E.isLeft(ready)) return ready;
  const object = ready.right;
  const refused = refusal(rest, request, undefined, object, errorsOf(rest, type, object));
  if (refused) return E.left(refused);
  if (!read.right.dry) return storeOutcome(type, store.create(type.name, object, uid), 201);
  if (store.get(type.name, namespace, name)) return E.left(alreadyExists(type, name));
  const metadata = { ...object.metadata, uid, creationTimestamp: timestamp(rest.now()) };
  return E.right(answered(type, { ...object, metadata } as KubeObject, 201));
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

const finalizersAdded = (before: KubeObject, next: NewObject): readonly FieldError[] => {
  if (before.metadata.deletionTimestamp === undefined) return [];
  const old = before.metadata.finalizers ?? [];
  const fresh = (next.metadata.finalizers ?? []).filter((one) => !old.includes(one));
  if (fresh.length === 0) return [];
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${fresh.map((one) => `"${one}"`).join(', ')}}`;
  return [forbiddenField('metadata.finalizers', detail)];
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
  const { uid, resourceVersion, creationTimestamp } = before.metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = before.metadata;
  const { deletionTimestamp: _at, deletionGracePeriodSeconds: _grace, ...given } = next.metadata;
  const marks = defined({ deletionTimestamp, deletionGracePeriodSeconds, generation });
  return { ...next, metadata: { ...given, uid, resourceVersion, creationTimestamp, ...marks } };
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
  const errors = [
    ...errorsOf(rest, type, object),
    ...finalizersAdded(before, object),
    ...(request.subresource === 'status' ? [] : changeErrors(type.name, before, object)),
  ];
  const refused = refusal(rest, request, before, object, errors);
  if (refused) return E.left(refused);
  if (dry) return E.right(answered(type, object));
  return storeOutcome(
    type,
    rest.store.update(type.name, request.namespace, name, () => object),
  );
};

const createsOnUpdate = ['events', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];

const updateRefusal = (
  rest: Rest,
  request: ObjectRequest,
  before: KubeObject,
  next: NewObject,
): ApiError | undefined => {
  const { type, namespace, name = '' } = request;
  const { uid, resourceVersion } = next.metadata;
  if (uid !== undefined && uid !== before.metadata.uid) {
    const key = `/registry/${type.name}/${namespace ? `${namespace}/` : ''}${name}`;
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`;
    const where = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0`;
    return conflict(type, name, `${where}, AdditionalErrorMsg: ${why}`);
  }
  if (!type.custom || resourceVersion !== undefined) return undefined;
  // The server names the resource here where it names the kind elsewhere.
  const none = literal(rest.kubernetes.currentTexts ? '0' : '0x0');
  return invalid(type.name, type.group, name, [
    bad('metadata.resourceVersion', none, 'must be specified for an update'),
  ]);
};

/** Replaces the stored object by the one of the body. */
export const updateObject = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace, name = '' } = request;
  const read = readRequest(rest, request, 'UpdateOptions');
  if (E.isLeft(read)) return read;
  const { object, dry } = read.right;
  const misnamed = nameRefusal(object.metadata.name, name);
  if (misnamed) return E.left(misnamed);
  const next = placed(request, { ...object, metadata: { ...object.metadata, name } });
  if (E.isLeft(next)) return next;
  const before = rest.store.get(type.name, namespace, name);
  if (!before) {
    if (!createsOnUpdate.includes(type.name) || request.subresource) return E.left(notFound(type, name));
    const { resourceVersion: _version, ...metadata } = next.right.metadata;
    return createObject(rest, { ...request, body: { ...next.right, metadata } });
  }
  const refused = updateRefusal(rest, request, before, next.right);
  return refused ? E.left(refused) : replaceObject(rest, request, before, next.right, dry);
};
