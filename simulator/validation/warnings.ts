/** What newer servers warn of in pods, templates of pods and Jobs that they accept all the same. */
import { at, listOf, numberAt, stringOf, stringsOf } from '../json.ts';
import type { ResourceName } from '../resource-types.ts';
import { complaints, each } from './complaints.ts';
import { dnsLabel } from './names.ts';
import { hasTemplate } from './workloads.ts';

type Warnings = readonly string[];

const outdatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

const selectorWarnings = (spec: unknown, path: string): Warnings =>
  Object.keys(stringsOf(at(spec, 'nodeSelector'))).flatMap((key) =>
    outdatedLabels[key] === undefined ? [] : [`${path}.nodeSelector[${key}]: ${outdatedLabels[key]}`],
  );

const secretWarnings = (spec: unknown, path: string): Warnings => {
  const names = listOf(at(spec, 'imagePullSecrets')).map((one) => stringOf(at(one, 'name')) ?? '');
  const list = `${path}.imagePullSecrets`;
  return complaints(
    each(names, list, (name, field, index) =>
      complaints(names.indexOf(String(name)) < index && `${field}.name: duplicate name ${JSON.stringify(name)}`),
    ),
    each(names, list, (name, field) => complaints(name === '' && `${field}.name: invalid empty name ""`)),
  );
};

const seccomp = 'seccomp.security.alpha.kubernetes.io/pod';
const containerSeccomp = 'container.seccomp.security.alpha.kubernetes.io/';

const annotationWarning = (owner: unknown, key: string, annotations: unknown, path: string): Warnings => {
  const own = at(owner, 'securityContext', 'seccompProfile');
  return own === undefined && stringsOf(annotations)[key] !== undefined
    ? [`${path}[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
    : [];
};

const amountWarnings = (container: unknown, path: string): Warnings =>
  ['memory', 'ephemeral-storage'].flatMap((resource) =>
    ['limits', 'requests'].flatMap((kind) => {
      const amount = stringOf(at(container, 'resources', kind, resource)) ?? '';
      const field = `${path}.resources.${kind}[${resource}]`;
      const warning = `${field}: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`;
      return /[num]$/.test(amount) ? [warning] : [];
    }),
  );

const variableWarnings = (container: unknown, path: string): Warnings => {
  const seen = new Set<unknown>();
  return each(at(container, 'env'), `${path}.env`, (variable, field) => {
    const name = String(at(variable, 'name'));
    const value = stringOf(at(variable, 'value')) ?? '';
    const reference = `$(${name})`;
    // A variable that only adds to the one before it is no mistake.
    const extends_ = value.includes(reference) && value !== reference && at(variable, 'valueFrom') === undefined;
    const hides = seen.has(name) && !extends_;
    seen.add(name);
    const what = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    return hides ? [`${field}: ${what}`] : [];
  });
};

interface PlacedPort {
  readonly field: string;
  readonly port: unknown;
}

const onHost = ({ port }: PlacedPort) => ({
  number: numberAt(port, 'hostPort') ?? 0,
  ip: stringOf(at(port, 'hostIP')) ?? '',
});

/** What two definitions of the same port are to each other; undefined where they can be told apart. */
const likeness = (one: PlacedPort, other: PlacedPort): string | undefined => {
  const [own, others] = [onHost(one), onHost(other)] as const;
  if (own.number === others.number && own.ip === others.ip) return 'duplicate';
  if (own.number === 0 || others.number === 0) return 'overlapping';
  return own.number === others.number && (own.ip === '') !== (others.ip === '') ? 'dangerously ambiguous' : undefined;
};

const portWarnings = (containers: readonly (readonly [string, unknown])[]): Warnings => {
  const ports = containers.flatMap(([path, container]) =>
    each(at(container, 'ports'), `${path}.ports`, (port, field): readonly PlacedPort[] => [{ field, port }]),
  );
  const isSame = (one: PlacedPort, other: PlacedPort): boolean =>
    ['containerPort', 'protocol'].every((key) => at(one.port, key) === at(other.port, key));
  return ports.flatMap((own, index) =>
    ports
      .slice(0, index)
      .filter((other) => isSame(own, other))
      .flatMap((other) => {
        const how = likeness(own, other);
        return how === undefined ? [] : [`${own.field}: ${how} port definition with ${other.field}`];
      }),
  );
};

/** Names by which services and probes find ports, where two ports have the same one. */
const portNameWarnings = (containers: readonly (readonly [string, unknown])[]): Warnings => {
  const seen = new Map<string, string>();
  return containers.flatMap(([path, container]) =>
    each(at(container, 'ports'), `${path}.ports`, (port, field) => {
      const name = stringOf(at(port, 'name')) ?? '';
      const first = seen.get(name);
      if (name !== '' && first === undefined) seen.set(name, field);
      const warning = `${field}: duplicate port name ${JSON.stringify(name)} with ${first}, services and probes that select ports by name will use ${first}`;
      return first === undefined ? [] : [warning];
    }),
  );
};

const podWarnings = (pod: unknown, path: string): Warnings => {
  const spec = at(pod, 'spec');
  const under = `${path}spec`;
  const annotations = at(pod, 'metadata', 'annotations');
  const annotated = `${path}metadata.annotations`;
  const containers = ['initContainers', 'containers'].flatMap((key) =>
    each(at(spec, key), `${under}.${key}`, (one, field) => [[field, one] as const]),
  );
  const isNegative = (numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0;
  return complaints(
    selectorWarnings(spec, under),
    secretWarnings(spec, under),
    annotationWarning(spec, seccomp, annotations, annotated),
    containers.flatMap(([field, container]) => [
      ...annotationWarning(container, `${containerSeccomp}${String(at(container, 'name'))}`, annotations, annotated),
      ...amountWarnings(container, field),
      ...variableWarnings(container, field),
    ]),
    portWarnings(containers),
    portNameWarnings(containers),
    isNegative &&
      `${under}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
  );
};

const jobNameWarnings = (job: unknown): Warnings => {
  const name = String(at(job, 'metadata', 'name'));
  const faults = name.includes('.') ? ['must not contain dots'] : dnsLabel(name);
  const what = 'this is used in Pod names and hostnames, which can result in surprising behavior';
  return faults.length === 0 ? [] : [`metadata.name: ${what}; a DNS label is recommended: [${faults.join(' ')}]`];
};

/** The warnings about an object that is created. */
export const creationWarnings = (resource: ResourceName, object: unknown): Warnings => {
  if (resource === 'pods') return podWarnings(object, '');
  return [...(resource === 'jobs' ? jobNameWarnings(object) : []), ...changeWarnings(resource, object)];
};

/** The warnings about an object whose spec is changed. */
export const changeWarnings = (resource: ResourceName, object: unknown): Warnings =>
  hasTemplate(resource) ? podWarnings(at(object, 'spec', 'template'), 'spec.template.') : [];
