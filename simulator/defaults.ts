/** What the API server fills into objects of built-in kinds that leave it out. */
import { isRecord } from '../src/model/json/json-object.ts';
import { at, listOf, numberAt, objectOf, stringOf, stringsOf } from './json.ts';
import type { Kubernetes } from './kubernetes-version.ts';
import type { ResourceName } from './resource-types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The given fields over the defaults; a field that is missing, null or empty takes its default. */
const filled = (given: unknown, defaults: Fields): Record<string, unknown> => {
  const made: Record<string, unknown> = { ...objectOf(given) };
  for (const [key, value] of Object.entries(defaults))
    if (made[key] === undefined || made[key] === null || made[key] === '') made[key] = value;
  return made;
};

const pullPolicy = (image: unknown): string => {
  const name = stringOf(image) ?? '';
  if (name.includes('@')) return 'IfNotPresent';
  const tag = /:([^/]+)$/.exec(name)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
};

const variable = (given: unknown): unknown => {
  const { value, ...rest } = objectOf(given);
  const kept = value === undefined || value === '' || value === null ? rest : { ...rest, value };
  const field = at(given, 'valueFrom', 'fieldRef');
  if (!isRecord(field)) return kept;
  return { ...kept, valueFrom: { ...objectOf(at(given, 'valueFrom')), fieldRef: filled(field, { apiVersion: 'v1' }) } };
};

const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const probe = (given: unknown): unknown => {
  const http = at(given, 'httpGet');
  const made = filled(given, probeDefaults);
  return isRecord(http) ? { ...made, httpGet: filled(http, { scheme: 'HTTP', path: '/' }) } : made;
};

/** Limits are requests where nothing else is requested: for pods, not yet for templates. */
const withRequests = (container: unknown): unknown => {
  const limits = objectOf(at(container, 'resources', 'limits'));
  if (Object.keys(limits).length === 0) return container;
  const requests = { ...limits, ...objectOf(at(container, 'resources', 'requests')) };
  return { ...objectOf(container), resources: { ...objectOf(at(container, 'resources')), requests } };
};

const container = (given: unknown): unknown => {
  const made = filled(given, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(at(given, 'image')),
  });
  if (Array.isArray(made.env)) made.env = made.env.map(variable);
  if (Array.isArray(made.ports)) made.ports = made.ports.map((port) => filled(port, { protocol: 'TCP' }));
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    if (isRecord(made[key])) made[key] = probe(made[key]);
  return made;
};

const volume = (given: unknown): unknown => {
  const made: Record<string, unknown> = { ...objectOf(given) };
  for (const key of ['configMap', 'secret', 'projected', 'downwardAPI'])
    if (isRecord(made[key])) made[key] = filled(made[key], { defaultMode: 420 });
  if (isRecord(made.hostPath)) made.hostPath = filled(made.hostPath, { type: '' });
  const sources = Object.keys(made).filter((key) => key !== 'name');
  return sources.length === 0 ? { ...made, emptyDir: {} } : made;
};

