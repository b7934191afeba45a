/** The simulated cluster without its API server: the store, the controllers, the kubelets, and what extends them. */
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
import { createPodScripts } from './controllers/pod-scripts.ts';
import { createRecorder } from './controllers/recorder.ts';
import { createScheduler } from './controllers/scheduler.ts';
import { createTaintEviction } from './controllers/taint-eviction.ts';
import { defaultTimings, type Timings } from './controllers/timings.ts';
import type { Extend, Extension } from './extension.ts';
import type { Ids } from './ids.ts';
import { type Kubernetes, kubernetesOf } from './kubernetes-version.ts';
import type { ClusterState } from './state.ts';
import { createStore, type Store } from './store.ts';

export interface ClusterOptions<X extends Extension = Extension> {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logs: ContainerLogs;
  /** What the cluster behaves like; the default version's by default. */
  readonly kubernetes?: Kubernetes;
  /** Names of the nodes. */
  readonly nodes: readonly string[];
  /** Namespaces beside those of every cluster. */
  readonly namespaces: readonly string[];
  readonly timings?: Partial<Timings>;
  /** What is added to plain Kubernetes. */
  readonly extend?: Extend<X>;
}

export interface Cluster<X extends Extension = Extension> {
  readonly store: Store;
  readonly clock: Clock;
  readonly nodes: Nodes;
  /** Decides about pods before they are stored: for the API server too. */
  readonly admit: Admission;
  /** What was added to plain Kubernetes. */
  readonly extension: X | undefined;
  state(): ClusterState;
  restore(state: ClusterState): void;
  /** Switches everything off: timers and programs. The store can still be read. */
  close(): void;
}

/** Builds and starts a cluster. */
export const assembleCluster = <X extends Extension>(options: ClusterOptions<X>): Cluster<X> => {
  const clock: ScopedClock = scopedClock(options.clock);
  const { ids, logs, kubernetes = kubernetesOf() } = options;
  const store = createStore({ now: clock.now, newUid: ids.uid, podGenerations: kubernetes.podGenerations });
  const admissionContext = { store, kubernetes, suffix: ids.suffix };
  const plain = {
    store,
    kubernetes,
    clock,
    ids,
    recorder: createRecorder({ store, clock, ids }),
    logs,
    timings: { ...defaultTimings, ...options.timings },
  };
  // An extension and what it extends need each other: it makes pods, which are admitted, and admission asks it about pods.
  const scripts = createPodScripts(clock, (pod) => extension?.script(pod));
  const admit = createAdmission(admissionContext, (pod) => extension?.admission(pod));
  const inside = { ...plain, scripts: scripts.scriptFor, admit: secured(admissionContext, admit) };
  const extension = options.extend?.(inside);
  const context: ControllerContext = { ...inside, ...(extension ? { isApart: extension.isApart } : {}) };

  const kubelet = createKubelet(context, (node) => nodes.lose(node));
  const nodes = createNodes(context, kubelet);
  const controllers: readonly Controller[] = [
    context.recorder.handle,
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
    ...(extension?.controllers ?? []),
  ];
  const stops = controllers.map((controller) => store.subscribe(controller));

  bootstrap(store);
  for (const definition of extension?.definitions ?? []) store.create('customresourcedefinitions', definition);
  for (const name of options.namespaces) ensureNamespace(store, name);
  for (const name of options.nodes) store.create('nodes', nodeObject(name, clock.now()));

  return {
    store,
    clock,
    nodes,
    admit,
    extension,
    state: () => ({
      time: clock.now(),
      revision: store.revision(),
      objects: store.all(),
      launched: extension?.launched() ?? {},
    }),
    restore: ({ objects, revision, launched }) => {
      extension?.recall(launched);
      store.restore(objects, revision);
    },
    close: () => {
      for (const stop of stops) stop();
      kubelet.stop();
      clock.close();
    },
  };
};
