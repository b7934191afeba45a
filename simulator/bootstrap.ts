/** What every cluster has from the start: namespaces, default service accounts, the roles of the system. */

import type { NewObject, Store } from './store.ts';

const apiGroup = 'rbac.authorization.k8s.io';

const ofSystem = (kind: string, name: string, content: object): NewObject => ({
  apiVersion: `${apiGroup}/v1`,
  kind,
  metadata: { name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
  ...content,
});
const clusterRole = (name: string, rules: readonly unknown[]): NewObject => ofSystem('ClusterRole', name, { rules });
const clusterBinding = (role: string, groups: readonly string[]): NewObject =>
  ofSystem('ClusterRoleBinding', role, {
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
    subjects: groups.map((name) => ({ apiGroup, kind: 'Group', name })),
  });

const info = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const discovery = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...info];
const everything = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];
const reading = ['get', 'list', 'watch'];
const writing = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const usual = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'events', 'pods', 'pods/log', 'secrets', 'serviceaccounts', 'services'],
  },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets'] },
  { apiGroups: ['batch'], resources: ['jobs'] },
];
const reviews = [
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
];

const namespaceObject = (name: string): NewObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});

/** A namespace with its default service account; what exists already stays as it is. */
export const ensureNamespace = (store: Store, name: string): void => {
  store.create('namespaces', namespaceObject(name));
  store.create('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: name },
  });
};

/** Fills an empty store with what a fresh cluster holds. Objects that exist already stay as they are. */
export const bootstrap = (store: Store): void => {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) ensureNamespace(store, name);
  const withVerbs = (...verbs: readonly string[]) => usual.map((rule) => ({ ...rule, verbs }));
  const roles = {
    'cluster-admin': everything,
    admin: withVerbs(...reading, ...writing),
    edit: withVerbs(...reading, ...writing),
    view: withVerbs(...reading),
    'system:basic-user': reviews,
    'system:discovery': [{ nonResourceURLs: discovery, verbs: ['get'] }],
    'system:public-info-viewer': [{ nonResourceURLs: info, verbs: ['get'] }],
  };
  const bindings = {
    'cluster-admin': ['system:masters'],
    'system:basic-user': ['system:authenticated'],
    'system:discovery': ['system:authenticated'],
    'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
  };
  for (const [name, rules] of Object.entries(roles)) store.create('clusterroles', clusterRole(name, rules));
  for (const [role, groups] of Object.entries(bindings))
    store.create('clusterrolebindings', clusterBinding(role, groups));
};
