/** What a request is about, read from its method and path. */
import { defined } from '../../src/model/json/json-object.ts';
import type { ResourceType } from '../resource-types.ts';
import { selectedName } from './selectors.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** What somebody wants to do to what. */
export interface ResourceAttributes {
  /** A resource's verb, or the method in lower case for other paths. */
  readonly verb: Verb | string;
  readonly group: string;
  /** Plural name; for other paths empty. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface ResourceRequest extends ResourceAttributes {
  readonly is: 'Resource';
  readonly verb: Verb;
  readonly version: string;
}

export interface PathRequest extends ResourceAttributes {
  readonly is: 'Path';
  readonly version: '';
  readonly path: string;
}

export type RequestInfo = ResourceRequest | PathRequest;

const collectionVerbs: Readonly<Record<string, Verb>> = {
  GET: 'list',
  HEAD: 'list',
  POST: 'create',
  DELETE: 'deletecollection',
  PUT: 'update',
  PATCH: 'patch',
};
const objectVerbs: typeof collectionVerbs = { ...collectionVerbs, GET: 'get', HEAD: 'get', DELETE: 'delete' };

const namespaceSubresources = ['status', 'finalize'];

/** Whether a query parameter is set to true, in the ways that the server accepts. */
export const isTrue = (value: string | null): boolean =>
  value === '' || value === 'true' || value === '1' || value === 'True';

/** The request that a method and path make; the deprecated `/watch/` prefix is understood. */
export const requestInfo = (method: string, path: string, query: URLSearchParams): RequestInfo => {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const core = parts[0] === 'api';
  const head = core ? 2 : 3;
  if ((!core && parts[0] !== 'apis') || parts.length <= head) {
    return { is: 'Path', verb: method.toLowerCase(), group: '', version: '', resource: '', path };
  }
  const group = core ? '' : (parts[1] ?? '');
  const version = parts[head - 1] ?? '';
  let rest = parts.slice(head);
  const watched = rest[0] === 'watch';
  if (watched) rest = rest.slice(1);
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !namespaceSubresources.includes(rest[2] ?? '');
  const namespace = rest[0] === 'namespaces' ? rest[1] : undefined;
  const [resource = '', name, subresource] = inNamespace ? rest.slice(2) : rest;
  const verb = (name === undefined ? collectionVerbs : objectVerbs)[method] ?? 'get';
  const watching = (verb === 'list' && isTrue(query.get('watch'))) || watched;
  const selected = name ?? (verb === 'list' || verb === 'deletecollection' ? selectedName(query) : undefined);
  return {
    is: 'Resource',
    verb: watching ? 'watch' : verb,
    group,
    version,
    resource,
    ...defined({ subresource, namespace, name: selected }),
  };
};

/** The resource that a request is about, among those that are served. */
export const resourceOf = (served: readonly ResourceType[], request: ResourceRequest): ResourceType | undefined =>
  served.find(
    ({ group, version, name }) => name === request.resource && group === request.group && version === request.version,
  );

/** Whether anything is served under the group and version of a request. */
export const groupIsServed = (served: readonly ResourceType[], request: ResourceRequest): boolean =>
  served.some(({ group, version }) => group === request.group && version === request.version);
