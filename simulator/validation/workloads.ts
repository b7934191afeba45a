/** What is wrong with an object of a built-in kind, on creation and on change. */

import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../src/model/json/json-object.ts';
import { at, listOf, objectOf, stringOf, stringsOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName } from '../resource-types.ts';
import { bad, type FieldError, required } from './field-error.ts';
import { jobChangeErrors, jobErrors } from './job.ts';
import { dataKey } from './names.ts';
import { podSpecErrors, templateErrors } from './pod.ts';

const immutable = 'field is immutable';

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
  Object.keys(objectOf(at(object, 'data'))).flatMap((key) => dataKey(key).map((why) => bad(`data[${key}]`, key, why)));

const eventErrors = (event: unknown): readonly FieldError[] => {
  const own = at(event, 'metadata', 'namespace');
  const involved = at(event, 'involvedObject', 'namespace') ?? '';
  const matches = involved === own || (involved === '' && own === 'default');
  return matches ? [] : [bad('involvedObject.namespace', involved, 'does not match event.namespace')];
};

const bindingErrors = (binding: unknown): readonly FieldError[] => {
  const kind = at(binding, 'roleRef', 'kind');
  return [
    ...(stringOf(at(binding, 'roleRef', 'name')) ? [] : [required('roleRef.name')]),
    ...(kind === 'Role' || kind === 'ClusterRole'
      ? []
      : [
          {
            type: 'NotSupported',
            field: 'roleRef.kind',
            value: kind ?? '',
            supported: ['Role', 'ClusterRole'],
          } as const,
        ]),
  ];
};

const ruleErrors = (role: unknown): readonly FieldError[] =>
  listOf(at(role, 'rules')).flatMap((rule, index) =>
    listOf(at(rule, 'verbs')).length > 0
      ? []
      : [required(`rules[${index}].verbs`, 'verbs must contain at least one value')],
  );

const serviceErrors = (service: unknown): readonly FieldError[] => {
  const ports = listOf(at(service, 'spec', 'ports'));
  if (ports.length === 0 && at(service, 'spec', 'clusterIP') !== 'None') return [required('spec.ports')];
  return ports.flatMap((port, index) => {
    const number = at(port, 'port');
    const field = `spec.ports[${index}]`;
    const range =
      typeof number === 'number' && number >= 1 && number <= 65_535
        ? []
        : [bad(`${field}.port`, number ?? 0, 'must be between 1 and 65535, inclusive')];
    return [...(ports.length > 1 && !stringOf(at(port, 'name')) ? [required(`${field}.name`)] : []), ...range];
  });
};

/** Everything that is wrong with the content of an object; metadata are checked elsewhere. */
export const contentErrors = (
  kubernetes: Kubernetes,
  resource: ResourceName,
  object: unknown,
): readonly FieldError[] => {
  switch (resource) {
    case 'pods':
      return podSpecErrors(at(object, 'spec'), 'spec');
    case 'jobs':
      return jobErrors(kubernetes, object);
    case 'deployments':
    case 'replicasets':
      return [...selectorErrors(object), ...templateErrors(kubernetes, at(object, 'spec', 'template'))];
    case 'configmaps':
    case 'secrets':
      return dataErrors(object);
    case 'events':
      return eventErrors(object);
    case 'rolebindings':
    case 'clusterrolebindings':
      return bindingErrors(object);
    case 'roles':
    case 'clusterroles':
      return ruleErrors(object);
    case 'services':
      return serviceErrors(object);
    default:
      return [];
  }
};

const podFreedom = (spec: unknown): unknown => {
  const { activeDeadlineSeconds: _a, tolerations: _b, ...rest } = objectOf(spec);
  const images = (list: unknown): unknown => listOf(list).map((one) => ({ ...objectOf(one), image: '' }));
  return { ...rest, containers: images(rest.containers), initContainers: images(rest.initContainers) };
};

const podChange =
  'pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)';

const fixed = (path: readonly string[], before: unknown, next: unknown): readonly FieldError[] =>
  isDeepStrictEqual(at(before, ...path), at(next, ...path)) ? [] : [bad(path.join('.'), at(next, ...path), immutable)];

/** What may not change between the stored object and the one that shall replace it. */
export const changeErrors = (resource: ResourceName, before: unknown, next: unknown): readonly FieldError[] => {
  switch (resource) {
    case 'pods':
      return isDeepStrictEqual(podFreedom(at(before, 'spec')), podFreedom(at(next, 'spec')))
        ? []
        : [{ type: 'Forbidden', field: 'spec', detail: podChange }];
    case 'jobs':
      return jobChangeErrors(before, next);
    case 'deployments':
    case 'replicasets':
      return fixed(['spec', 'selector'], before, next);
    case 'rolebindings':
    case 'clusterrolebindings':
      return isDeepStrictEqual(at(before, 'roleRef'), at(next, 'roleRef'))
        ? []
        : [bad('roleRef', at(next, 'roleRef'), 'cannot change roleRef')];
    case 'secrets':
      return fixed(['type'], before, next);
    case 'configmaps':
      return at(before, 'immutable') === true && !isDeepStrictEqual(at(before, 'data'), at(next, 'data'))
        ? [{ type: 'Forbidden', field: 'data', detail: 'field is immutable when `immutable` is set' }]
        : [];
    default:
      return [];
  }
};
