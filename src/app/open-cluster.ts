import * as E from 'fp-ts/Either';
import { assembleCluster, type ClusterAdapter } from '../cluster/adapter.ts';
import { systemClock } from '../cluster/clock.ts';
import { connect } from '../cluster/credentials/connect.ts';
import type { ServerWarning } from '../cluster/transport/warnings.ts';
import { userAgent } from './version.ts';

/** Which cluster is meant. Without any: KUBECONFIG, the pod's own service account, `~/.kube/config`. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

export interface OpenCluster {
  readonly cluster: ClusterAdapter;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
}

/** Opens the cluster that the user means. `onWarning`: told of what the server warns of. Left: a sentence. */
export const openCluster = async (
  flags: ClusterFlags,
  onWarning: (warning: ServerWarning) => void,
): Promise<E.Either<string, OpenCluster>> => {
  const { kubeconfig, context } = flags;
  const connection = await connect({
    env: process.env,
    now: systemClock.elapsed,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  if (E.isLeft(connection)) return E.left(connection.left.message);
  const cluster = assembleCluster({
    connection: connection.right,
    clock: systemClock,
    random: Math.random,
    userAgent,
    onWarning,
  });
  return E.right({ cluster, namespace: flags.namespace ?? connection.right.namespace ?? 'default' });
};
