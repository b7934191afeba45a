import type { KubeObject } from '../../src/cluster/port.ts';

export interface ContainerState {
  readonly name: string;
  readonly containerID?: string;
  readonly state: { readonly waiting?: unknown; readonly terminated?: { readonly finishedAt: string } };
}

/** The states of a pod's containers, as far as the kubelet has told. */
export const containersOf = (pod: KubeObject): readonly ContainerState[] =>
  ((pod.status ?? {}) as { containerStatuses?: readonly ContainerState[] }).containerStatuses ?? [];
