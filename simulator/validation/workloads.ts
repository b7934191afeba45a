/** What is wrong with an object of a built-in kind, on creation and on change. */

import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../src/model/json/json-object.ts';
import { at, listOf, numberAt, objectOf, stringOf, stringsOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName } from '../resource-types.ts';
import { complaints, each, fixed, following, oneOf } from './complaints.ts';
import { bad, type FieldError, forbidden, required } from './field-error.ts';
import { jobChangeErrors, jobErrors } from './job.ts';
import { dataKey } from './names.ts';
import { podSpecErrors, templateErrors } from './pod.ts';

/** Whether objects of this kind make pods of a template. */
export const hasTemplate = (resource: ResourceName): boolean =>
  ['jobs', 'deployments', 'replicasets'].includes(resource);

const selectorErrors = (object: unknown): readonly FieldError[] => {
  const selector = at(object, 'spec', 'selector');
  const wanted = stringsOf(at(selector, 'matchLabels'));
  const labels = stringsOf(at(object, 'spec', 'template', 'metadata', 'labels'));
  if (!isRecord(selector)) return [required('spec.selector')];
  if (Object.keys(wanted).length === 0 && listOf(at(selector, 'matchExpressions')).length === 0) {
    return [bad('spec.selector', {}, 'empty selector is invalid for deployment')];
  }
  return Object.entries(wanted).every(([key, value]) => labels[key] === value)
    ? []
    : [bad('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
};

const dataErrors = (object: unknown): readonly FieldError[] =>
  Object.keys(objectOf(at(object, 'data'))).flatMap((key) => following(`data[${key}]`, key, dataKey));

const eventErrors = (event: unknown): readonly FieldError[] => {
  const own = at(event, 'metadata', 'namespace');
  const involved = at(event, 'involvedObject', 'namespace') ?? '';
  const matches = involved === own || (involved === '' && own === 'default');
  return matches ? [] : [bad('involvedObject.namespace', involved, 'does not match event.namespace')];
};

const bindingErrors = (binding: unknown): readonly FieldError[] =>
  complaints(
    !stringOf(at(binding, 'roleRef', 'name')) && required('roleRef.name'),
    oneOf('roleRef.kind', at(binding, 'roleRef', 'kind') ?? '', ['Role', 'ClusterRole']),
  );

const ruleErrors = (role: unknown): readonly FieldError[] =>
  each(at(role, 'rules'), 'rules', (rule, field) => {
    const idle = listOf(at(rule, 'verbs')).length === 0;
    return complaints(idle && required(`${field}.verbs`, 'verbs must contain at least one value'));
  });

const serviceErrors = (service: unknown): readonly FieldError[] => {
  const ports = listOf(at(service, 'spec', 'ports'));
  if (ports.length === 0 && at(service, 'spec', 'clusterIP') !== 'None') return [required('spec.ports')];
  return each(ports, 'spec.ports', (port, field) => {
    const number = numberAt(port, 'port') ?? 0;
    const isPort = number >= 1 && number <= 65_535;
    return complaints(
      ports.length > 1 && !stringOf(at(port, 'name')) && required(`${field}.name`),
      !isPort && bad(`${field}.port`, number, 'must be between 1 and 65535, inclusive'),
    );
  });
};

const podFreedom = (spec: unknown): unknown => {
  const { activeDeadlineSeconds: _a, tolerations: _b, ...rest } = objectOf(spec);
  const images = (list: unknown): unknown => listOf(list).map((one) => ({ ...objectOf(one), image: '' }));
  return { ...rest, containers: images(rest.containers), initContainers: images(rest.initContainers) };
};

const podChange =
  'pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)';

const podChangeErrors = (before: unknown, next: unknown): readonly FieldError[] => {
  const [old, wanted] = [before, next].map((pod) => podFreedom(at(pod, 'spec')));
  return isDeepStrictEqual(old, wanted) ? [] : [forbidden('spec', podChange)];
};

const frozenDataErrors = (before: unknown, next: unknown): readonly FieldError[] => {
  const isFrozen = at(before, 'immutable') === true && !isDeepStrictEqual(at(before, 'data'), at(next, 'data'));
  return complaints(isFrozen && forbidden('data', 'field is immutable when `immutable` is set'));
};

/** The rules of a kind: for what an object holds, and for what of it may change. */
interface Rules {
  readonly content: (object: unknown, kubernetes: Kubernetes) => readonly FieldError[];
  readonly change?: (before: unknown, next: unknown) => readonly FieldError[];
}

const replicated: Rules = {
  content: (object, kubernetes) => [
    ...selectorErrors(object),
    ...templateErrors(kubernetes, at(object, 'spec', 'template')),
  ],
  change: (before, next) => fixed(['spec', 'selector'], before, next),
};
const role: Rules = { content: ruleErrors };
const binding: Rules = {
  content: bindingErrors,
  change: (before, next) => fixed(['roleRef'], before, next, 'cannot change roleRef'),
};

const rules: Readonly<Partial<Record<ResourceName, Rules>>> = {
  pods: { content: (pod) => podSpecErrors(at(pod, 'spec'), 'spec'), change: podChangeErrors },
  jobs: { content: (job, kubernetes) => jobErrors(kubernetes, job), change: jobChangeErrors },
  deployments: replicated,
  replicasets: replicated,
  configmaps: { content: dataErrors, change: frozenDataErrors },
  secrets: { content: dataErrors, change: (before, next) => fixed(['type'], before, next) },
  events: { content: eventErrors },
  rolebindings: binding,
  clusterrolebindings: binding,
  roles: role,
  clusterroles: role,
  services: { content: serviceErrors },
};

/** Everything that is wrong with the content of an object; metadata are checked elsewhere. */
export const contentErrors = (kubernetes: Kubernetes, resource: ResourceName, object: unknown): readonly FieldError[] =>
  rules[resource]?.content(object, kubernetes) ?? [];

/** What may not change between the stored object and the one that shall replace it. */
export const changeErrors = (resource: ResourceName, before: unknown, next: unknown): readonly FieldError[] =>
  rules[resource]?.change?.(before, next) ?? [];
