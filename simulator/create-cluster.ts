/** The whole simulator: a cluster with its API server on loopback, and if wanted the Litmus operator. */
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import { type ApplyError, applyObjects, manifestsOf } from './apply.ts';
import { annotationOf, type BehaviourKey } from './behaviour-keys.ts';
import { type Clock, realClock } from './clock.ts';
import { assembleCluster } from './cluster.ts';
import { type ContainerLogs, createContainerLogs } from './container-logs.ts';
import type { Nodes } from './controllers/nodes.ts';
import type { Timings } from './controllers/timings.ts';
import { createIds, seededRandom } from './ids.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { type KubernetesVersion, kubernetesOf } from './kubernetes-version.ts';
import type { InjectedFault } from './litmus/experiments/injections.ts';
import { childRunner } from './litmus/operator/child-runner.ts';
import type { OperatorGeneration } from './litmus/operator/generations.ts';
import type { StartRunner, TokenFor } from './litmus/operator/runner-program.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from './server.ts';
import type { ClusterState } from './state.ts';
import type { KubeObject, Store } from './store.ts';

export interface SimulatedOperator {
  /** 3.0 by default. */
  readonly generation?: OperatorGeneration;
  /** The image of runners whose engine names none. */
  readonly image?: string;
  /** What runs as the runner. Without this and `command` runner pods run until they are stopped. */
  readonly startRunner?: StartRunner;
  /** Starts runners as child processes: the executable and its arguments, `-kubeconfig PATH` is added. */
  readonly command?: readonly [string, ...(readonly string[])];
  /** Variables of those child processes beside the container's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface SimulatorOptions
  extends Pick<
    ApiServerOptions,
    | 'port'
    | 'https'
    | 'adminToken'
    | 'interceptors'
    | 'hooks'
    | 'history'
    | 'historyAge'
    | 'requestLog'
    | 'bookmarkEvery'
  > {
  /** Which Kubernetes the simulator behaves like; 1.37 by default. */
  readonly kubernetes?: KubernetesVersion;
  /** The clock of the cluster; by default that of this machine, `speed` times as fast. */
  readonly clock?: Clock;
  /** 1 by default. The API server itself always answers in real time. */
  readonly speed?: number;
  /** Makes names and uids repeatable; drawn at random by default. */
  readonly seed?: number;
  /** Beside `default` and those of the system. */
  readonly namespaces?: readonly string[];
  /** Three by default; the first is for runners. */
  readonly nodes?: readonly string[];
  readonly timings?: Partial<Timings>;
  /** Plays the Litmus operator. */
  readonly operator?: SimulatedOperator;
}

export interface Simulator
  extends Pick<
    ApiServer,
    | 'url'
    | 'port'
    | 'adminToken'
    | 'kubeconfig'
    | 'tokenFor'
    | 'requests'
    | 'interceptors'
    | 'hooks'
    | 'compact'
    | 'certificateAuthority'
  > {
  readonly kubernetes: KubernetesVersion;
  readonly store: Store;
  readonly logs: ContainerLogs;
  readonly clock: Clock;
  /** Loses nodes and brings them back. */
  readonly nodes: Nodes;
  /** Creates or merges objects, or those of a YAML text, through the API as the administrator. */
  apply(manifests: string | readonly object[]): Promise<E.Either<ApplyError, readonly KubeObject[]>>;
  /** Scripts an experiment that exists: its annotations are replaced by these keys. False when there is none. */
  behave(namespace: string, experiment: string, behaviour: Partial<Record<BehaviourKey, string>>): boolean;
  /** How often each step has been launched, by `namespace/engine/experiment/step`. */
  launches(): ReadonlyMap<string, number>;
  /** The faults that are in place in truth, whatever results and pods say, the oldest first. */
  injected(): readonly InjectedFault[];
  /** The cluster as it is now. Logs of containers are not in it, and programs only as far as objects show them. */
  state(): ClusterState;
  /**
   * Puts a state into this cluster, whose clock should show its time; what is there already stays. What ran goes on:
   * experiments and helpers begin their duration again in the same pods.
   */
  restore(state: ClusterState): void;
  /** Stops everything at once: runners are killed, connections broken. */
  close(): Promise<void>;
}

const defaultNodes = ['simulated-1', 'simulated-2', 'simulated-3'];

/** Starts a simulator. Rejects only when the port cannot be had. */
export const createCluster = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const { operator, seed = randomInt(2 ** 32) } = options;
  const kubernetes = kubernetesOf(options.kubernetes);
  const clock = options.clock ?? realClock(options.speed ?? 1);
  const random = seededRandom(seed);
  const ids = createIds(random);
  const logs = createContainerLogs(clock.now);
  const folder = operator?.command ? await mkdtemp(join(tmpdir(), 'chaos-simulator-')) : undefined;
  const started: { server?: ApiServer } = {};

  const writeKubeconfig = (token: string, name: string): string => {
    const path = join(folder ?? tmpdir(), `${name}.kubeconfig`);
    const authority = started.server?.certificateAuthority;
    const text = kubeconfigOf({
      url: started.server?.url ?? '',
      token,
      ...(authority === undefined ? {} : { certificateAuthority: authority }),
    });
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const start =
    operator?.startRunner ??
    (operator?.command
      ? childRunner({ command: operator.command, kubeconfig: writeKubeconfig, env: operator.env ?? {} })
      : undefined);

  const podToken: TokenFor = (account, { metadata: { name, uid, namespace = '' } }) =>
    started.server?.tokenFor(namespace, account, kubernetes.boundTokens ? { pod: { name, uid } } : {}) ?? '';

  const cluster = assembleCluster({
    clock,
    ids,
    logs,
    kubernetes,
    nodes: options.nodes ?? defaultNodes,
    namespaces: options.namespaces ?? [],
    ...(options.timings ? { timings: options.timings } : {}),
    ...(start ? { runner: { start, tokenFor: podToken } } : {}),
    ...(operator
      ? {
          operator: {
            generation: operator.generation ?? '3.0',
            ...(operator.image === undefined ? {} : { image: operator.image }),
          },
        }
      : {}),
  });
  const { store } = cluster;

  const dispose = async (): Promise<void> => {
    cluster.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  const server = await startApiServer({
    ...options,
    store,
    logs,
    kubernetes,
    now: clock.now,
    newSuffix: () => ids.suffix(),
    admit: cluster.admit,
  }).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  started.server = server;
  const authority =
    server.certificateAuthority === undefined ? {} : { certificateAuthority: server.certificateAuthority };

  return {
    ...server,
    kubernetes: kubernetes.version,
    store,
    logs,
    clock: cluster.clock,
    nodes: cluster.nodes,
    launches: cluster.launches,
    injected: cluster.injected,
    state: cluster.state,
    restore: cluster.restore,
    apply: async (manifests) => {
      const objects = typeof manifests === 'string' ? manifestsOf(manifests) : E.right(manifests);
      if (E.isLeft(objects)) return objects;
      return applyObjects({ ...authority, url: server.url, token: server.adminToken }, objects.right);
    },
    behave: (namespace, experiment, behaviour) => {
      const annotations = Object.entries(behaviour).map(([key, value]) => [annotationOf(key as BehaviourKey), value]);
      return E.isRight(
        store.update('chaosexperiments', namespace, experiment, (now) => ({
          ...now,
          metadata: { ...now.metadata, annotations: Object.fromEntries(annotations) },
        })),
      );
    },
    close: async () => {
      await dispose();
      await server.close();
    },
  };
};
