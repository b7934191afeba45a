/** What the suites of the cluster port's contract begin with. */
import * as E from 'fp-ts/Either';
import { onTestFinished } from 'vitest';
import { assembleCluster, type ClusterAdapter } from '../../src/cluster/adapter.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import type { Connection } from '../../src/cluster/credentials/connection.ts';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { KubeObject } from '../../src/cluster/port.ts';

/** A server with the Litmus definitions and an empty namespace, as the contract needs it. */
export interface ContractServer {
  readonly admin: Connection;
  /** A service account with the rights that Litmus charts grant: no watch, no secrets. */
  readonly litmus: Connection;
  readonly namespace: string;
  /** Makes and names a resourceVersion that no watch can start from any more. */
  readonly forgottenVersion: () => string;
}

/** The error, where one is expected. */
export const left = <A>(either: E.Either<ClusterError, A>): ClusterError => {
  if (E.isRight(either)) throw new Error(`expected an error, got ${JSON.stringify(either.right)}`);
  return either.left;
};

/** The value, where one is expected. */
export const right = <A>(either: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a value, got ${JSON.stringify(either.left)}`);
  return either.right;
};

/** The adapter over a connection, closed with the test. */
export const opened = (connection: Connection): ClusterAdapter => {
  const cluster = assembleCluster({
    connection,
    clock: systemClock,
    random: Math.random,
    userAgent: 'chaos-runner/contract',
    // Hundreds of objects are made here at once, which no runner does.
    limits: { requestsPerSecond: 2_000, mostPerSecond: 2_000, burst: 1_000 },
  });
  onTestFinished(() => cluster.close());
  return cluster;
};

/** A server, its adapter as the administrator, and objects to put there. */
export const portSetUp = async (setUp: () => Promise<ContractServer>) => {
  const server = await setUp();
  const { namespace } = server;
  const configMap = (name: string, labels: Record<string, string> = {}, data = { key: 'value' }): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels },
    data,
  });
  const engine = (name: string): KubeObject => ({
    apiVersion: 'litmuschaos.io/v1alpha1',
    kind: 'ChaosEngine',
    metadata: { name, namespace, annotations: { note: 'kept' } },
    spec: { engineState: 'active', chaosServiceAccount: 'litmus', experiments: [{ name: 'pod-delete', spec: {} }] },
  });
  const job = (name: string): KubeObject => {
    const containers = [{ name, image: 'localhost/nothing:1', imagePullPolicy: 'Never' }];
    const template = { spec: { restartPolicy: 'Never', containers } };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace },
      spec: { parallelism: 0, backoffLimit: 0, template },
    };
  };
  return {
    ...server,
    cluster: opened(server.admin),
    configMap,
    engine,
    job,
    at: (name: string) => ({ namespace, name }),
  };
};

/** Each test of the contract calls it once, and gets a server of its own. */
export type Start = () => ReturnType<typeof portSetUp>;
