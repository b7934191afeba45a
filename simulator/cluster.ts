/** The simulated cluster without its API server: the store, the controllers, the kubelets, the operator. */
import { bootstrap, ensureNamespace } from './bootstrap.ts';
import { type Clock, type ScopedClock, scopedClock } from './clock.ts';
import type { ContainerLogs } from './container-logs.ts';
import { createAdmission, secured } from './controllers/admission.ts';
import type { Admission, Controller, ControllerContext } from './controllers/context.ts';
import { createDeploymentControllers } from './controllers/deployments.ts';
import { createGarbageCollector } from './controllers/garbage-collector.ts';
import { createJobController } from './controllers/jobs.ts';
import { createKubelet } from './controllers/kubelet.ts';
import { createNodes, type Nodes, nodeObject } from './controllers/nodes.ts';
import { createRecorder } from './controllers/recorder.ts';
import { createScheduler } from './controllers/scheduler.ts';
import { createTaintEviction } from './controllers/taint-eviction.ts';
import { defaultTimings, type Timings } from './controllers/timings.ts';
import type { Ids } from './ids.ts';
import { type Kubernetes, kubernetesOf } from './kubernetes-version.ts';
import type { InjectedFault } from './litmus/experiments/injections.ts';
import { createScripts } from './litmus/experiments/scripts.ts';
import { createOperator, type OperatorOptions } from './litmus/operator/operator.ts';
import { runnerContainer } from './litmus/operator/runner-pod.ts';
import { runnerProgram, type StartRunner, type TokenFor } from './litmus/operator/runner-program.ts';
import type { ClusterState } from './state.ts';
import { createStore, type Store } from './store.ts';

export interface ClusterOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logs: ContainerLogs;
  /** What the cluster behaves like; the default version's by default. */
  readonly kubernetes?: Kubernetes;
  /** Names of the nodes; the first is for runners. */
  readonly nodes: readonly string[];
  /** Namespaces beside those of every cluster. */
  readonly namespaces: readonly string[];
  readonly timings?: Partial<Timings>;
  /** Plays the Litmus operator; undefined: nobody touches engines. */
  readonly operator?: OperatorOptions;
  /** What runs in containers called `chaos-runner`, and the tokens that it gets. Without it they run until they are stopped. */
  readonly runner?: { readonly start: StartRunner; readonly tokenFor: TokenFor };
}

export interface Cluster {
  readonly store: Store;
  readonly clock: Clock;
  readonly nodes: Nodes;
  /** Decides about pods before they are stored: for the API server too. */
  readonly admit: Admission;
  /** How often each step has been launched, by `namespace/engine/experiment/step`. */
  launches(): ReadonlyMap<string, number>;
  /** The faults that are in place in truth, whatever results say, the oldest first. */
  injected(): readonly InjectedFault[];
  state(): ClusterState;
  restore(state: ClusterState): void;
  /** Switches everything off: timers, programs, runners. The store can still be read. */
  close(): void;
}

/** Builds and starts a cluster. */
export const assembleCluster = (options: ClusterOptions): Cluster => {
  const clock: ScopedClock = scopedClock(options.clock);
  const { ids, logs, runner, kubernetes = kubernetesOf() } = options;
  const store = createStore({ now: clock.now, newUid: ids.uid, podGenerations: kubernetes.podGenerations });
  const recorder = createRecorder({ store, clock, ids });
  // Scripts and admission need each other: a helper pod is admitted, and admission asks the script of a pod.
  const admit: ControllerContext['admit'] = (pod) => admission(pod);
  const scripts = createScripts({
    context: { store, clock, ids, recorder, admit },
    programs: (_, { name }) =>
      runner && name === runnerContainer ? runnerProgram(runner.start, runner.tokenFor) : undefined,
  });
  const admissionContext = { store, kubernetes, suffix: ids.suffix };
  const admission = createAdmission(admissionContext, scripts.admission);
  const timings = { ...defaultTimings, ...options.timings };
  const context: ControllerContext = {
    store,
    kubernetes,
    clock,
    ids,
    recorder,
    logs,
    timings,
    scripts: scripts.scriptFor,
    admit: secured(admissionContext, admit),
  };

  const kubelet = createKubelet(context, (node) => nodes.lose(node));
  const nodes = createNodes(context, kubelet);
  const controllers: readonly Controller[] = [
    recorder.handle,
    scripts.handle,
    createJobController(context),
    createScheduler(context),
    createTaintEviction(context),
    kubelet.handle,
    createGarbageCollector(context),
    createDeploymentControllers(context),
    ({ type, resource, object }) => {
      if (resource === 'namespaces' && type === 'ADDED') ensureNamespace(store, object.metadata.name);
    },
    ...(options.operator ? [createOperator(context, options.operator)] : []),
  ];
  const stops = controllers.map((controller) => store.subscribe(controller));

  bootstrap(store);
  for (const name of options.namespaces) ensureNamespace(store, name);
  for (const name of options.nodes) store.create('nodes', nodeObject(name, clock.now()));

  return {
    store,
    clock,
    nodes,
    admit,
    launches: scripts.launches,
    injected: scripts.injected,
    state: () => ({
      time: clock.now(),
      revision: store.revision(),
      objects: store.all(),
      launched: scripts.launched(),
    }),
    restore: ({ objects, revision, launched }) => {
      scripts.recall(launched);
      store.restore(objects, revision);
    },
    close: () => {
      for (const stop of stops) stop();
      kubelet.stop();
      clock.close();
    },
  };
};
