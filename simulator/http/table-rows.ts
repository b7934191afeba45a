/** The columns of each resource and how an object fills them. */
import { at, listOf, numberAt, objectOf, stringOf, stringsOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';
import { humanDuration, since } from './duration.ts';
import { hasCondition, readyOf, reasonOf, restartsOf } from './pod-row.ts';

type Cell = (object: KubeObject, now: number) => unknown;

/** A column as the server describes it, and what it shows of an object. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly format: '' | 'name';
  readonly description: string;
  /** 0 is always shown, 1 only in wide output. */
  readonly priority: 0 | 1;
  /** No part of the description: JSON leaves functions out. */
  readonly cell: Cell;
}

const column = (name: string, cell: Cell, more: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  format: name === 'Name' ? 'name' : '',
  description: '',
  priority: 0,
  cell,
  ...more,
});
const number = (name: string, cell: Cell): Column => column(name, cell, { type: 'integer' });
const wide = (name: string, cell: Cell): Column => column(name, cell, { priority: 1 });

const none = '<none>';
const count = (value: unknown, key: string): number => numberAt(value, key) ?? 0;
const size = (value: unknown): number => Object.keys(objectOf(value)).length;
const joinedOrNone = (values: readonly string[]): string => values.join(',') || none;
const pairs = (labels: unknown): readonly string[] =>
  Object.entries(stringsOf(labels)).map(([key, value]) => `${key}=${value}`);

const containers = ({ spec }: KubeObject, key: string): string =>
  listOf(at(spec, 'template', 'spec', 'containers'))
    .map((one) => at(one, key) ?? '')
    .join(',');

const selector = ({ spec }: KubeObject): string => {
  const rules = listOf(at(spec, 'selector', 'matchExpressions')).map(
    (one) => `${at(one, 'key')} ${String(at(one, 'operator')).toLowerCase()} (${listOf(at(one, 'values')).join(',')})`,
  );
  return joinedOrNone([...pairs(at(spec, 'selector', 'matchLabels')).toSorted(), ...rules]);
};

const name = column('Name', ({ metadata }) => metadata.name);
const age = column('Age', ({ metadata }, now) => since(metadata.creationTimestamp, now));
const workload = [
  wide('Containers', (one) => containers(one, 'name')),
  wide('Images', (one) => containers(one, 'image')),
  wide('Selector', selector),
];

const jobState = (job: KubeObject): string => {
  const has = (type: string): boolean => hasCondition(job, type);
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
};

const completions = (job: KubeObject): string => {
  const wanted = numberAt(job.spec, 'completions');
  const parallel = count(job.spec, 'parallelism');
  return `${count(job.status, 'succeeded')}/${wanted ?? (parallel > 1 ? `1 of ${parallel}` : 1)}`;
};

const duration = ({ status }: KubeObject, now: number): string => {
  const start = stringOf(at(status, 'startTime'));
  const end = stringOf(at(status, 'completionTime'));
  if (start === undefined) return '';
  return humanDuration((end === undefined ? now : Date.parse(end)) - Date.parse(start));
};

const jobs = [
  name,
  column('Status', jobState),
  column('Completions', completions),
  column('Duration', duration),
  age,
  ...workload,
];

const firstSeen = (event: KubeObject): string | undefined =>
  stringOf(event.firstTimestamp) ?? stringOf(event.eventTime);

const lastSeen = (event: KubeObject): string | undefined =>
  stringOf(at(event.series, 'lastObservedTime')) ?? stringOf(event.lastTimestamp) ?? firstSeen(event);

const involved = ({ involvedObject: object }: KubeObject): string =>
  `${String(at(object, 'kind') ?? '').toLowerCase()}/${at(object, 'name') ?? ''}`;

const source = (event: KubeObject): string => {
  const component = stringOf(at(event.source, 'component')) || stringOf(event.reportingComponent) || '';
  const host = stringOf(at(event.source, 'host')) || stringOf(event.reportingInstance) || '';
  return host === '' ? component : `${component}, ${host}`;
};

const portText = (port: unknown): string => {
  const node = at(port, 'nodePort');
  const own = at(port, 'port');
  return `${node ? `${own}:${node}` : own}/${at(port, 'protocol') ?? 'TCP'}`;
};

const nodeState = (node: KubeObject): string => {
  const isKnown = listOf(at(node.status, 'conditions')).some((one) => at(one, 'type') === 'Ready');
  const state = hasCondition(node, 'Ready') ? 'Ready' : isKnown ? 'NotReady' : 'Unknown';
  return at(node.spec, 'unschedulable') === true ? `${state},SchedulingDisabled` : state;
};

const address = ({ status }: KubeObject, type: string): unknown => {
  const found = listOf(at(status, 'addresses')).find((one) => at(one, 'type') === type);
  return at(found, 'address') ?? none;
};

const nodeInfo = ({ status }: KubeObject, key: string): unknown => at(status, 'nodeInfo', key) || '<unknown>';

