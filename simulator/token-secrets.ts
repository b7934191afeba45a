/**
 * Secrets with tokens of service accounts: old clusters make one for each account, and all fill those that somebody makes
 * with the type of such a Secret.
 */
import { at, stringOf } from './json.ts';
import type { Kubernetes } from './kubernetes-version.ts';
import { rootCertificates } from './service-account-volume.ts';
import type { KubeObject, Store } from './store.ts';

const secretType = 'kubernetes.io/service-account-token';
const accountName = 'kubernetes.io/service-account.name';
const accountUid = 'kubernetes.io/service-account.uid';

export interface TokenSecretsOptions {
  readonly store: Store;
  readonly kubernetes: Kubernetes;
  /** The certificate by which clients know the server; empty when it speaks plain http. */
  readonly authority: string;
  readonly tokenFor: (namespace: string, account: string) => string;
  readonly suffix: () => string;
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** Makes and fills them, and the ConfigMap with the server's certificate, from now on; returns the way to stop. */
export const publishTokens = (options: TokenSecretsOptions): (() => void) => {
  const { store, kubernetes, authority, tokenFor, suffix } = options;
  const fill = (secret: KubeObject): void => {
    const { namespace = '', name, annotations = {} } = secret.metadata;
    const account = store.get('serviceaccounts', namespace, annotations[accountName] ?? '');
    if (secret.type !== secretType || !account || stringOf(at(secret.data, 'token'))) return;
    store.update('secrets', namespace, name, (now) => ({
      ...now,
      metadata: { ...now.metadata, annotations: { ...annotations, [accountUid]: account.metadata.uid } },
      data: {
        'ca.crt': encoded(authority),
        namespace: encoded(namespace),
        token: encoded(tokenFor(namespace, account.metadata.name)),
      },
    }));
  };
  const provide = (account: KubeObject): void => {
    const { namespace = '', name } = account.metadata;
    if (!kubernetes.tokenSecrets || account.secrets !== undefined) return;
    const secret = `${name}-token-${suffix()}`;
    store.create('secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret, namespace, annotations: { [accountName]: name } },
      type: secretType,
    });
    store.update('serviceaccounts', namespace, name, (now) => ({ ...now, secrets: [{ name: secret }] }));
  };
  const publish = (namespace: string): void => {
    store.create('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: rootCertificates, namespace },
      data: { 'ca.crt': authority },
    });
  };
  const withdraw = (account: KubeObject): void => {
    for (const secret of store.list('secrets', account.metadata.namespace)) {
      const of = secret.metadata.annotations?.[accountUid];
      if (of === account.metadata.uid) store.remove('secrets', secret.metadata.namespace, secret.metadata.name);
    }
  };
  const stop = store.subscribe(({ type, resource, object }) => {
    if (resource === 'namespaces' && type === 'ADDED') publish(object.metadata.name);
    if (resource === 'secrets' && type === 'ADDED') fill(object);
    if (resource !== 'serviceaccounts') return;
    if (type === 'ADDED') provide(object);
    else if (type === 'DELETED') withdraw(object);
  });
  for (const { metadata } of store.list('namespaces')) publish(metadata.name);
  for (const account of store.list('serviceaccounts')) provide(account);
  return stop;
};
