/** What the contract suite runs against: a simulator or a real API server. */
import type { Client } from './client.ts';

export interface ContractTarget {
  readonly client: Client;
  readonly url: string;
  /** A kubeconfig file of the administrator. */
  readonly kubeconfig: string;
  /** A bearer token of a service account that exists. */
  tokenFor(namespace: string, serviceAccount: string): Promise<string>;
  /** An image with a shell that the nodes have. */
  readonly image: string;
  close(): Promise<void>;
}

/** A target whose memory and clock matter. */
export interface ApiTarget extends ContractTarget {
  /** Makes the server forget all moments before now. */
  forget(): Promise<void>;
  /** Lets so many seconds of the server's clock pass at once. No real server can do that: there the test has to wait. */
  hurry?(seconds: number): void;
}

let count = 0;

/** A namespace of its own for a group of tests, ready for pods as far as its labels let any in. */
export const freshNamespace = async (client: Client, labels: Record<string, string> = {}): Promise<string> => {
  count += 1;
  const name = `contract-${process.pid}-${count}`;
  await client.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await client.until(`/api/v1/namespaces/${name}/serviceaccounts/default`, ({ status }) => status === 200);
  await podsAreAdmitted(client, name);
  return name;
};

/**
 * Before Kubernetes 1.24, pods are refused until the service account has a token Secret, and admission knows of it. What the
 * labels of the namespace forbid is judged behind that.
 */
const podsAreAdmitted = async (client: Client, namespace: string): Promise<void> => {
  const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  const end = Date.now() + 30_000;
  for (;;) {
    const reply = await client.post(path, pod('may-i', 'any', 'true'));
    if (reply.status === 201 || reply.text.includes('violates PodSecurity')) return;
    if (Date.now() > end) throw new Error(`no pod is admitted in ${namespace}: ${reply.status} ${reply.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** A ConfigMap as the suite's plain object. */
export const configMap = (
  name: string,
  more: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  ...more,
});

/** A ChaosEngine with any spec. */
export const engine = (name: string, spec: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: { name },
  spec,
  ...more,
});

/** A pod whose single container runs a shell command. */
export const pod = (name: string, image: string, command: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image, command: ['sh', '-c', command] }],
    ...spec,
  },
});

/** A Job of one pod that runs a shell command. */
export const job = (name: string, image: string, command: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    backoffLimit: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image, command: ['sh', '-c', command] }],
      },
    },
    ...spec,
  },
});

/** A Status as it should be, to compare with `toMatchObject`. */
export const failure = (code: number, reason: string, message: string, details?: Record<string, unknown>) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  reason,
  message,
  ...(details === undefined ? {} : { details }),
});
