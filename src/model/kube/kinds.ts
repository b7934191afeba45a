/** Of Litmus' custom resources, everywhere. */
export const litmusApiVersion = 'litmuschaos.io/v1alpha1';

/** The kinds that this program touches, with the path that each has in the API. */
export const kinds = {
  ChaosEngine: { apiVersion: litmusApiVersion, plural: 'chaosengines' },
  ChaosExperiment: { apiVersion: litmusApiVersion, plural: 'chaosexperiments' },
  ChaosResult: { apiVersion: litmusApiVersion, plural: 'chaosresults' },
  Job: { apiVersion: 'batch/v1', plural: 'jobs' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
  Event: { apiVersion: 'v1', plural: 'events' },
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Secret: { apiVersion: 'v1', plural: 'secrets' },
  Service: { apiVersion: 'v1', plural: 'services' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  Node: { apiVersion: 'v1', plural: 'nodes' },
  Namespace: { apiVersion: 'v1', plural: 'namespaces' },
  ServiceAccount: { apiVersion: 'v1', plural: 'serviceaccounts' },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'roles' },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'rolebindings' },
} as const;

export type Kind = keyof typeof kinds;

/** The path of an object in the API. */
export const pathOf = (kind: Kind, namespace: string, name: string): string =>
  `/apis/${kinds[kind].apiVersion}/namespaces/${namespace}/${kinds[kind].plural}/${name}`;
