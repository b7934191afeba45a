import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import type { ConnectError } from './connect-error.ts';
import type { Connection } from './connection.ts';
import { connectInCluster, type InClusterOptions, serviceAccountFolder } from './in-cluster.ts';
import type { KubeConfigOptions } from './kube-config-context.ts';

export type ConnectOptions = KubeConfigOptions & InClusterOptions;

/**
 * Finds the cluster: the kubeconfig that was named; else KUBECONFIG; else the pod's own service account; else
 * `~/.kube/config`. The client library is loaded for kubeconfigs only.
 */
export const connect = async (options: ConnectOptions): Promise<E.Either<ConnectError, Connection>> => {
  const { env, kubeconfig, context } = options;
  const said = (kubeconfig ?? '') !== '' || (env.KUBECONFIG ?? '') !== '' || context !== undefined;
  const token = join(options.folder ?? serviceAccountFolder, 'token');
  const inPod = (env.KUBERNETES_SERVICE_HOST ?? '') !== '' && (existsSync(token) || (env.CHAOSENGINE ?? '') !== '');
  if (!said && inPod) return connectInCluster(options);
  const { connectKubeConfig } = await import('./kube-config.ts');
  const connection = await connectKubeConfig(options);
  if (E.isRight(connection) || connection.left.is !== 'NoConfiguration') return connection;
  const message = `no cluster is configured: ${connection.left.message}, and this is not a pod (KUBERNETES_SERVICE_HOST is not set)`;
  return E.left({ is: 'NoConfiguration', message });
};
