/** The service account that Litmus faults run under, with the rights that its charts grant. */
import type { NewObject } from '../store.ts';

const group = 'rbac.authorization.k8s.io';

const may = (apiGroup: string, resources: string, verbs: string) => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
});

/** What the charts grant: no watch on anything but logs, no update of Jobs, ConfigMaps to read, no Secrets. */
const rules = [
  may('', 'pods', 'create delete get list patch update deletecollection'),
  may('', 'events', 'create get list patch update'),
  may('', 'configmaps', 'get list'),
  may('', 'pods/log', 'get list watch'),
  may('', 'pods/exec', 'get list create'),
  may('', 'replicationcontrollers', 'get list'),
  may('apps', 'deployments statefulsets replicasets daemonsets', 'get list'),
  may('batch', 'jobs', 'create list get delete deletecollection'),
  may('litmuschaos.io', 'chaosengines chaosexperiments chaosresults', 'create list get patch update delete'),
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
  may('', 'pods', 'watch'),
  may('batch', 'jobs', 'watch'),
  may('litmuschaos.io', 'chaosengines chaosresults', 'watch'),
];
const more = [
  may('', 'configmaps', 'create update patch'),
  may('', 'services', 'create get delete'),
  may('apps', 'deployments', 'create get delete'),
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
        ...(extras.secrets ? [may('', 'secrets', 'get list')] : []),
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
