/** What every controller of the simulated cluster works with. */
import type { Clock } from '../clock.ts';
import type { ContainerLogs } from '../container-logs.ts';
import type { Ids } from '../ids.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { KubeObject, NewObject, Store, StoreChange } from '../store.ts';
import type { ScriptFor } from './programs.ts';
import type { Recorder } from './recorder.ts';
import type { Timings } from './timings.ts';

/** Decides about a pod before it is stored: the pod to store, or why it is refused. */
export type Admission = (
  pod: NewObject,
) => { readonly allowed: true; readonly pod: NewObject } | { readonly allowed: false; readonly message: string };

export interface ControllerContext {
  readonly store: Store;
  /** What the controllers behave like. */
  readonly kubernetes: Kubernetes;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly recorder: Recorder;
  readonly logs: ContainerLogs;
  readonly timings: Timings;
  readonly scripts: ScriptFor;
  readonly admit: Admission;
  /** Whether a pod gets the first node, which others leave alone; absent: all nodes are for all pods. */
  readonly isApart?: (pod: KubeObject) => boolean;
}

/** A controller sees every change of the store and acts later, by its queue. */
export type Controller = (change: StoreChange) => void;
