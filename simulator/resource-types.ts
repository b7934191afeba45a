/** The kinds of objects that the simulated API server can store, and how each behaves; custom ones are served while they are defined. */

/** The plural names of the resources that a cluster can store. */
export type ResourceName =
  | 'pods'
  | 'jobs'
  | 'events'
  | 'configmaps'
  | 'secrets'
  | 'services'
  | 'deployments'
  | 'replicasets'
  | 'serviceaccounts'
  | 'roles'
  | 'rolebindings'
  | 'clusterroles'
  | 'clusterrolebindings'
  | 'namespaces'
  | 'nodes'
  | 'customresourcedefinitions'
  | 'chaosengines'
  | 'chaosexperiments'
  | 'chaosresults';

export interface ResourceType {
  readonly name: ResourceName;
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Whether `/status` exists, and the main resource therefore ignores `status`. */
  readonly status: boolean;
  /** What raises metadata.generation: a change of the spec, of anything but metadata (custom resources), nothing. */
  readonly generation: 'spec' | 'all' | 'none';
  /** Stored and validated by a CustomResourceDefinition. */
  readonly custom: boolean;
  /** The server has all of them in its memory, and answers most lists and watches from there. */
  readonly cached: boolean;
}

type Traits = Partial<Omit<ResourceType, 'name' | 'group' | 'version' | 'kind'>>;

const type = (name: ResourceName, apiVersion: string, kind: string, traits: Traits = {}): ResourceType => {
  const [first = '', second] = apiVersion.split('/');
  return {
    name,
    group: second === undefined ? '' : first,
    version: second ?? first,
    kind,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    status: false,
    generation: 'none',
    custom: false,
    cached: true,
    ...traits,
  };
};

const rbac = 'rbac.authorization.k8s.io/v1';
const litmus = 'litmuschaos.io/v1alpha1';
/** The extension that plays Litmus defines them. */
const custom: Traits = { custom: true, generation: 'all' };

export const resourceTypes: { readonly [R in ResourceName]: ResourceType } = {
  pods: type('pods', 'v1', 'Pod', { shortNames: ['po'], categories: ['all'], status: true }),
  jobs: type('jobs', 'batch/v1', 'Job', { categories: ['all'], status: true, generation: 'spec' }),
  events: type('events', 'v1', 'Event', { shortNames: ['ev'], cached: false }),
  configmaps: type('configmaps', 'v1', 'ConfigMap', { shortNames: ['cm'] }),
  secrets: type('secrets', 'v1', 'Secret'),
  services: type('services', 'v1', 'Service', { shortNames: ['svc'], categories: ['all'], status: true }),
  deployments: type('deployments', 'apps/v1', 'Deployment', {
    shortNames: ['deploy'],
    categories: ['all'],
    status: true,
    generation: 'spec',
  }),
  replicasets: type('replicasets', 'apps/v1', 'ReplicaSet', {
    shortNames: ['rs'],
    categories: ['all'],
    status: true,
    generation: 'spec',
  }),
  serviceaccounts: type('serviceaccounts', 'v1', 'ServiceAccount', { shortNames: ['sa'] }),
  roles: type('roles', rbac, 'Role'),
  rolebindings: type('rolebindings', rbac, 'RoleBinding'),
  clusterroles: type('clusterroles', rbac, 'ClusterRole', { namespaced: false }),
  clusterrolebindings: type('clusterrolebindings', rbac, 'ClusterRoleBinding', { namespaced: false }),
  namespaces: type('namespaces', 'v1', 'Namespace', { shortNames: ['ns'], namespaced: false, status: true }),
  nodes: type('nodes', 'v1', 'Node', { shortNames: ['no'], namespaced: false, status: true }),
  customresourcedefinitions: type('customresourcedefinitions', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    namespaced: false,
    status: true,
    generation: 'spec',
  }),
  chaosengines: type('chaosengines', litmus, 'ChaosEngine', custom),
  chaosexperiments: type('chaosexperiments', litmus, 'ChaosExperiment', custom),
  chaosresults: type('chaosresults', litmus, 'ChaosResult', custom),
};

export const resourceNames = Object.keys(resourceTypes) as readonly ResourceName[];

/** `v1` or `batch/v1`: the apiVersion of a resource's objects. */
export const apiVersionOf = (type: Pick<ResourceType, 'group' | 'version'>): string =>
  type.group === '' ? type.version : `${type.group}/${type.version}`;

/** `jobs.batch`, or `pods` for the core group: how the API server names a resource in its messages. */
export const qualified = (type: Pick<ResourceType, 'name' | 'group'>): string =>
  type.group === '' ? type.name : `${type.name}.${type.group}`;
