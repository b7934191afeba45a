/** The whole simulator: a cluster with its API server on loopback, and with Litmus where that is wanted. */
import { randomInt } from 'node:crypto';
import * as E from 'fp-ts/Either';
import { defined } from '../src/model/json/json-object.ts';
import { applyObjects, manifestsOf } from './apply.ts';
import { createClient, type Request } from './client.ts';
import { type Clock, realClock } from './clock.ts';
import { assembleCluster } from './cluster.ts';
import { type ContainerLogs, createContainerLogs } from './container-logs.ts';
import type { Nodes } from './controllers/nodes.ts';
import type { Timings } from './controllers/timings.ts';
import { servedTypes } from './custom-resources.ts';
import { createIds, seededRandom } from './ids.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { type KubernetesVersion, kubernetesOf } from './kubernetes-version.ts';
import { type LitmusControls, litmusExtension } from './litmus/litmus.ts';
import { runnerStarter, type SimulatedOperator } from './litmus/operator/start-runner.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from './server.ts';
import type { ClusterState } from './state.ts';
import type { KubeObject, Store } from './store.ts';
import { untilAnswered } from './until.ts';

/** How a cluster is to be; all of it may be left out. */
export interface SimulatorOptions
  extends Omit<ApiServerOptions, 'store' | 'logs' | 'kubernetes' | 'now' | 'newSuffix' | 'admit'> {
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
  /** Three by default. */
  readonly nodes?: readonly string[];
  /** How long the cluster takes for things. */
  readonly timings?: Partial<Timings>;
  /** LitmusChaos: its custom resources, and pods that play its experiments. Without it there is plain Kubernetes only. */
  readonly litmus?: LitmusOptions;
}

/** What of Litmus is there beside its custom resources and experiments. */
export interface LitmusOptions {
  /** Plays the operator; without it nobody touches engines. */
  readonly operator?: SimulatedOperator;
}

/** A simulated cluster that runs. */
export interface Simulator extends ApiServer {
  readonly kubernetes: KubernetesVersion;
  /** All objects, to be read and changed past the API: nobody is asked for rights, nothing is validated or defaulted. */
  readonly store: Store;
  readonly logs: ContainerLogs;
  readonly clock: Clock;
  /** Loses nodes and brings them back. */
  readonly nodes: Nodes;
  /**
   * Creates objects, or those of a YAML text, or merges them into those that exist, through the API as the administrator.
   * Rejects with the server's words about the first that is refused; what came before it stays.
   */
  apply(manifests: string | readonly object[]): Promise<readonly KubeObject[]>;
  /** Sends one request to the API, as the administrator unless another token is given, and answers every status. */
  readonly request: Request;
  /**
   * Resolves with the first answer that is neither undefined nor false; the question is asked at once and after every change
   * of the store. Rejects when there is none within so many milliseconds of this machine's clock, 10,000 by default.
   */
  until<A>(question: () => A | undefined | false, within?: number): Promise<A>;
  /** The cluster as it is now. Logs of containers are not in it, and programs only as far as objects show them. */
  state(): ClusterState;
  /**
   * Puts a state into this cluster, whose clock should show its time; what is there already stays. What ran goes on:
   * experiments and helpers begin their duration again in the same pods.
   */
  restore(state: ClusterState): void;
  /** Stops everything at once: programs are killed, connections broken. */
  close(): Promise<void>;
}

/** A simulated cluster with Litmus. */
export interface LitmusSimulator extends Simulator, LitmusControls {}

const defaultNodes = ['simulated-1', 'simulated-2', 'simulated-3'];

/** Starts a cluster, with Litmus where `litmus` is given. Rejects only when the port cannot be had. */
export function createCluster(options: SimulatorOptions & { readonly litmus: LitmusOptions }): Promise<LitmusSimulator>;
export function createCluster(options?: SimulatorOptions): Promise<Simulator>;
export async function createCluster(options: SimulatorOptions = {}): Promise<Simulator | LitmusSimulator> {
  const { litmus, seed = randomInt(2 ** 32), nodes: names = defaultNodes, namespaces = [], timings } = options;
  const kubernetes = kubernetesOf(options.kubernetes);
  const clock = options.clock ?? realClock(options.speed ?? 1);
  const ids = createIds(seededRandom(seed));
  const logs = createContainerLogs(clock.now);
  // Pods are started before anybody knows the port of the server, and need it not before they run.
  const started: { server?: ApiServer } = {};
  const played = litmus && playLitmus(litmus, kubernetes.boundTokens, () => started.server);
  const wanted = defined({ timings, extend: played?.extend });
  const cluster = assembleCluster({ clock, ids, logs, kubernetes, nodes: names, namespaces, ...wanted });
  const { store, nodes, admit, extension, state, restore } = cluster;

  const dispose = async (): Promise<void> => {
    cluster.close();
    await played?.dispose();
  };
  const serving = { ...options, store, logs, kubernetes, now: clock.now, newSuffix: ids.suffix, admit };
  const server = await startApiServer(serving).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  started.server = server;
  const client = createClient(server, server.adminToken);

  return {
    ...server,
    kubernetes: kubernetes.version,
    store,
    logs,
    clock: cluster.clock,
    nodes,
    state,
    restore,
    apply: async (manifests) => {
      const objects = typeof manifests === 'string' ? manifestsOf(manifests) : E.right(manifests);
      const applied = E.isLeft(objects)
        ? objects
        : await applyObjects(client.request, () => servedTypes(store), objects.right);
      if (E.isLeft(applied)) throw new Error(applied.left);
      return applied.right;
    },
    request: client.request,
    until: (question, within = 10_000) => untilAnswered(store, question, within),
    close: async () => {
      await dispose();
      client.close();
      await server.close();
    },
    ...(extension ? { behave: extension.behave, launches: extension.launches, injected: extension.injected } : {}),
  };
}

/** Litmus as it is wanted, for a cluster whose server is there when a runner is started. */
const playLitmus = ({ operator }: LitmusOptions, boundTokens: boolean, server: () => ApiServer | undefined) => {
  const { start, dispose } = runnerStarter(operator ?? {}, (token) => {
    const { url = '', certificateAuthority } = server() ?? {};
    return kubeconfigOf({ url, token, ...defined({ certificateAuthority }) });
  });
  const tokenFor = (account: string, { metadata: { name, uid, namespace = '' } }: KubeObject): string =>
    server()?.tokenFor(namespace, account, boundTokens ? { pod: { name, uid } } : {}) ?? '';
  const { generation = '3.0', image } = operator ?? {};
  const played = operator && { generation, ...defined({ image }) };
  const runner = start && { start, tokenFor };
  return { extend: litmusExtension(defined({ operator: played, runner })), dispose };
};
