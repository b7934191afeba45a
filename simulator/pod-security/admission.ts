/** Pod Security at admission: which pods a namespace refuses, and what it warns of. */
import { isDeepStrictEqual } from 'node:util';
import { at, listOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName } from '../resource-types.ts';
import type { NewObject, Store } from '../store.ts';
import type { FieldError } from '../validation/field-error.ts';
import { hasTemplate } from '../validation/workloads.ts';
import { levels, violationsOf } from './checks.ts';
import { type Policy, policyErrors, policyOf, refusedBy, warnedBy } from './policy.ts';

/** What comes of a write. A pod that is refused is not warned of. */
export interface Verdict {
  /** Without the pod's name. */
  readonly refusal?: string;
  readonly errors?: readonly FieldError[];
  readonly warnings?: readonly string[];
}

const policyIn = (store: Store, namespace: string | undefined): Policy =>
  policyOf(store.get('namespaces', undefined, namespace ?? '')?.metadata.labels ?? {});

const imagesOf = (pod: unknown): readonly unknown[] =>
  ['initContainers', 'containers'].map((key) => listOf(at(pod, 'spec', key)).map((one) => at(one, 'image')));

const some = (warning: string | undefined): Verdict => (warning === undefined ? {} : { warnings: [warning] });

/** About a pod that is created; undefined where this Kubernetes has no Pod Security. */
export const podRefusal = (store: Store, kubernetes: Kubernetes, pod: NewObject): string | undefined =>
  kubernetes.podSecurity ? refusedBy(policyIn(store, pod.metadata.namespace), pod.spec) : undefined;

const podVerdict = (store: Store, before: unknown, pod: NewObject): Verdict => {
  if (before !== undefined && isDeepStrictEqual(imagesOf(before), imagesOf(pod))) return {};
  const policy = policyIn(store, pod.metadata.namespace);
  const refusal = refusedBy(policy, pod.spec);
  return refusal === undefined ? some(warnedBy(policy, pod.spec)) : { refusal };
};

const others = (count: number): string =>
  count === 1 ? '' : count === 2 ? ' (and 1 other pod)' : ` (and ${count - 1} other pods)`;

const tightened = (store: Store, name: string, { enforce }: Policy): readonly string[] => {
  const pods = Map.groupBy(store.list('pods', name), ({ spec }) =>
    violationsOf(enforce.level, spec)
      .map(({ reason }) => reason)
      .join(', '),
  );
  pods.delete('');
  if (pods.size === 0) return [];
  // The store lists them in the order of their names.
  const each = [...pods].map(([reasons, list]) => `${list[0]?.metadata.name}${others(list.length)}: ${reasons}`);
  const level = `${enforce.level}:${enforce.version}`;
  return [
    `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${level}"`,
    ...each.toSorted(),
  ];
};

const namespaceVerdict = (store: Store, before: NewObject | undefined, namespace: NewObject): Verdict => {
  const labels = namespace.metadata.labels ?? {};
  const errors = policyErrors(labels);
  const known = before === undefined ? [] : policyErrors(before.metadata.labels ?? {});
  if (errors.length > 0 && !isDeepStrictEqual(errors, known)) return { errors };
  if (before === undefined) return {};
  const [was, is] = [policyOf(before.metadata.labels ?? {}), policyOf(labels)];
  const stricter = levels.indexOf(is.enforce.level) > levels.indexOf(was.enforce.level);
  const isOther = is.enforce.version !== was.enforce.version && is.enforce.level !== 'privileged';
  return stricter || isOther ? { warnings: tightened(store, namespace.metadata.name, is) } : {};
};

/** About an object that shall be stored in the place of `before`. */
export const podSecurity = (
  store: Store,
  kubernetes: Kubernetes,
  resource: ResourceName,
  before: NewObject | undefined,
  object: NewObject,
): Verdict => {
  if (!kubernetes.podSecurity) return {};
  if (resource === 'pods') return podVerdict(store, before, object);
  if (resource === 'namespaces') return namespaceVerdict(store, before, object);
  if (!hasTemplate(resource)) return {};
  return some(warnedBy(policyIn(store, object.metadata.namespace), at(object, 'spec', 'template', 'spec')));
};
