/** Role based access: may this user do that? Roles and bindings are read from the store at every request. */
import { at, listOf, stringOf } from '../json.ts';
import type { KubeObject, Store } from '../store.ts';
import type { User } from './authentication.ts';
import type { ResourceAttributes } from './request-info.ts';
import { type ApiError, forbidden, forbiddenPath } from './status.ts';

interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

export interface Grant {
  readonly rule: PolicyRule;
  /** Why: 'RBAC: allowed by RoleBinding "b/ns" of Role "r" to ServiceAccount "s/ns"'. */
  readonly because: string;
}

const texts = (value: unknown): readonly string[] => listOf(value).map(String);

const ruleOf = (value: unknown): PolicyRule => ({
  verbs: texts(at(value, 'verbs')),
  apiGroups: texts(at(value, 'apiGroups')),
  resources: texts(at(value, 'resources')),
  resourceNames: texts(at(value, 'resourceNames')),
  nonResourceURLs: texts(at(value, 'nonResourceURLs')),
});

const names = (subject: unknown, user: User, bindingNamespace: string | undefined): boolean => {
  const name = stringOf(at(subject, 'name')) ?? '';
  switch (at(subject, 'kind')) {
    case 'User':
      return name === user.name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const namespace = stringOf(at(subject, 'namespace')) ?? bindingNamespace ?? '';
      return user.name === `system:serviceaccount:${namespace}:${name}`;
    }
    default:
      return false;
  }
};

const shownSubject = (subject: unknown): string => {
  const namespace = stringOf(at(subject, 'namespace'));
  return `${String(at(subject, 'kind'))} "${String(at(subject, 'name'))}${namespace ? `/${namespace}` : ''}"`;
};

const rulesOf = (store: Store, binding: KubeObject): readonly PolicyRule[] => {
  const name = stringOf(at(binding, 'roleRef', 'name')) ?? '';
  const role =
    at(binding, 'roleRef', 'kind') === 'Role'
      ? store.get('roles', binding.metadata.namespace, name)
      : store.get('clusterroles', undefined, name);
  return listOf(role?.rules).map(ruleOf);
};

/** Everything that is granted to the user: cluster-wide, and in the namespace where one is given. */
export const grantsOf = (store: Store, user: User, namespace: string | undefined): readonly Grant[] => {
  const bindings = [
    ...store.list('clusterrolebindings'),
    ...(namespace === undefined ? [] : store.list('rolebindings', namespace)),
  ];
  return bindings.flatMap((binding) => {
    const own = binding.metadata.namespace;
    const subject = listOf(binding.subjects).find((one) => names(one, user, own));
    if (subject === undefined) return [];
    const title = `${binding.metadata.name}${own ? `/${own}` : ''}`;
    const role = `${String(at(binding, 'roleRef', 'kind'))} "${String(at(binding, 'roleRef', 'name'))}"`;
    const because = `RBAC: allowed by ${binding.kind} "${title}" of ${role} to ${shownSubject(subject)}`;
    return rulesOf(store, binding).map((rule) => ({ rule, because }));
  });
};

const covers = (list: readonly string[], wanted: string): boolean => list.includes('*') || list.includes(wanted);

const fullName = ({ resource, subresource }: ResourceAttributes): string =>
  subresource ? `${resource}/${subresource}` : resource;

const allowsResource = (rule: PolicyRule, wanted: ResourceAttributes): boolean => {
  const { subresource } = wanted;
  return (
    covers(rule.verbs, wanted.verb) &&
    covers(rule.apiGroups, wanted.group) &&
    (covers(rule.resources, fullName(wanted)) ||
      (subresource !== undefined && rule.resources.includes(`*/${subresource}`))) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(wanted.name ?? ''))
  );
};

const allowsPath = (rule: PolicyRule, verb: string, path: string): boolean =>
  covers(rule.verbs, verb) &&
  rule.nonResourceURLs.some(
    (url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
  );

export interface Decision {
  readonly allowed: boolean;
  readonly because?: string;
}

const decide = (user: User, find: () => Grant | undefined): Decision => {
  if (user.groups.includes('system:masters')) return { allowed: true };
  const grant = find();
  return grant ? { allowed: true, because: grant.because } : { allowed: false };
};

/** Whether the user may do this to a resource. */
export const mayUse = (store: Store, user: User, wanted: ResourceAttributes): Decision =>
  decide(user, () => grantsOf(store, user, wanted.namespace).find(({ rule }) => allowsResource(rule, wanted)));

/** Whether the user may request a path that is no resource. */
export const mayVisit = (store: Store, user: User, verb: string, path: string): Decision =>
  decide(user, () => grantsOf(store, user, undefined).find(({ rule }) => allowsPath(rule, verb, path)));

/** The refusal, word for word as the real server puts it. */
export const refusal = (user: User, wanted: ResourceAttributes): ApiError => {
  const where = wanted.namespace ? `in the namespace "${wanted.namespace}"` : 'at the cluster scope';
  const why = `User "${user.name}" cannot ${wanted.verb} resource "${fullName(wanted)}" in API group "${wanted.group}" ${where}`;
  return forbidden({ name: wanted.resource, group: wanted.group }, wanted.name, why);
};

/** The refusal of a path that is no resource. */
export const pathRefusal = (user: User, verb: string, path: string): ApiError =>
  forbiddenPath(`User "${user.name}" cannot ${verb} path "${path}"`);
