/** What is wrong with a pod's spec, alone or as the template of a workload. */
import { at, listOf, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { bad, duplicate, type FieldError, required, unsupported } from './field-error.ts';
import { annotationErrors, labelErrors } from './metadata.ts';
import { dnsLabel, dnsSubdomain, variableName } from './names.ts';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'] as const;
const restartPolicies = ['Always', 'OnFailure', 'Never'] as const;

const nameErrors = (items: readonly unknown[], path: string): readonly FieldError[] => {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const field = `${path}[${index}].name`;
    const name = stringOf(at(item, 'name')) ?? '';
    if (name === '') return [required(field)];
    const wrong = dnsLabel(name).map((why) => bad(field, name, why));
    const again = seen.has(name) ? [duplicate(field, name)] : [];
    seen.add(name);
    return [...wrong, ...again];
  });
};

const volumeSources = [
  'configMap',
  'secret',
  'hostPath',
  'emptyDir',
  'projected',
  'downwardAPI',
  'persistentVolumeClaim',
];

const volumeErrors = (volume: unknown, path: string): readonly FieldError[] => {
  const errors: FieldError[] = [];
  if (at(volume, 'configMap') !== undefined && !stringOf(at(volume, 'configMap', 'name'))) {
    errors.push(required(`${path}.configMap.name`));
  }
  if (at(volume, 'secret') !== undefined && !stringOf(at(volume, 'secret', 'secretName'))) {
    errors.push(required(`${path}.secret.secretName`));
  }
  if (at(volume, 'hostPath') !== undefined && !stringOf(at(volume, 'hostPath', 'path'))) {
    errors.push(required(`${path}.hostPath.path`));
  }
  const several = volumeSources.filter((source) => at(volume, source) !== undefined);
  if (several.length > 1) {
    errors.push({
      type: 'Forbidden',
      field: `${path}.${several[1]}`,
      detail: 'may not specify more than 1 volume type',
    });
  }
  return errors;
};

const variableErrors = (variables: readonly unknown[], path: string): readonly FieldError[] =>
  variables.flatMap((variable, index) => {
    const field = `${path}.env[${index}]`;
    const name = stringOf(at(variable, 'name')) ?? '';
    const wrong =
      name === '' ? [required(`${field}.name`)] : variableName(name).map((why) => bad(`${field}.name`, name, why));
    const both = stringOf(at(variable, 'value')) && at(variable, 'valueFrom') !== undefined;
    return [
      ...wrong,
      ...(both ? [bad(`${field}.valueFrom`, '', 'may not be specified when `value` is not empty')] : []),
    ];
  });

const mountErrors = (mounts: readonly unknown[], volumes: ReadonlySet<string>, path: string): readonly FieldError[] => {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const field = `${path}.volumeMounts[${index}]`;
    const name = stringOf(at(mount, 'name')) ?? '';
    const target = stringOf(at(mount, 'mountPath')) ?? '';
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(`${field}.name`));
    else if (!volumes.has(name)) errors.push({ type: 'NotFound', field: `${field}.name`, value: name });
    if (target === '') errors.push(required(`${field}.mountPath`));
    else if (paths.has(target)) errors.push(bad(`${field}.mountPath`, target, 'must be unique'));
    paths.add(target);
    return errors;
  });
};

const containerErrors = (container: unknown, volumes: ReadonlySet<string>, path: string): readonly FieldError[] => {
  const image = stringOf(at(container, 'image')) ?? '';
  const policy = at(container, 'imagePullPolicy');
  return [
    ...(image === '' ? [required(`${path}.image`)] : []),
    ...(image !== '' && image !== image.trim()
      ? [bad(`${path}.image`, image, 'must not have leading or trailing whitespace')]
      : []),
    ...variableErrors(listOf(at(container, 'env')), path),
    ...mountErrors(listOf(at(container, 'volumeMounts')), volumes, path),
    ...(policy !== undefined && !pullPolicies.some((one) => one === policy)
      ? [unsupported(`${path}.imagePullPolicy`, policy, pullPolicies)]
      : []),
  ];
};

/** Everything that is wrong with a pod spec; `path` is where it stands (`spec`, `spec.template.spec`). */
export const podSpecErrors = (spec: unknown, path: string): readonly FieldError[] => {
  const volumes = listOf(at(spec, 'volumes'));
  const containers = listOf(at(spec, 'containers'));
  const init = listOf(at(spec, 'initContainers'));
  const names = new Set(volumes.map((volume) => String(at(volume, 'name'))));
  const volumeNames = nameErrors(volumes, `${path}.volumes`);
  const containerNames = nameErrors(containers, `${path}.containers`);
  const restart = at(spec, 'restartPolicy');
  const account = stringOf(at(spec, 'serviceAccountName'));
  return [
    ...volumes.flatMap((volume, index) => volumeErrors(volume, `${path}.volumes[${index}]`)),
    ...volumeNames,
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...containers.flatMap((container, index) => [
      ...containerNames.filter((error) => error.field === `${path}.containers[${index}].name`),
      ...containerErrors(container, names, `${path}.containers[${index}]`),
    ]),
    ...nameErrors(init, `${path}.initContainers`),
    ...init.flatMap((container, index) => containerErrors(container, names, `${path}.initContainers[${index}]`)),
    ...(restart !== undefined && !restartPolicies.some((one) => one === restart)
      ? [unsupported(`${path}.restartPolicy`, restart, restartPolicies)]
      : []),
    ...(account ? dnsSubdomain(account).map((why) => bad(`${path}.serviceAccountName`, account, why)) : []),
  ];
};

/** Everything that is wrong with a pod template at `spec.template`. */
export const templateErrors = (kubernetes: Kubernetes, template: unknown): readonly FieldError[] => [
  ...labelErrors(kubernetes, at(template, 'metadata', 'labels'), 'spec.template.labels'),
  ...annotationErrors(kubernetes, at(template, 'metadata', 'annotations'), 'spec.template.annotations'),
  ...podSpecErrors(at(template, 'spec'), 'spec.template.spec'),
];
