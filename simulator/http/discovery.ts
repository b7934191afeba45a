/** Discovery: which groups, versions and resources there are, one by one and aggregated. */
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

const storedVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const statusVerbs = ['get', 'patch', 'update'] as const;

const entriesOf = (kubernetes: Kubernetes, type: ResourceType): readonly ResourceEntry[] => {
  const main: ResourceEntry = {
    name: type.name,
    singularName: type.custom || kubernetes.aggregatedDiscovery ? type.singular : '',
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: storedVerbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
  };
  const sub = (name: string, kind: string, verbs: readonly string[]): ResourceEntry => ({
    name: `${type.name}/${name}`,
    singularName: '',
    namespaced: type.namespaced,
    kind,
    verbs,
  });
  return [
    main,
    ...(type.name === 'namespaces' ? [sub('finalize', 'Namespace', ['update'])] : []),
    ...(type.name === 'pods'
      ? [{ ...sub('eviction', 'Eviction', ['create']), group: 'policy', version: 'v1' }, sub('log', 'Pod', ['get'])]
      : []),
    ...(type.name === 'serviceaccounts' ? [sub('token', 'TokenRequest', ['create'])] : []),
    ...(type.status ? [sub('status', type.kind, statusVerbs)] : []),
  ];
};

const reviewEntry = (name: string, kind: string): ResourceEntry => ({
  name,
  singularName: '',
  namespaced: false,
  kind,
  verbs: ['create'],
});

const extra = (kubernetes: Kubernetes): Readonly<Record<string, readonly ResourceEntry[]>> => ({
  'authorization.k8s.io/v1': [
    reviewEntry('selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
    reviewEntry('selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
  ],
  ...(kubernetes.selfReviews
    ? { 'authentication.k8s.io/v1': [reviewEntry('selfsubjectreviews', 'SelfSubjectReview')] }
    : {}),
});

/** What there is to discover: what depends on the version, and the resources that are served. */
interface Offer {
  readonly kubernetes: Kubernetes;
  readonly types: readonly ResourceType[];
}

/** The group versions beside the core's `v1`. */
const namedVersions = ({ kubernetes, types }: Offer): readonly string[] => [
  ...new Set(types.map(apiVersionOf).filter((one) => one.includes('/'))),
  ...Object.keys(extra(kubernetes)),
];

/** What is served under a group version; undefined when nothing is. */
const resourcesOf = ({ kubernetes, types }: Offer, groupVersion: string): readonly ResourceEntry[] | undefined => {
  const stored = types.filter((type) => apiVersionOf(type) === groupVersion);
  const entries = [
    ...stored.flatMap((type) => entriesOf(kubernetes, type)),
    ...(extra(kubernetes)[groupVersion] ?? []),
  ];
  return entries.length === 0 ? undefined : entries;
};

const resourceList = (offer: Offer, groupVersion: string): unknown => {
  const resources = resourcesOf(offer, groupVersion);
  return resources === undefined
    ? undefined
    : { kind: 'APIResourceList', ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }), groupVersion, resources };
};

const groupOf = (groupVersion: string): Readonly<Record<string, unknown>> => {
  const [name = '', version = ''] = groupVersion.split('/');
  const entry = { groupVersion, version };
  return { name, versions: [entry], preferredVersion: entry };
};

const aggregatedResource = (entry: ResourceEntry, all: readonly ResourceEntry[], groupVersion: string): unknown => {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  const responseKind = { group, version, kind: entry.kind };
  const prefix = `${entry.name}/`;
  const subresources = all
    .filter(({ name }) => name.startsWith(prefix))
    .map((one) => ({
      subresource: one.name.slice(prefix.length),
      responseKind: { ...responseKind, kind: one.kind },
      verbs: one.verbs,
    }));
  return {
    resource: entry.name,
    responseKind,
    scope: entry.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: entry.singularName === '' ? entry.kind.toLowerCase() : entry.singularName,
    verbs: entry.verbs,
    ...(entry.shortNames ? { shortNames: entry.shortNames } : {}),
    ...(entry.categories ? { categories: entry.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
};

const aggregated = (offer: Offer, wanted: readonly string[], version: string): unknown => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: `apidiscovery.k8s.io/${version}`,
  metadata: {},
  items: wanted.map((groupVersion) => {
    const all = resourcesOf(offer, groupVersion) ?? [];
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

const json = 'application/json';

/** The media type under which the Accept header asks for the aggregated form: the first that it names, or none. */
const aggregatedVersion = (accept: string): string | undefined =>
  /application\/json[^,]*as=APIGroupDiscoveryList/.test(accept)
    ? /application\/json;[^,]*v=(v2(?:beta1)?);[^,]*as=APIGroupDiscoveryList/.exec(accept)?.[1]
    : undefined;

const found = (body: unknown): Discovered | undefined => (body === undefined ? undefined : { body, contentType: json });

/** The answer to a discovery path; undefined when it is none. */
export const discovery = (
  { kubernetes, served }: Pick<Rest, 'kubernetes' | 'served'>,
  path: string,
  accept: string,
  address: string,
): Discovered | undefined => {
  const offer: Offer = { kubernetes, types: served() };
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const version = kubernetes.aggregatedDiscovery ? aggregatedVersion(accept) : undefined;
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  if (trimmed === '/api') {
    if (version !== undefined) return { body: aggregated(offer, ['v1'], version), contentType: type };
    return found({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
    });
  }
  if (trimmed === '/apis') {
    if (version !== undefined) return { body: aggregated(offer, namedVersions(offer), version), contentType: type };
    return found({ kind: 'APIGroupList', apiVersion: 'v1', groups: namedVersions(offer).map(groupOf) });
  }
  if (trimmed === '/version') return found(serverVersion(kubernetes));
  if (trimmed === '/api/v1') return found(resourceList(offer, 'v1'));
  const parts = trimmed.split('/');
  if (parts[1] !== 'apis') return undefined;
  if (parts.length === 4) return found(resourceList(offer, `${parts[2]}/${parts[3]}`));
  const group = namedVersions(offer).find((one) => one.startsWith(`${parts[2]}/`));
  return parts.length === 3 && group !== undefined
    ? found({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) })
    : undefined;
};
