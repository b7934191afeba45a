/** Kubeconfig files for the simulated cluster. */
import { stringify } from 'yaml';

export interface KubeconfigOptions {
  readonly url: string;
  readonly token: string;
  readonly namespace?: string;
  /** PEM, for https. */
  readonly certificateAuthority?: string;
}

/** The text of a kubeconfig with one cluster, one user and one context, all named `simulator`. */
export const kubeconfigOf = (options: KubeconfigOptions): string => {
  const { url, token, namespace, certificateAuthority } = options;
  // Without https there is nothing to verify, and some clients refuse plain http unless that is said.
  const trust =
    certificateAuthority === undefined
      ? { 'insecure-skip-tls-verify': true }
      : { 'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64') };
  const name = 'simulator';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, ...trust } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) } }],
  });
};
