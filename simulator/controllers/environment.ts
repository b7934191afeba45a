/** The environment of a container, resolved as the kubelet does. */

import * as E from 'fp-ts/Either';
import { at, objectOf, stringOf } from '../json.ts';
import type { KubeObject, Store } from '../store.ts';
import { annotationsOf, type ContainerView, labelsOf, namespaceOf, textMap } from './views.ts';

/** The ConfigMap or Secret that a reference names, the way to its entries as text, and what is said where there is none. */
const referred = (store: Store, namespace: string, configMap: unknown, secret: unknown) => {
  const kind = secret === undefined ? 'ConfigMap' : 'Secret';
  const reference = objectOf(secret ?? configMap);
  const name = stringOf(reference.name) ?? '';
  const found = store.get(secret === undefined ? 'configmaps' : 'secrets', namespace, name);
  return {
    where: `${kind} ${namespace}/${name}`,
    entries: found && (secret === undefined ? textMap(found.data) : secretEntries(found)),
    isOptional: reference.optional === true,
    missing: E.left(`${kind.toLowerCase()} "${name}" not found`),
  };
};

const secretEntries = ({ data, stringData }: KubeObject): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.entries(objectOf(data)).map(([key, value]) => [
      key,
      Buffer.from(stringOf(value) ?? '', 'base64').toString(),
    ]),
  ),
  ...textMap(stringData),
});

const plainFields = /^(?:metadata\.(?:name|namespace|uid)|(?:spec|status)\.\w+)$/;

const fieldOf = (pod: KubeObject, path: string): string => {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return (keyed[1] === 'labels' ? labelsOf(pod) : annotationsOf(pod))[keyed[2] ?? ''] ?? '';
  return plainFields.test(path) ? (stringOf(at(pod, ...path.split('.'))) ?? '') : '';
};

const expand = (value: string, known: Readonly<Record<string, string>>): string =>
  value.replace(/\$(\$|\(([^)]*)\))/g, (whole, second: string, name: string | undefined) =>
    second === '$' ? '$' : name !== undefined && name in known ? (known[name] ?? '') : whole,
  );

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
    const { entries, isOptional, missing } = referred(store, namespace, source.configMapRef, source.secretRef);
    if (!entries && !isOptional) return missing;
    for (const [key, value] of Object.entries(entries ?? {})) env[`${stringOf(source.prefix) ?? ''}${key}`] = value;
  }
  for (const entry of container.env) {
    const name = stringOf(entry.name) ?? '';
    const from = objectOf(entry.valueFrom);
    const reference = from.secretKeyRef ?? from.configMapKeyRef;
    if (reference !== undefined) {
      const key = stringOf(at(reference, 'key')) ?? '';
      const { entries, isOptional, missing, where } = referred(store, namespace, reference, from.secretKeyRef);
      const value = entries?.[key];
      if (value !== undefined) env[name] = value;
      else if (!isOptional) return entries ? E.left(`couldn't find key ${key} in ${where}`) : missing;
    } else if (from.fieldRef !== undefined) {
      env[name] = fieldOf(pod, stringOf(at(from.fieldRef, 'fieldPath')) ?? '');
    } else {
      env[name] = expand(stringOf(entry.value) ?? '', env);
    }
  }
  return E.right(env);
};