const podSpec = (given: unknown, restartPolicy: string | undefined): Record<string, unknown> => {
  const made = filled(given, {
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  const account = made.serviceAccountName ?? made.serviceAccount;
  if (account !== undefined) Object.assign(made, { serviceAccountName: account, serviceAccount: account });
  if (Array.isArray(made.containers)) made.containers = made.containers.map(container);
  if (Array.isArray(made.initContainers)) made.initContainers = made.initContainers.map(container);
  if (Array.isArray(made.volumes)) made.volumes = made.volumes.map(volume);
  return made;
};

const template = (kubernetes: Kubernetes, given: unknown, restartPolicy: string | undefined): unknown => {
  const timestamp = kubernetes.nullTimestamps ? { creationTimestamp: null } : {};
  return {
    ...objectOf(given),
    metadata: { ...timestamp, ...objectOf(at(given, 'metadata')) },
    spec: podSpec(at(given, 'spec'), restartPolicy),
  };
};

const failurePolicy = (given: unknown): unknown => ({
  ...objectOf(given),
  rules: listOf(at(given, 'rules')).map((rule) => {
    const conditions = at(rule, 'onPodConditions');
    if (!Array.isArray(conditions)) return rule;
    return { ...objectOf(rule), onPodConditions: conditions.map((one) => filled(one, { status: 'True' })) };
  }),
});

const jobPolicies = (given: unknown): Fields => ({
  completionMode: 'NonIndexed',
  suspend: false,
  podReplacementPolicy: isRecord(at(given, 'podFailurePolicy')) ? 'Failed' : 'TerminatingOrFailed',
  manualSelector: false,
});

const mostRetries = 2 ** 31 - 1;

const jobSpec = (kubernetes: Kubernetes, given: unknown): unknown => {
  const parallel = at(given, 'completions') === undefined && at(given, 'parallelism') === undefined;
  const made = filled(given, {
    parallelism: 1,
    ...(parallel ? { completions: 1 } : {}),
    backoffLimit: at(given, 'backoffLimitPerIndex') === undefined ? 6 : mostRetries,
    ...(kubernetes.jobPolicies ? jobPolicies(given) : {}),
  });
  if (isRecord(made.podFailurePolicy)) made.podFailurePolicy = failurePolicy(made.podFailurePolicy);
  return { ...made, template: template(kubernetes, made.template, undefined) };
};

const deploymentSpec = (kubernetes: Kubernetes, given: unknown): unknown => {
  const made = filled(given, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = filled(made.strategy, { type: 'RollingUpdate' });
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate = filled(strategy.rollingUpdate, { maxUnavailable: '25%', maxSurge: '25%' });
  }
  return { ...made, template: template(kubernetes, made.template, 'Always'), strategy };
};

const serviceSpec = (given: unknown): unknown => {
  const made = filled(given, { sessionAffinity: 'None', type: 'ClusterIP' });
  made.ports = listOf(made.ports).map((port) => filled(port, { protocol: 'TCP', targetPort: at(port, 'port') }));
  return made;
};

const encoded = (secret: Fields): Fields => {
  const { stringData, ...rest } = secret;
  const base64 = (value: string): string => Buffer.from(value).toString('base64');
  const plain = Object.entries(stringsOf(stringData)).map(([key, value]) => [key, base64(value)]);
  return plain.length === 0 ? rest : { ...rest, data: { ...objectOf(rest.data), ...Object.fromEntries(plain) } };
};

const group = 'rbac.authorization.k8s.io';
const subject = (given: unknown): unknown =>
  at(given, 'kind') === 'ServiceAccount' ? given : filled(given, { apiGroup: group });

const binding = ({ roleRef, subjects }: Fields): Fields => ({
  roleRef: filled(roleRef, { apiGroup: group }),
  ...(Array.isArray(subjects) ? { subjects: subjects.map(subject) } : {}),
});

/** What of an object has defaults, by its resource, with them. */
const members: Readonly<Partial<Record<ResourceName, (object: Fields, kubernetes: Kubernetes) => Fields>>> = {
  pods: ({ spec }, kubernetes) => {
    const made = podSpec(spec, 'Always');
    const isNegative = kubernetes.positiveGrace && (numberAt(made, 'terminationGracePeriodSeconds') ?? 0) < 0;
    const grace = isNegative ? { terminationGracePeriodSeconds: 1 } : {};
    const containers = listOf(made.containers).map(withRequests);
    return { spec: { enableServiceLinks: true, ...made, ...grace, containers } };
  },
  jobs: ({ spec }, kubernetes) => ({ spec: jobSpec(kubernetes, spec) }),
  deployments: ({ spec }, kubernetes) => ({ spec: deploymentSpec(kubernetes, spec) }),
  replicasets: (object, kubernetes) => {
    const spec = filled(object.spec, { replicas: 1 });
    return { spec: { ...spec, template: template(kubernetes, spec.template, 'Always') } };
  },
  services: ({ spec }) => ({ spec: serviceSpec(spec) }),
  namespaces: ({ spec, status }) => ({
    spec: filled(spec, { finalizers: ['kubernetes'] }),
    status: filled(status, { phase: 'Active' }),
  }),
  rolebindings: binding,
  clusterrolebindings: binding,
};

/** The object with its defaults, as the server would store it. Custom resources have none. */
export const withDefaults = <T extends Fields>(kubernetes: Kubernetes, resource: ResourceName, object: T): T =>
  resource === 'secrets'
    ? (encoded(filled(object, { type: 'Opaque' })) as T)
    : { ...object, ...members[resource]?.(object, kubernetes) };
