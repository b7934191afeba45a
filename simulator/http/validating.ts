/** The last look at an object before it is stored: warnings about what it holds, and the admission that only says yes or no. */
import { isDeepStrictEqual } from 'node:util';
import { podSecurity } from '../pod-security/admission.ts';
import type { KubeObject, NewObject, ResourceName } from '../store.ts';
import { changeWarnings, creationWarnings } from '../validation/warnings.ts';
import type { ObjectRequest, Rest } from './rest.ts';
import { type ApiError, forbidden, invalidObject } from './status.ts';

const contentWarnings = (resource: ResourceName, before: KubeObject | undefined, object: NewObject) => {
  if (before === undefined) return creationWarnings(resource, object);
  return isDeepStrictEqual(before.spec, object.spec) ? [] : changeWarnings(resource, object);
};

/** Warns about a valid object that takes the place of `before`, and says why it is refused, if it is. */
export const lastLook = (
  rest: Rest,
  request: ObjectRequest,
  before: KubeObject | undefined,
  object: NewObject,
): ApiError | undefined => {
  const { store, kubernetes } = rest;
  const { type } = request;
  if (request.subresource !== undefined) return undefined;
  if (kubernetes.objectWarnings)
    for (const warning of contentWarnings(type.name, before, object)) request.warn(warning);
  const { refusal, errors, warnings = [] } = podSecurity(store, kubernetes, type.name, before, object);
  const name = object.metadata.name;
  if (errors) return invalidObject(type, name, errors);
  if (refusal !== undefined) return forbidden(type, name, refusal);
  for (const warning of warnings) request.warn(warning);
  return undefined;
};
