/** Discovery: which groups, versions and resources there are, one by one and aggregated. */
import { defined, type JsonRecord } from '../../src/model/json/json-object.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { apiVersionOf, type ResourceType } from '../resource-types.ts';
import type { Rest } from './rest.ts';

/** The version that the server says it is: the one whose behaviour it follows. */
const serverVersion = ({ version, release }: Kubernetes): unknown => ({
  major: '1',
  minor: version.slice(2),
  gitVersion: `v${release}+simulator`,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
});

interface ResourceEntry {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly group?: string;
  readonly version?: string;
}

const storedVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const entry = (name: string, kind: string, namespaced: boolean, verbs: readonly string[]): ResourceEntry => ({
  name,
  singularName: '',
  namespaced,
  kind,
  verbs,
});

const subresources = ({ name, kind, namespaced, status }: ResourceType): readonly ResourceEntry[] => {
  const sub = (subresource: string, of: string, ...verbs: readonly string[]): ResourceEntry =>
    entry(`${name}/${subresource}`, of, namespaced, verbs);
  return [
    ...(name === 'namespaces' ? [sub('finalize', 'Namespace', 'update')] : []),
    ...(name === 'pods' ? [{ ...sub('eviction', 'Eviction', 'create'), group: 'policy', version: 'v1' }] : []),
    ...(name === 'pods' ? [sub('log', 'Pod', 'get')] : []),
    ...(name === 'serviceaccounts' ? [sub('token', 'TokenRequest', 'create')] : []),
    ...(status ? [sub('status', kind, 'get', 'patch', 'update')] : []),
  ];
};

const entriesOf = (kubernetes: Kubernetes, type: ResourceType): readonly ResourceEntry[] => {
  const { shortNames, categories } = type;
  const main = {
    ...entry(type.name, type.kind, type.namespaced, storedVerbs),
    singularName: type.custom || kubernetes.aggregatedDiscovery ? type.singular : '',
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  return [main, ...subresources(type)];
};

const review = (kind: string): ResourceEntry => entry(`${kind.toLowerCase()}s`, kind, false, ['create']);

/** What there is to discover: the resources by their group versions. */
type Offer = ReadonlyMap<string, readonly ResourceEntry[]>;

const offerOf = (kubernetes: Kubernetes, types: readonly ResourceType[]): Offer => {
  const offer = new Map<string, readonly ResourceEntry[]>();
  for (const [version, own] of Map.groupBy(types, apiVersionOf)) {
    const entries = own.flatMap((type) => entriesOf(kubernetes, type));
    offer.set(version, entries);
  }
  offer.set('authorization.k8s.io/v1', ['SelfSubjectAccessReview', 'SelfSubjectRulesReview'].map(review));
  if (kubernetes.selfReviews) offer.set('authentication.k8s.io/v1', [review('SelfSubjectReview')]);
  return offer;
};

/** The group versions beside the core's `v1`. */
const namedVersions = (offer: Offer): readonly string[] => [...offer.keys()].filter((one) => one.includes('/'));

const resourceList = (offer: Offer, groupVersion: string): unknown => {
  const resources = offer.get(groupVersion);
  return resources === undefined
    ? undefined
    : { kind: 'APIResourceList', ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }), groupVersion, resources };
};

const groupOf = (groupVersion: string): JsonRecord => {
  const [name, version] = groupVersion.split('/');
  const entry = { groupVersion, version };
  return { name, versions: [entry], preferredVersion: entry };
};

const aggregatedResource = (main: ResourceEntry, all: readonly ResourceEntry[], groupVersion: string): unknown => {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  const { name, kind, namespaced, singularName, verbs, shortNames, categories } = main;
  const prefix = `${name}/`;
  const subs = all
    .filter((one) => one.name.startsWith(prefix))
    .map((one) => ({
      subresource: one.name.slice(prefix.length),
      responseKind: { group, version, kind: one.kind },
      verbs: one.verbs,
    }));
  return {
    resource: name,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singularName === '' ? kind.toLowerCase() : singularName,
    verbs,
    ...defined({ shortNames, categories, subresources: subs.length > 0 ? subs : undefined }),
  };
};

const aggregated = (offer: Offer, wanted: readonly string[], version: string): unknown => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: `apidiscovery.k8s.io/${version}`,
  metadata: {},
  items: wanted.map((groupVersion) => {
    const all = offer.get(groupVersion) ?? [];
    const resources = all.filter(({ name }) => !name.includes('/'));
    return {
      metadata: { ...(groupVersion === 'v1' ? {} : { name: groupVersion.split('/')[0] }), creationTimestamp: null },
      versions: [
        {
          version: groupVersion.split('/').at(-1),
          resources: resources.map((entry) => aggregatedResource(entry, all, groupVersion)),
          freshness: 'Current',
        },
      ],
    };
  }),
});

export interface Discovered {
  readonly body: unknown;
  readonly contentType: string;
}

/** The version of the aggregated form that the Accept header asks for: the first that it names, or none. */
const aggregatedVersion = (accept: string): string | undefined =>
  /application\/json;[^,]*v=(v2(?:beta1)?);[^,]*as=APIGroupDiscoveryList/.exec(accept)?.[1];

/** The document at a path; undefined where there is none. */
const documentAt = (kubernetes: Kubernetes, offer: Offer, path: string, address: string): unknown => {
  const named = namedVersions(offer);
  switch (path) {
    case '/version':
      return serverVersion(kubernetes);
    case '/api': {
      const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: address }];
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
    }
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupOf) };
    case '/api/v1':
      return resourceList(offer, 'v1');
  }
  const [, root, name, version, ...more] = path.split('/');
  if (root !== 'apis' || more.length > 0) return undefined;
  if (version !== undefined) return resourceList(offer, `${name}/${version}`);
  const group = named.find((one) => one.startsWith(`${name}/`));
  return group === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
};

/** The answer to a discovery path; undefined when it is none. */
export const discovery = (
  { kubernetes, served }: Pick<Rest, 'kubernetes' | 'served'>,
  path: string,
  accept: string,
  address: string,
): Discovered | undefined => {
  const offer = offerOf(kubernetes, served());
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const version = kubernetes.aggregatedDiscovery ? aggregatedVersion(accept) : undefined;
  if (version !== undefined && (trimmed === '/api' || trimmed === '/apis')) {
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    return { body: aggregated(offer, trimmed === '/api' ? ['v1'] : namedVersions(offer), version), contentType };
  }
  const body = documentAt(kubernetes, offer, trimmed, address);
  return body === undefined ? undefined : { body, contentType: 'application/json' };
};
