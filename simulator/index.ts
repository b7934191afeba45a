/** A simulated Kubernetes cluster for Node: an API server on loopback with its controllers, and Litmus' part where it is wanted. */
export { readBehaviour } from './behaviour.ts';
export { annotationOf, type BehaviourKey } from './behaviour-keys.ts';
export { type Clock, realClock, type ScopedClock, scopedClock } from './clock.ts';
export type { Timings } from './controllers/timings.ts';
export { createCluster, type SimulatedOperator, type Simulator, type SimulatorOptions } from './create-cluster.ts';
export { seededRandom } from './ids.ts';
export { kubeconfigOf } from './kubeconfig.ts';
export { type KubernetesVersion, kubernetesVersions } from './kubernetes-version.ts';
export { type AccountExtras, litmusServiceAccount } from './litmus/litmus-account.ts';
export type { OperatorGeneration } from './litmus/operator/generations.ts';
export type { FaultAction, InterceptedRequest, Interceptor, RequestRecord, WriteEvent } from './server.ts';
export type { ClusterState } from './state.ts';
export type { KubeObject, StoredObject } from './store.ts';
