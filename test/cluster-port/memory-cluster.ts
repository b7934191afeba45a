import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../src/cluster/port.ts';
import type { Kind } from '../../src/model/kube/kinds.ts';

type Verb = 'create' | 'get' | 'getMetadata' | 'patch' | 'remove' | 'list';

export interface MemoryCluster extends Pick<Cluster, Verb> {
  readonly objects: Map<string, KubeObject>;
  /** `verb Kind/name` of every call. */
  readonly calls: string[];
  /** Errors for coming calls of a verb; `after` the write was done, or instead of it. */
  readonly failures: { readonly verb: Verb; readonly error: ClusterError; readonly after?: boolean }[];
}

const merge = (target: unknown, patch: unknown): unknown => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(typeof target === 'object' ? target : {}) };
  for (const [key, value] of Object.entries(patch)) result[key] = merge(result[key], value);
  return result;
};

/** A cluster in memory, for what only needs objects to be there or not. */
export const memoryCluster = (): MemoryCluster => {
  const objects = new Map<string, KubeObject>();
  const calls: string[] = [];
  const failures: { readonly verb: Verb; readonly error: ClusterError; readonly after?: boolean }[] = [];
  const answer = async <A>(
    verb: Verb,
    kind: Kind,
    name: string,
    act: () => E.Either<ClusterError, A>,
  ): Promise<E.Either<ClusterError, A>> => {
    calls.push(`${verb} ${kind}/${name}`);
    const index = failures.findIndex((failure) => failure.verb === verb);
    const [failure] = index < 0 ? [] : failures.splice(index, 1);
    if (failure !== undefined && failure.after !== true) return E.left(failure.error);
    const result = act();
    return failure === undefined ? result : E.left(failure.error);
  };
  const missing = (name: string): ClusterError => ({ is: 'NotFound', message: `${name} not found` });
  const find = (kind: Kind, name: string) =>
    E.fromNullable<ClusterError>(missing(name))(objects.get(`${kind}/${name}`));
  return {
    objects,
    calls,
    failures,
    create: (kind, object) =>
      answer('create', kind, object.metadata.name, () => {
        const key = `${kind}/${object.metadata.name}`;
        if (objects.has(key)) return E.left({ is: 'AlreadyExists', message: `${key} already exists` });
        objects.set(key, object);
        return E.right(object);
      }),
    get: (kind, { name }) => answer('get', kind, name, () => find(kind, name)),
    getMetadata: (kind, { name }) => answer('getMetadata', kind, name, () => find(kind, name)),
    patch: (kind, { name }, patch) =>
      answer('patch', kind, name, () => {
        const found = find(kind, name);
        if (E.isLeft(found)) return found;
        const patched = merge(found.right, patch) as KubeObject;
        objects.set(`${kind}/${name}`, patched);
        return E.right(patched);
      }),
    remove: (kind, { name }) =>
      answer('remove', kind, name, () => {
        const found = find(kind, name);
        objects.delete(`${kind}/${name}`);
        return E.isLeft(found) ? found : E.right(undefined);
      }),
    list: (kind, _namespace, { labels = '' }, { pick = (object: KubeObject) => object } = {}) =>
      answer('list', kind, labels, () => {
        const [name = '', value] = labels.split('=');
        const items = [...objects]
          .filter(([key, { metadata }]) => key.startsWith(`${kind}/`) && metadata.labels?.[name] === value)
          .flatMap(([, object]) => pick(object) ?? []);
        return E.right({ items, resourceVersion: '1' });
      }),
  };
};
