/** Careful readers of stored objects: whatever a client has stored, a controller sees well-typed values or nothing. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';

/** The objects of a list, or none. */
export const records = (value: unknown): readonly JsonRecord[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];

/** The strings of a list, or none. */
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** The value if it is a number. */
export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The entries of an object whose values are strings. */
export const textMap = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** The spec of an object, or an empty one. */
export const specOf = (object: KubeObject): JsonRecord => objectOf(object.spec);
/** The status of an object, or an empty one. */
export const statusOf = (object: KubeObject): JsonRecord => objectOf(object.status);
/** The labels of an object, or none. */
export const labelsOf = (object: KubeObject): Readonly<Record<string, string>> => object.metadata.labels ?? {};
/** The annotations of an object, or none. */
export const annotationsOf = (object: KubeObject): Readonly<Record<string, string>> =>
  object.metadata.annotations ?? {};
/** The namespace of an object; empty for one of the whole cluster. */
export const namespaceOf = (object: KubeObject): string => object.metadata.namespace ?? '';

/** `namespace/name`: how the controllers name an object in their queues. */
export const keyOf = (object: KubeObject): string => `${namespaceOf(object)}/${object.metadata.name}`;

/** The namespace and the name in a key made by `keyOf`. */
export const splitKey = (key: string): readonly [string, string] => {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
};

/** Whether the object is being deleted. */
export const isDeleting = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;

/** Whether a pod in this phase has ended for good. */
export const isEnd = (phase: unknown): boolean => phase === 'Succeeded' || phase === 'Failed';
/** Whether a pod has ended for good. */
export const isTerminal = (pod: KubeObject): boolean => isEnd(statusOf(pod).phase);
/** Whether a pod says of itself that it is ready. */
export const isReady = (pod: KubeObject): boolean =>
  records(statusOf(pod).conditions).some(({ type, status }) => type === 'Ready' && status === 'True');

export interface ContainerView {
  readonly name: string;
  /** Where it stands in the spec, as events name it: `spec.containers{main}`. */
  readonly path: string;
  /** An init container that runs beside the others as long as they do. */
  readonly sidecar: boolean;
  readonly image: string;
  readonly pullPolicy: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly JsonRecord[];
  readonly envFrom: readonly JsonRecord[];
}

/** Without a policy an image is pulled always if its tag is `latest` or absent, as Kubernetes defaults it. */
const viewsOf = (pod: KubeObject, key: 'containers' | 'initContainers'): readonly ContainerView[] =>
  records(specOf(pod)[key]).map((container) => {
    const image = stringOf(container.image) ?? '';
    const latest = !/:[^/]+$/.test(image) || image.endsWith(':latest');
    const name = stringOf(container.name) ?? '';
    return {
      name,
      path: `spec.${key}{${name}}`,
      sidecar: key === 'initContainers' && container.restartPolicy === 'Always',
      image,
      pullPolicy: stringOf(container.imagePullPolicy) ?? (latest ? 'Always' : 'IfNotPresent'),
      command: texts(container.command),
      args: texts(container.args),
      env: records(container.env),
      envFrom: records(container.envFrom),
    };
  });

/** The containers of a pod spec that do its work. */
export const containersOf = (pod: KubeObject): readonly ContainerView[] => viewsOf(pod, 'containers');

/** The init containers of a pod spec, sidecars among them, in the order in which they start. */
export const initContainersOf = (pod: KubeObject): readonly ContainerView[] => viewsOf(pod, 'initContainers');
