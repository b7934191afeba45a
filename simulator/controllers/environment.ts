/** The environment of a container, resolved as the kubelet does. */

import * as E from 'fp-ts/Either';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { objectOf, stringOf } from '../json.ts';
import type { KubeObject, Store } from '../store.ts';
import { annotationsOf, type ContainerView, labelsOf, namespaceOf, specOf, statusOf, textMap } from './views.ts';

const decoded = (value: unknown): string | undefined => {
  const encoded = stringOf(value);
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
};

/** The entries of a ConfigMap or Secret as text, or undefined when there is no such object. */
const entriesOf = (
  store: Store,
  resource: 'configmaps' | 'secrets',
  namespace: string,
  name: string,
): Readonly<Record<string, string>> | undefined => {
  const found = store.get(resource, namespace, name);
  if (!found) return undefined;
  if (resource === 'configmaps') return textMap(found.data);
  const data = Object.entries(objectOf(found.data)).map(([key, value]) => [key, decoded(value) ?? ''] as const);
  return { ...Object.fromEntries(data), ...textMap(found.stringData) };
};

const fieldOf = (pod: KubeObject, path: string): string => {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return (keyed[1] === 'labels' ? labelsOf(pod) : annotationsOf(pod))[keyed[2] ?? ''] ?? '';
  if (path === 'metadata.name') return pod.metadata.name;
  if (path === 'metadata.namespace') return namespaceOf(pod);
  if (path === 'metadata.uid') return pod.metadata.uid;
  const [, section, key = ''] = /^(spec|status)\.(\w+)$/.exec(path) ?? [];
  return stringOf((section === 'spec' ? specOf(pod) : statusOf(pod))[key]) ?? '';
};

const expand = (value: string, known: Readonly<Record<string, string>>): string =>
  value.replace(/\$(\$|\(([^)]*)\))/g, (whole, second: string, name: string | undefined) =>
    second === '$' ? '$' : name !== undefined && name in known ? (known[name] ?? '') : whole,
  );

type Kind = 'configmaps' | 'secrets';
const kindName = { configmaps: 'configmap', secrets: 'secret' } as const;

const referenced = (
  store: Store,
  namespace: string,
  kind: Kind,
  reference: JsonRecord,
): E.Either<string, string | undefined> => {
  const name = stringOf(reference.name) ?? '';
  const key = stringOf(reference.key) ?? '';
  const entries = entriesOf(store, kind, namespace, name);
  const value = entries?.[key];
  if (value !== undefined || reference.optional === true) return E.right(value);
  return E.left(
    entries
      ? `couldn't find key ${key} in ${kind === 'secrets' ? 'Secret' : 'ConfigMap'} ${namespace}/${name}`
      : `${kindName[kind]} "${name}" not found`,
  );
};

/**
 * The variables of one container of a pod: envFrom, then env in declared order, `$(NAME)` expanded by what came before.
 * Left is the message of the waiting reason CreateContainerConfigError.
 */
export const resolveEnvironment = (
  store: Store,
  pod: KubeObject,
  container: ContainerView,
): E.Either<string, Readonly<Record<string, string>>> => {
  const namespace = namespaceOf(pod);
  const env: Record<string, string> = {};
  for (const source of container.envFrom) {
    const kind: Kind = source.secretRef === undefined ? 'configmaps' : 'secrets';
    const reference = objectOf(source.secretRef ?? source.configMapRef);
    const name = stringOf(reference.name) ?? '';
    const entries = entriesOf(store, kind, namespace, name);
    if (!entries && reference.optional !== true) return E.left(`${kindName[kind]} "${name}" not found`);
    for (const [key, value] of Object.entries(entries ?? {})) env[`${stringOf(source.prefix) ?? ''}${key}`] = value;
  }
  for (const entry of container.env) {
    const name = stringOf(entry.name) ?? '';
    const from = objectOf(entry.valueFrom);
    if (from.configMapKeyRef !== undefined || from.secretKeyRef !== undefined) {
      const kind: Kind = from.secretKeyRef === undefined ? 'configmaps' : 'secrets';
      const value = referenced(store, namespace, kind, objectOf(from.secretKeyRef ?? from.configMapKeyRef));
      if (E.isLeft(value)) return value;
      if (value.right !== undefined) env[name] = value.right;
    } else if (from.fieldRef !== undefined) {
      env[name] = fieldOf(pod, stringOf(objectOf(from.fieldRef).fieldPath) ?? '');
    } else {
      env[name] = expand(stringOf(entry.value) ?? '', env);
    }
  }
  return E.right(env);
};
