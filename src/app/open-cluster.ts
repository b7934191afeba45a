import * as E from 'fp-ts/Either';
import { assembleCluster, type ClusterAdapter } from '../cluster/adapter.ts';
import { systemClock } from '../cluster/clock.ts';
import { connect } from '../cluster/credentials/connect.ts';
import type { Connection } from '../cluster/credentials/connection.ts';
import type { Retry } from '../cluster/retry.ts';
import type { ServerWarning } from '../cluster/transport/warnings.ts';
import { defined } from '../model/json/json-object.ts';
import { readRequestRate, requestRateVariable } from '../model/kube/request-rate.ts';
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

/** Who is told of what the server warns of, and of each request that is tried again. */
type Told = readonly [onWarning: (warning: ServerWarning) => void, onRetry?: (retry: Retry) => void];

/** The cluster at a connection, as this program speaks to it: as fast as the environment says, where it says something that can be read. */
export const clusterAt = (connection: Connection, ...[onWarning, onRetry]: Told): ClusterAdapter =>
  assembleCluster({
    ...{ connection, clock: systemClock, random: Math.random, userAgent },
    ...defined({ onWarning, onRetry, limits: readRequestRate(process.env[requestRateVariable] ?? '') }),
  });

/** Opens the cluster that the user means. Left: a sentence. */
export const openCluster = async (flags: ClusterFlags, ...told: Told): Promise<E.Either<string, OpenCluster>> => {
  const connection = await connect({ ...flags, env: process.env, now: systemClock.elapsed });
  if (E.isLeft(connection)) return E.left(connection.left.message);
  const { namespace = connection.right.namespace ?? 'default' } = flags;
  return E.right({ cluster: clusterAt(connection.right, ...told), namespace });
};
