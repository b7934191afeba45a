/** What the kubelet says in events and waiting messages; the words have changed between the versions. */
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ImageFault } from './image-faults.ts';

export interface KubeletWords {
  readonly created: (container: string) => string;
  readonly started: (container: string) => string;
  readonly present: (image: string) => string;
  /** A container that is not restarted yet. */
  readonly backOff: (container: string, podName: string) => string;
  /** The waiting message while a pull is not tried again yet. */
  readonly pullBackOff: (image: string, fault: ImageFault) => string;
  /** Volumes that could not be mounted in two minutes. */
  readonly unmounted: (volumes: readonly string[]) => string;
}

const old: KubeletWords = {
  created: (container) => `Created container ${container}`,
  started: (container) => `Started container ${container}`,
  present: (image) => `Container image "${image}" already present on machine`,
  backOff: () => 'Back-off restarting failed container',
  pullBackOff: (image) => `Back-off pulling image "${image}"`,
  unmounted: (volumes) => {
    const listed = `[${volumes.join(' ')}]`;
    return `Unable to attach or mount volumes: unmounted volumes=${listed}, unattached volumes=${listed}: timed out waiting for the condition`;
  },
};

const current: KubeletWords = {
  created: () => 'Container created',
  started: () => 'Container started',
  present: (image) => `Container image "${image}" already present on machine and can be accessed by the pod`,
  backOff: (container, podName) => `Back-off restarting failed container ${container} in pod ${podName}`,
  pullBackOff: (image, { reason, message }) => `Back-off pulling image "${image}": ${reason}: ${message}`,
  unmounted: (volumes) =>
    `Unable to attach or mount volumes: unmounted volumes=[${volumes.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`,
};

export const kubeletWords = ({ currentTexts }: Kubernetes): KubeletWords => (currentTexts ? current : old);
