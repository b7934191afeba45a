/** What runs inside simulated containers: the seam between the kubelet and the things that it runs. */
import type { KubeObject } from '../store.ts';
import type { ContainerView } from './views.ts';

export interface ContainerContext {
  readonly pod: KubeObject;
  readonly container: ContainerView;
  /** The environment after references and `$(NAME)` expansions. */
  readonly env: Readonly<Record<string, string>>;
  /** It has run before its kubelet came, as in a cluster that was restored: what it does at its start is done. */
  readonly takenOver?: boolean;
  /** Writes one line to the container's log. */
  log(line: string): void;
  /** Ends the container; ignored when it has ended already. The reason is by default `Completed` for 0, else `Error`. */
  exit(code: number, reason?: string): void;
  /** The kubelet evicts the pod: its containers are killed and it stays as Failed. */
  evict(message: string): void;
  /** The pod's node dies: nothing on it is heard of any more. */
  loseNode(): void;
}

export interface RunningProgram {
  /** SIGTERM: the program may go on until `kill`. */
  terminate(): void;
  /** SIGKILL: it must do nothing any more. The kubelet reports the end itself. */
  kill(): void;
}

/** Starts a program. What it returns is how the kubelet signals it. */
export type Program = (context: ContainerContext) => RunningProgram;

/** Why a container or pod does not start, as the reason that Kubernetes shows for it. */
export const startFaults = [
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'FailedMount',
  'Unschedulable',
  'FailedCreate',
  'QuotaExceeded',
] as const;

export type StartFault = (typeof startFaults)[number];

export interface PodScript {
  /** Keeps the main container, or the pod, from starting; for ever, or until so many milliseconds after its creation. */
  readonly startFault?: { readonly reason: StartFault; readonly milliseconds?: number };
  /** The container that `startFault` meets. */
  readonly mainContainer?: string;
  /** Added to the time that the image pull takes, in milliseconds. */
  readonly pullTime?: number;
  /** What a container runs. */
  program(container: ContainerView): Program;
}

/** The fault that counts for a pod of this age, in milliseconds. */
export const faultAt = (fault: PodScript['startFault'], age: number): StartFault | undefined =>
  fault === undefined || age >= (fault.milliseconds ?? Number.POSITIVE_INFINITY) ? undefined : fault.reason;

/** The script of a pod: the same one each time that it is asked about the same pod. */
export type ScriptFor = (pod: KubeObject) => PodScript;

/** Runs until it is told to stop, then ends well: what most servers do. */
export const endless: Program = ({ exit }) => ({ terminate: () => exit(0), kill: () => {} });
