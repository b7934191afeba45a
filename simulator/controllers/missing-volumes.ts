/** The volumes that keep a pod's containers from starting. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../json.ts';
import type { KubeObject, Store } from '../store.ts';
import { namespaceOf, records, specOf } from './views.ts';

const sourceOf = (volume: JsonRecord): { readonly kind: 'configmap' | 'secret'; readonly name: string } | undefined => {
  const configMap = objectOf(volume.configMap);
  const secret = objectOf(volume.secret);
  const name = stringOf(configMap.name) ?? stringOf(secret.secretName);
  if (name === undefined || configMap.optional === true || secret.optional === true) return undefined;
  return { kind: volume.secret === undefined ? 'configmap' : 'secret', name };
};

const mountedNames = (pod: KubeObject): ReadonlySet<unknown> =>
  new Set(
    [...records(specOf(pod).initContainers), ...records(specOf(pod).containers)].flatMap((container) =>
      records(container.volumeMounts).map(({ name }) => name),
    ),
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
