/** The volume with the token of its service account that every pod gets which does not decline it. */
import { at, listOf, objectOf, stringOf } from './json.ts';
import type { Kubernetes } from './kubernetes-version.ts';
import type { KubeObject } from './store-types.ts';

type Fields = Readonly<Record<string, unknown>>;

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const boundPrefix = 'kube-api-access-';

/** The ConfigMap of every namespace with the certificate by which clients know the API server. */
export const rootCertificates = 'kube-root-ca.crt';

/** Kubelets ask for a new token before an hour is over; the odd seconds tell the server that it is a mounted one. */
const lifetime = 3607;

const projected: Fields = {
  sources: [
    { serviceAccountToken: { expirationSeconds: lifetime, path: 'token' } },
    { configMap: { name: rootCertificates, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ],
  defaultMode: 420,
};

const isDeclined = (account: KubeObject, spec: Fields): boolean =>
  (spec.automountServiceAccountToken ?? account.automountServiceAccountToken) === false;

const mountIn = (containers: unknown, name: string): readonly unknown[] =>
  listOf(containers).map((container) => {
    const mounts = listOf(at(container, 'volumeMounts'));
    if (mounts.some((one) => at(one, 'mountPath') === mountPath)) return container;
    return { ...objectOf(container), volumeMounts: [...mounts, { name, readOnly: true, mountPath }] };
  });

/** The volume: with a token of the pod's own, or with the Secret of its account; undefined while that has none. */
const volumeFor = (kubernetes: Kubernetes, account: KubeObject, suffix: () => string): Fields | undefined => {
  if (kubernetes.boundTokens) return { name: `${boundPrefix}${suffix()}`, projected };
  const secretName = stringOf(at(listOf(account.secrets)[0], 'name'));
  return secretName === undefined ? undefined : { name: secretName, secret: { secretName, defaultMode: 420 } };
};

/** The spec with the volume, mounted into every container that has nothing else in its place. */
export const withTokenVolume = (
  kubernetes: Kubernetes,
  account: KubeObject,
  spec: Fields,
  suffix: () => string,
): Fields => {
  if (isDeclined(account, spec)) return spec;
  const volumes = listOf(spec.volumes);
  const own = volumes.find((one) => kubernetes.boundTokens && String(at(one, 'name')).startsWith(boundPrefix));
  const volume = own ?? volumeFor(kubernetes, account, suffix);
  if (volume === undefined) return spec;
  const name = String(at(volume, 'name'));
  const mounted = {
    ...spec,
    ...(spec.initContainers === undefined ? {} : { initContainers: mountIn(spec.initContainers, name) }),
    containers: mountIn(spec.containers, name),
  };
  return own ? mounted : { ...mounted, volumes: [...volumes, volume] };
};
