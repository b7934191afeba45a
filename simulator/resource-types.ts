import { litmusApiVersion } from '../src/model/kube/kinds.ts';

/** The kinds of objects that the simulated API server can store, and how each behaves; custom ones are served while they are defined. */

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

const type = (apiVersion: string, kind: string, traits: Traits = {}): Omit<ResourceType, 'name'> => {
  const [first = '', second] = apiVersion.split('/');
  return {
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
const workload: Traits = { categories: ['all'], status: true, generation: 'spec' };
/** The extension that plays Litmus defines them. */
const custom: Traits = { custom: true, generation: 'all' };

/** The resources by their plural names. */
const types = {
  pods: type('v1', 'Pod', { shortNames: ['po'], categories: ['all'], status: true }),
  jobs: type('batch/v1', 'Job', workload),
  events: type('v1', 'Event', { shortNames: ['ev'], cached: false }),
  configmaps: type('v1', 'ConfigMap', { shortNames: ['cm'] }),
  secrets: type('v1', 'Secret'),
  services: type('v1', 'Service', { shortNames: ['svc'], categories: ['all'], status: true }),
  deployments: type('apps/v1', 'Deployment', { ...workload, shortNames: ['deploy'] }),
  replicasets: type('apps/v1', 'ReplicaSet', { ...workload, shortNames: ['rs'] }),
  serviceaccounts: type('v1', 'ServiceAccount', { shortNames: ['sa'] }),
  roles: type(rbac, 'Role'),
  rolebindings: type(rbac, 'RoleBinding'),
  clusterroles: type(rbac, 'ClusterRole', { namespaced: false }),
  clusterrolebindings: type(rbac, 'ClusterRoleBinding', { namespaced: false }),
  namespaces: type('v1', 'Namespace', { shortNames: ['ns'], namespaced: false, status: true }),
  nodes: type('v1', 'Node', { shortNames: ['no'], namespaced: false, status: true }),
  customresourcedefinitions: type('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    namespaced: false,
    status: true,
    generation: 'spec',
  }),
  chaosengines: type(litmusApiVersion, 'ChaosEngine', custom),
  chaosexperiments: type(litmusApiVersion, 'ChaosExperiment', custom),
  chaosresults: type(litmusApiVersion, 'ChaosResult', custom),
};

/** The plural names of the resources that a cluster can store. */
export type ResourceName = keyof typeof types;

export const resourceNames = Object.keys(types) as readonly ResourceName[];

export const resourceTypes = Object.fromEntries(resourceNames.map((name) => [name, { name, ...types[name] }])) as {
  readonly [R in ResourceName]: ResourceType;
};

/** `v1` or `batch/v1`: the apiVersion of a resource's objects. */
export const apiVersionOf = (type: Pick<ResourceType, 'group' | 'version'>): string =>
  type.group === '' ? type.version : `${type.group}/${type.version}`;

/** `jobs.batch`, or `pods` for the core group: how the API server names a resource in its messages. */
export const qualified = ({ name, group }: { readonly name: string; readonly group: string }): string =>
  group === '' ? name : `${name}.${group}`;
