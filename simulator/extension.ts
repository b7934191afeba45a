/** What may be added to a cluster of plain Kubernetes: kinds of its own, what some pods run, further controllers. */
import type { AdmissionScript } from './controllers/admission.ts';
import type { Controller, ControllerContext } from './controllers/context.ts';
import type { PodScript } from './controllers/programs.ts';
import type { KubeObject, NewObject } from './store.ts';

export interface Extension {
  /** CustomResourceDefinitions that are there from the start: their kinds are served. */
  readonly definitions: readonly NewObject[];
  /** What a pod runs; undefined leaves it to the commands of its containers. Asked once for each pod. */
  script(pod: KubeObject): PodScript | undefined;
  /** What a pod meets before it is stored; undefined for ordinary pods. */
  admission(pod: NewObject): AdmissionScript | undefined;
  /** Whether a pod gets the first node, which others leave alone as long as they fit on another one. */
  isApart(pod: KubeObject): boolean;
  readonly controllers: readonly Controller[];
  /** What it has to know again when the cluster is restored: the Jobs of each step so far. */
  launched(): Readonly<Record<string, readonly string[]>>;
  recall(launched: Readonly<Record<string, readonly string[]>>): void;
}

/** Makes an extension for a cluster. What it is given works once the cluster is assembled, not yet in this call. */
export type Extend<X extends Extension = Extension> = (context: ControllerContext) => X;
