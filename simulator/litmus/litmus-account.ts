/** The service account that Litmus faults run under, with the rights that its charts grant. */
import type { NewObject } from '../store.ts';

const group = 'rbac.authorization.k8s.io';

/** What the charts grant: no watch on anything but logs, no update of Jobs, ConfigMaps to read, no Secrets. */
const rules = [
  {
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'deletecollection'],
  },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'get', 'list', 'patch', 'update'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'list', 'create'] },
  { apiGroups: [''], resources: ['replicationcontrollers'], verbs: ['get', 'list'] },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'statefulsets', 'replicasets', 'daemonsets'],
    verbs: ['get', 'list'],
  },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'list', 'get', 'delete', 'deletecollection'] },
  {
    apiGroups: ['litmuschaos.io'],
    resources: ['chaosengines', 'chaosexperiments', 'chaosresults'],
    verbs: ['create', 'list', 'get', 'patch', 'update', 'delete'],
  },
];

/** Rights beyond those that the charts of Litmus grant. */
export interface AccountExtras {
  /** Also the right to watch what the runner observes. */
  readonly watch?: boolean;
  /** Also the right to read Secrets, as a third of the charts grant it. */
  readonly secrets?: boolean;
  /** Also the right to create what the audit and the monitor need. */
  readonly extras?: boolean;
}

const watching = [
  { apiGroups: [''], resources: ['pods'], verbs: ['watch'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['watch'] },
  { apiGroups: ['litmuschaos.io'], resources: ['chaosengines', 'chaosresults'], verbs: ['watch'] },
];
const more = [
  { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'update', 'patch'] },
  { apiGroups: [''], resources: ['services'], verbs: ['create', 'get', 'delete'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create', 'get', 'delete'] },
];

/** A ServiceAccount, its Role and the RoleBinding between them, all of the same name. */
export const litmusServiceAccount = (
  name: string,
  namespace: string,
  extras: AccountExtras = {},
): readonly NewObject[] => {
  const metadata = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: `${group}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        ...rules,
        ...(extras.watch ? watching : []),
        ...(extras.secrets ? [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }] : []),
        ...(extras.extras ? more : []),
      ],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
};
