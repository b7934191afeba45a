/** What the kubelet says in events and waiting messages; the words have changed between the versions. */
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ImageFault } from './image-faults.ts';

const current = {
  created: (_container: string) => 'Container created',
  started: (_container: string) => 'Container started',
  present: (image: string) => `Container image "${image}" already present on machine and can be accessed by the pod`,
  /** A container that is not restarted yet. */
  backOff: (container: string, podName: string) =>
    `Back-off restarting failed container ${container} in pod ${podName}`,
  /** The waiting message while a pull is not tried again yet. */
  pullBackOff: (image: string, { reason, message }: ImageFault) =>
    `Back-off pulling image "${image}": ${reason}: ${message}`,
  /** Volumes that could not be mounted in two minutes. */
  unmounted: (volumes: readonly string[]) =>
    `Unable to attach or mount volumes: unmounted volumes=[${volumes.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`,
};

const old: typeof current = {
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

export const kubeletWords = ({ currentTexts }: Kubernetes): typeof current => (currentTexts ? current : old);
