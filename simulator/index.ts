/** A simulated Kubernetes cluster for Node: an API server on loopback with its controllers, and Litmus' part where it is wanted. */
export type { Reply, Request, RequestOptions } from './client.ts';
export { type Clock, type ManualClock, manualClock, realClock, type ScopedClock, scopedClock } from './clock.ts';
export type { ContainerLogs, LogLine } from './container-logs.ts';
export type { Timings } from './controllers/timings.ts';
export {
  createCluster,
  type LitmusOptions,
  type LitmusSimulator,
  type Simulator,
  type SimulatorOptions,
} from './create-cluster.ts';
export { type Capacity, withCapacity } from './http/capacity.ts';
export { seededRandom } from './ids.ts';
export { kubeconfigOf } from './kubeconfig.ts';
export type { KubernetesVersion } from './kubernetes-version.ts';
export { readBehaviour } from './litmus/experiments/behaviour.ts';
export { annotationOf, type BehaviourKey } from './litmus/experiments/behaviour-keys.ts';
export type { InjectedFault } from './litmus/experiments/injections.ts';
export { type AccountExtras, litmusServiceAccount } from './litmus/litmus-account.ts';
export type { OperatorGeneration } from './litmus/operator/generations.ts';
export type { SimulatedOperator } from './litmus/operator/start-runner.ts';
export type { FaultAction, InterceptedRequest, Interceptor, RequestRecord, WriteEvent } from './server.ts';
export type { ClusterState } from './state.ts';
export type { KubeObject, NewObject, ResourceName, Store, StoredObject } from './store.ts';
