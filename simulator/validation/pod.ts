/** What is wrong with a pod's spec, alone or as the template of a workload. */
import { at, listOf, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { complaints, each, following, named, oneOf } from './complaints.ts';
import { bad, duplicate, type FieldError, forbidden, required, unknownName } from './field-error.ts';
import { annotationErrors, labelErrors } from './metadata.ts';
import { dnsLabel, dnsSubdomain, variableName } from './names.ts';

const nameOf = (item: unknown): string => stringOf(at(item, 'name')) ?? '';

/** What is wrong with the names of the items of one list, asked in their order. */
const uniqueNames = (): ((item: unknown, field: string) => readonly FieldError[]) => {
  const seen = new Set<string>();
  return (item, field) => {
    const name = nameOf(item);
    const again = name !== '' && seen.has(name);
    seen.add(name);
    return complaints(named(`${field}.name`, name, dnsLabel), again && duplicate(`${field}.name`, name));
  };
};

const volumeSources = [
  ...['configMap', 'secret', 'hostPath', 'emptyDir', 'projected', 'downwardAPI', 'persistentVolumeClaim'],
];

const volumeErrors = (volume: unknown, field: string): readonly FieldError[] => {
  const need = (source: string, key: string): FieldError | false =>
    at(volume, source) !== undefined && !stringOf(at(volume, source, key)) && required(`${field}.${source}.${key}`);
  const several = volumeSources.filter((source) => at(volume, source) !== undefined);
  return complaints(
    need('configMap', 'name'),
    need('secret', 'secretName'),
    need('hostPath', 'path'),
    several.length > 1 && forbidden(`${field}.${several[1]}`, 'may not specify more than 1 volume type'),
  );
};

const variableErrors = (variable: unknown, field: string): readonly FieldError[] => {
  const both = Boolean(stringOf(at(variable, 'value'))) && at(variable, 'valueFrom') !== undefined;
  return complaints(
    named(`${field}.name`, nameOf(variable), variableName),
    both && bad(`${field}.valueFrom`, '', 'may not be specified when `value` is not empty'),
  );
};

const mountErrors = (mounts: readonly unknown[], volumes: ReadonlySet<string>, path: string): readonly FieldError[] => {
  const paths = new Set<string>();
  return each(mounts, path, (mount, field) => {
    const name = nameOf(mount);
    const target = stringOf(at(mount, 'mountPath')) ?? '';
    const again = paths.has(target);
    paths.add(target);
    return complaints(
      name === '' ? required(`${field}.name`) : !volumes.has(name) && unknownName(`${field}.name`, name),
      target === '' ? required(`${field}.mountPath`) : again && bad(`${field}.mountPath`, target, 'must be unique'),
    );
  });
};

const containerErrors = (container: unknown, volumes: ReadonlySet<string>, path: string): readonly FieldError[] => {
  const image = stringOf(at(container, 'image')) ?? '';
  return complaints(
    image === '' && required(`${path}.image`),
    image !== image.trim() && bad(`${path}.image`, image, 'must not have leading or trailing whitespace'),
    each(at(container, 'env'), `${path}.env`, variableErrors),
    mountErrors(listOf(at(container, 'volumeMounts')), volumes, `${path}.volumeMounts`),
    oneOf(`${path}.imagePullPolicy`, at(container, 'imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']),
  );
};

/** Everything that is wrong with a pod spec; `path` is where it stands (`spec`, `spec.template.spec`). */
export const podSpecErrors = (spec: unknown, path: string): readonly FieldError[] => {
  const volumes = listOf(at(spec, 'volumes'));
  const containers = listOf(at(spec, 'containers'));
  const init = listOf(at(spec, 'initContainers'));
  const names = new Set(volumes.map((volume) => String(at(volume, 'name'))));
  const nameErrors = uniqueNames();
  const account = stringOf(at(spec, 'serviceAccountName'));
  return complaints(
    each(volumes, `${path}.volumes`, volumeErrors),
    each(volumes, `${path}.volumes`, uniqueNames()),
    containers.length === 0 && required(`${path}.containers`),
    each(containers, `${path}.containers`, (container, field) => [
      ...nameErrors(container, field),
      ...containerErrors(container, names, field),
    ]),
    each(init, `${path}.initContainers`, uniqueNames()),
    each(init, `${path}.initContainers`, (container, field) => containerErrors(container, names, field)),
    oneOf(`${path}.restartPolicy`, at(spec, 'restartPolicy'), ['Always', 'OnFailure', 'Never']),
    account ? following(`${path}.serviceAccountName`, account, dnsSubdomain) : false,
  );
};

/** Everything that is wrong with a pod template at `spec.template`. */
export const templateErrors = (kubernetes: Kubernetes, template: unknown): readonly FieldError[] => [
  ...labelErrors(kubernetes, at(template, 'metadata', 'labels'), 'spec.template.labels'),
  ...annotationErrors(kubernetes, at(template, 'metadata', 'annotations'), 'spec.template.annotations'),
  ...podSpecErrors(at(template, 'spec'), 'spec.template.spec'),
];