const subjects = (binding: KubeObject, kind: string): string =>
  listOf(binding.subjects)
    .filter((one) => at(one, 'kind') === kind)
    .map((one) => `${kind === 'ServiceAccount' ? `${at(one, 'namespace') ?? ''}/` : ''}${at(one, 'name')}`)
    .join(', ');

const bindings = [
  name,
  column('Role', ({ roleRef }) => `${at(roleRef, 'kind')}/${at(roleRef, 'name')}`),
  age,
  wide('Users', (one) => subjects(one, 'User')),
  wide('Groups', (one) => subjects(one, 'Group')),
  wide('ServiceAccounts', (one) => subjects(one, 'ServiceAccount')),
];
const roles = [name, column('Created At', ({ metadata }) => metadata.creationTimestamp, { type: 'date' })];
const custom = [name, { ...age, type: 'date' }] as const;

const tables: Readonly<Record<ResourceName, readonly Column[]>> = {
  pods: [
    name,
    column('Ready', readyOf),
    column('Status', reasonOf),
    number('Restarts', restartsOf),
    age,
    wide('IP', ({ status }) => at(status, 'podIP') || none),
    wide('Node', ({ spec }) => at(spec, 'nodeName') || none),
    wide('Nominated Node', ({ status }) => at(status, 'nominatedNodeName') || none),
    wide('Readiness Gates', () => none),
  ],
  jobs,
  events: [
    column('Last Seen', (event, now) => since(lastSeen(event), now)),
    column('Type', ({ type = '' }) => type),
    column('Reason', ({ reason = '' }) => reason),
    column('Object', involved),
    wide('Subobject', ({ involvedObject }) => at(involvedObject, 'fieldPath') ?? ''),
    wide('Source', source),
    column('Message', ({ message }) => String(message ?? '').trim()),
    wide('First Seen', (event, now) => since(firstSeen(event), now)),
    wide('Count', (event) => at(event.series, 'count') ?? (count(event, 'count') || 1)),
    { ...name, priority: 1 },
  ],
  configmaps: [name, column('Data', ({ data, binaryData }) => size(data) + size(binaryData)), age],
  secrets: [name, column('Type', ({ type = '' }) => type), column('Data', ({ data }) => size(data)), age],
  services: [
    name,
    column('Type', ({ spec }) => at(spec, 'type') ?? 'ClusterIP'),
    column('Cluster-IP', ({ spec }) => at(spec, 'clusterIP') || none),
    column('External-IP', () => none),
    column('Port(s)', ({ spec }) => joinedOrNone(listOf(at(spec, 'ports')).map(portText))),
    age,
    wide('Selector', ({ spec }) => joinedOrNone(pairs(at(spec, 'selector')))),
  ],
  deployments: [
    name,
    column('Ready', ({ spec, status }) => `${count(status, 'readyReplicas')}/${count(spec, 'replicas')}`),
    column('Up-to-date', ({ status }) => count(status, 'updatedReplicas')),
    column('Available', ({ status }) => count(status, 'availableReplicas')),
    age,
    ...workload,
  ],
  replicasets: [
    name,
    number('Desired', ({ spec }) => count(spec, 'replicas')),
    number('Current', ({ status }) => count(status, 'replicas')),
    number('Ready', ({ status }) => count(status, 'readyReplicas')),
    age,
    ...workload,
  ],
  serviceaccounts: [name, age],
  roles,
  clusterroles: roles,
  rolebindings: bindings,
  clusterrolebindings: bindings,
  namespaces: [name, column('Status', ({ status }) => at(status, 'phase') ?? ''), age],
  nodes: [
    name,
    column('Status', nodeState),
    column('Roles', () => none),
    age,
    column('Version', ({ status }) => at(status, 'nodeInfo', 'kubeletVersion') ?? ''),
    wide('Internal-IP', (node) => address(node, 'InternalIP')),
    wide('External-IP', (node) => address(node, 'ExternalIP')),
    wide('OS-Image', (node) => nodeInfo(node, 'osImage')),
    wide('Kernel-Version', (node) => nodeInfo(node, 'kernelVersion')),
    wide('Container-Runtime', (node) => nodeInfo(node, 'containerRuntimeVersion')),
  ],
  customresourcedefinitions: roles,
  chaosengines: custom,
  chaosexperiments: custom,
  chaosresults: custom,
};

/** The tables that were others before. */
const oldTables: Readonly<Partial<Record<ResourceName, readonly Column[]>>> = {
  jobs: jobs.filter((one) => one.name !== 'Status'),
  serviceaccounts: [name, column('Secrets', ({ secrets }) => listOf(secrets).length), age],
};

/** How objects of the resource are printed. */
export const columnsOf = (kubernetes: Kubernetes, resource: ResourceName): readonly Column[] =>
  (kubernetes.currentTables ? undefined : oldTables[resource]) ?? tables[resource];
