/** The columns of each resource and how an object fills them. */
import { at, listOf, objectOf, stringOf, stringsOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';
import { humanDuration, since } from './duration.ts';
import { podRow } from './pod-row.ts';

interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly format: '' | 'name';
  readonly description: string;
  /** 0 is always shown, 1 only in wide output. */
  readonly priority: 0 | 1;
}

export interface Printer {
  readonly columns: readonly Column[];
  readonly row: (object: KubeObject, now: number) => readonly unknown[];
}

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  format: name === 'Name' ? 'name' : '',
  description: '',
  priority: 0,
  ...more,
});
const number = (name: string): Column => column(name, { type: 'integer' });

/** Columns of text by their names; those with a star are only shown in wide output. */
const columns = (...names: readonly string[]): readonly Column[] =>
  names.map((name) => (name.endsWith('*') ? column(name.slice(0, -1), { priority: 1 }) : column(name)));

const none = '<none>';
const size = (value: unknown): number => Object.keys(objectOf(value)).length;
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const age = (object: KubeObject, now: number): string => since(object.metadata.creationTimestamp, now);
const joined = (values: readonly unknown[]): string => values.map(String).join(',');
const containers = (object: KubeObject, key: string): string =>
  joined(listOf(at(object.spec, 'template', 'spec', 'containers')).map((one) => at(one, key) ?? ''));

const selector = (value: unknown): string => {
  const labels = Object.entries(stringsOf(at(value, 'matchLabels'))).map(([key, one]) => `${key}=${one}`);
  const rules = listOf(at(value, 'matchExpressions')).map(
    (one) =>
      `${String(at(one, 'key'))} ${String(at(one, 'operator')).toLowerCase()} (${joined(listOf(at(one, 'values')))})`,
  );
  const all = [...labels.toSorted(), ...rules];
  return all.length === 0 ? none : all.join(',');
};

const workload = ['Containers*', 'Images*', 'Selector*'] as const;

