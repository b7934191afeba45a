/** What keeps a pod's containers from starting: volumes, images, configuration. */
import type { JsonRecord } from '../../model/manifest.ts';
import { objectOf, stringOf } from '../json.ts';
import type { KubeObject, Store } from '../store.ts';
import { type ContainerView, namespaceOf, records, specOf } from './views.ts';

const sourceOf = (volume: JsonRecord): { readonly kind: 'configmap' | 'secret'; readonly name: string } | undefined => {
  const configMap = objectOf(volume.configMap);
  const secret = objectOf(volume.secret);
  const name = stringOf(configMap.name) ?? stringOf(secret.secretName);
  if (name === undefined || configMap.optional === true || secret.optional === true) return undefined;
  return { kind: volume.secret === undefined ? 'configmap' : 'secret', name };
};

const mountedNames = (pod: KubeObject): ReadonlySet<unknown> =>
  new Set(
    records(specOf(pod).containers).flatMap((container) => records(container.volumeMounts).map(({ name }) => name)),
  );

/** The messages of the FailedMount events of the volumes whose ConfigMap or Secret does not exist; as on a node, only of those that a container mounts. */
export const missingVolumes = (store: Store, pod: KubeObject): readonly string[] => {
  const mounted = mountedNames(pod);
  return records(specOf(pod).volumes).flatMap((volume) => {
    const source = sourceOf(volume);
    if (!source || !mounted.has(volume.name)) return [];
    const found = store.get(source.kind === 'secret' ? 'secrets' : 'configmaps', namespaceOf(pod), source.name);
    return found
      ? []
      : [
          `MountVolume.SetUp failed for volume "${stringOf(volume.name) ?? ''}" : ${source.kind} "${source.name}" not found`,
        ];
  });
};

const validImage =
  /^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

export type ImageFault = {
  readonly reason: 'InvalidImageName' | 'ErrImageNeverPull' | 'ErrImagePull';
  readonly message: string;
};

/** The message that goes with an image fault. */
export const imageFault = (reason: ImageFault['reason'], image: string): ImageFault => {
  if (reason === 'InvalidImageName') {
    return {
      reason,
      message: `Failed to apply default image tag "${image}": couldn't parse image reference "${image}": invalid reference format`,
    };
  }
  if (reason === 'ErrImageNeverPull') {
    return { reason, message: `Container image "${image}" is not present with pull policy of Never` };
  }
  return {
    reason,
    message: `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
  };
};

/**
 * Why the image of a container cannot be used, if so. Every image can be pulled here but those whose name or tag is
 * `missing` or contains `does-not-exist`; with the pull policy `Never` these are absent from the node too.
 */
export const faultOfImage = (container: ContainerView): ImageFault | undefined => {
  const { image } = container;
  if (!validImage.test(image)) return imageFault('InvalidImageName', image);
  const absent = /does-not-exist|(?:^|[/:])missing(?:$|:)/.test(image);
  if (!absent) return undefined;
  return imageFault(container.pullPolicy === 'Never' ? 'ErrImageNeverPull' : 'ErrImagePull', image);
};