const jobState = (job: KubeObject): string => {
  const has = (type: string): boolean =>
    listOf(at(job.status, 'conditions')).some((one) => at(one, 'type') === type && at(one, 'status') === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
};

const jobRow = (job: KubeObject, now: number): readonly unknown[] => {
  const done = count(at(job.status, 'succeeded'));
  const wanted = at(job.spec, 'completions');
  const parallel = count(at(job.spec, 'parallelism'));
  const one = parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
  const start = stringOf(at(job.status, 'startTime'));
  const end = stringOf(at(job.status, 'completionTime'));
  const lasted =
    start === undefined ? '' : humanDuration((end === undefined ? now : Date.parse(end)) - Date.parse(start));
  return [
    job.metadata.name,
    jobState(job),
    typeof wanted === 'number' ? `${done}/${wanted}` : one,
    lasted,
    age(job, now),
    containers(job, 'name'),
    containers(job, 'image'),
    selector(at(job.spec, 'selector')),
  ];
};

const eventRow = (event: KubeObject, now: number): readonly unknown[] => {
  const first = stringOf(event.firstTimestamp) ?? stringOf(event.eventTime);
  const last = stringOf(at(event.series, 'lastObservedTime')) ?? stringOf(event.lastTimestamp) ?? first;
  const component = stringOf(at(event.source, 'component')) || stringOf(event.reportingComponent) || '';
  const host = stringOf(at(event.source, 'host')) || stringOf(event.reportingInstance) || '';
  return [
    since(last, now),
    event.type ?? '',
    event.reason ?? '',
    `${String(at(event.involvedObject, 'kind') ?? '').toLowerCase()}/${String(at(event.involvedObject, 'name') ?? '')}`,
    at(event.involvedObject, 'fieldPath') ?? '',
    host === '' ? component : `${component}, ${host}`,
    String(event.message ?? '').trim(),
    since(first, now),
    at(event.series, 'count') ?? (count(event.count) || 1),
    event.metadata.name,
  ];
};

const portText = (port: unknown): string => {
  const node = at(port, 'nodePort');
  const own = String(at(port, 'port'));
  return `${node ? `${own}:${String(node)}` : own}/${String(at(port, 'protocol') ?? 'TCP')}`;
};

const serviceRow = (service: KubeObject, now: number): readonly unknown[] => {
  const ports = listOf(at(service.spec, 'ports')).map(portText);
  const labels = Object.entries(stringsOf(at(service.spec, 'selector'))).map(([key, value]) => `${key}=${value}`);
  return [
    service.metadata.name,
    at(service.spec, 'type') ?? 'ClusterIP',
    at(service.spec, 'clusterIP') || none,
    none,
    ports.length === 0 ? none : ports.join(','),
    age(service, now),
    labels.length === 0 ? none : labels.join(','),
  ];
};

const bindingRow = (binding: KubeObject, now: number): readonly unknown[] => {
  const of = (kind: string, show: (one: unknown) => string): string =>
    listOf(binding.subjects)
      .filter((one) => at(one, 'kind') === kind)
      .map(show)
      .join(', ');
  const name = (one: unknown): string => String(at(one, 'name'));
  return [
    binding.metadata.name,
    `${String(at(binding.roleRef, 'kind'))}/${String(at(binding.roleRef, 'name'))}`,
    age(binding, now),
    of('User', name),
    of('Group', name),
    of('ServiceAccount', (one) => `${String(at(one, 'namespace') ?? '')}/${name(one)}`),
  ];
};

const nodeRow = (node: KubeObject, now: number): readonly unknown[] => {
  const ready = listOf(at(node.status, 'conditions')).find((one) => at(one, 'type') === 'Ready');
  const state = at(ready, 'status') === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady';
  const address = (type: string): unknown =>
    at(
      listOf(at(node.status, 'addresses')).find((one) => at(one, 'type') === type),
      'address',
    ) ?? none;
  const info = (key: string): unknown => at(node.status, 'nodeInfo', key) || '<unknown>';
  return [
    node.metadata.name,
    at(node.spec, 'unschedulable') === true ? `${state},SchedulingDisabled` : state,
    none,
    age(node, now),
    at(node.status, 'nodeInfo', 'kubeletVersion') ?? '',
    address('InternalIP'),
    address('ExternalIP'),
    info('osImage'),
    info('kernelVersion'),
    info('containerRuntimeVersion'),
  ];
};

const bindings: Printer = {
  columns: columns('Name', 'Role', 'Age', 'Users*', 'Groups*', 'ServiceAccounts*'),
  row: bindingRow,
};
const roles: Printer = {
  columns: [column('Name'), column('Created At', { type: 'date' })],
  row: (role) => [role.metadata.name, role.metadata.creationTimestamp],
};
const custom: Printer = {
  columns: [column('Name'), column('Age', { type: 'date' })],
  row: (object, now) => [object.metadata.name, age(object, now)],
};

const printers: Readonly<Record<ResourceName, Printer>> = {
  pods: {
    columns: [
      ...columns('Name', 'Ready', 'Status'),
      number('Restarts'),
      ...columns('Age', 'IP*', 'Node*', 'Nominated Node*', 'Readiness Gates*'),
    ],
    row: podRow,
  },
  jobs: {
    columns: columns('Name', 'Status', 'Completions', 'Duration', 'Age', ...workload),
    row: jobRow,
  },
  events: {
    columns: [
      ...columns('Last Seen', 'Type', 'Reason', 'Object', 'Subobject*', 'Source*', 'Message', 'First Seen*', 'Count*'),
      column('Name', { priority: 1 }),
    ],
    row: eventRow,
  },
  configmaps: {
    columns: columns('Name', 'Data', 'Age'),
    row: (map, now) => [map.metadata.name, size(map.data) + size(map.binaryData), age(map, now)],
  },
  secrets: {
    columns: columns('Name', 'Type', 'Data', 'Age'),
    row: (secret, now) => [secret.metadata.name, secret.type ?? '', size(secret.data), age(secret, now)],
  },
  services: {
    columns: columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector*'),
    row: serviceRow,
  },
  deployments: {
    columns: columns('Name', 'Ready', 'Up-to-date', 'Available', 'Age', ...workload),
    row: (one, now) => [
      one.metadata.name,
      `${count(at(one.status, 'readyReplicas'))}/${count(at(one.spec, 'replicas'))}`,
      count(at(one.status, 'updatedReplicas')),
      count(at(one.status, 'availableReplicas')),
      age(one, now),
      containers(one, 'name'),
      containers(one, 'image'),
      selector(at(one.spec, 'selector')),
    ],
  },
  replicasets: {
    columns: [column('Name'), ...['Desired', 'Current', 'Ready'].map(number), ...columns('Age', ...workload)],
    row: (one, now) => [
      one.metadata.name,
      count(at(one.spec, 'replicas')),
      count(at(one.status, 'replicas')),
      count(at(one.status, 'readyReplicas')),
      age(one, now),
      containers(one, 'name'),
      containers(one, 'image'),
      selector(at(one.spec, 'selector')),
    ],
  },
  serviceaccounts: {
    columns: columns('Name', 'Age'),
    row: (one, now) => [one.metadata.name, age(one, now)],
  },
  roles,
  clusterroles: roles,
  rolebindings: bindings,
  clusterrolebindings: bindings,
  namespaces: {
    columns: columns('Name', 'Status', 'Age'),
    row: (one, now) => [one.metadata.name, at(one.status, 'phase') ?? '', age(one, now)],
  },
  nodes: {
    columns: [
      ...columns('Name', 'Status', 'Roles', 'Age', 'Version', 'Internal-IP*', 'External-IP*'),
      ...columns('OS-Image*', 'Kernel-Version*', 'Container-Runtime*'),
    ],
    row: nodeRow,
  },
  customresourcedefinitions: roles,
  chaosengines: custom,
  chaosexperiments: custom,
  chaosresults: custom,
};

/** The tables that were others before. */
const oldPrinters: Readonly<Partial<Record<ResourceName, Printer>>> = {
  jobs: {
    columns: printers.jobs.columns.filter(({ name }) => name !== 'Status'),
    row: (job, now) => jobRow(job, now).toSpliced(1, 1),
  },
  serviceaccounts: {
    columns: columns('Name', 'Secrets', 'Age'),
    row: (one, now) => [one.metadata.name, listOf(one.secrets).length, age(one, now)],
  },
};

/** How objects of the resource are printed. */
export const printerOf = (kubernetes: Kubernetes, resource: ResourceName): Printer =>
  (kubernetes.currentTables ? undefined : oldPrinters[resource]) ?? printers[resource];
