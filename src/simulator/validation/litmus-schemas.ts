/** The schemas of the Litmus custom resources, as far as they decide what is refused and what is dropped. */
import type { ResourceName } from '../resource-types.ts';
import type { Schema } from './structural-schema.ts';

type Fields = Readonly<Record<string, Schema>>;

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const flag: Schema = { type: 'boolean' };
const some: Schema = { type: 'string', minLength: 1 };
const texts: Schema = { type: 'object', additionalProperties: text };
const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const matching = (pattern: string): Schema => ({ type: 'string', pattern });
const list = (items: Schema): Schema => ({ type: 'array', items });
const record = (properties: Fields, more: Omit<Schema, 'type' | 'properties'> = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});
const needing = (properties: Fields, ...required: readonly string[]): Schema => record(properties, { required });
const keeping = (properties: Fields): Schema => record(properties, { 'x-kubernetes-preserve-unknown-fields': true });

const keyRef = needing({ key: text, name: text, optional: flag }, 'key');
const divisor: Schema = { 'x-kubernetes-int-or-string': true };
const variable = needing(
  {
    name: text,
    value: text,
    valueFrom: record({
      configMapKeyRef: keyRef,
      fieldRef: needing({ apiVersion: text, fieldPath: text }, 'fieldPath'),
      resourceFieldRef: needing({ containerName: text, divisor, resource: text }, 'resource'),
      secretKeyRef: keyRef,
    }),
  },
  'name',
);
const toleration = record({ effect: text, key: text, operator: text, tolerationSeconds: integer, value: text });
const workload = '^(^$|deployment|statefulset|daemonset|deploymentconfig|rollout)$';

const kindOfValue: Schema = { type: 'string', minLength: 1, pattern: '^(int|float|string)$' };
const ofCommand = needing({ type: kindOfValue, criteria: text, value: text }, 'type', 'criteria', 'value');
const ofQuery = needing({ criteria: text, value: text }, 'criteria', 'value');
const probe = needing(
  {
    name: text,
    type: { type: 'string', minLength: 1, pattern: '^(k8sProbe|httpProbe|cmdProbe|promProbe|sloProbe)$' },
    'k8sProbe/inputs': needing(
      {
        group: text,
        version: text,
        resource: text,
        namespace: text,
        resourceNames: text,
        fieldSelector: text,
        labelSelector: text,
        operation: { type: 'string', minLength: 1, pattern: '^(present|absent|create|delete)$' },
      },
      'version',
      'resource',
      'operation',
    ),
    'cmdProbe/inputs': needing({ command: some, comparator: ofCommand, source: open }, 'command', 'comparator'),
    'httpProbe/inputs': needing(
      { url: some, insecureSkipVerify: flag, method: record({ get: open, post: open }, { minProperties: 1 }) },
      'url',
      'method',
    ),
    'promProbe/inputs': needing(
      { endpoint: text, query: text, queryPath: text, comparator: ofQuery },
      'endpoint',
      'comparator',
    ),
    'sloProbe/inputs': open,
    runProperties: record(
      {
        evaluationTimeout: text,
        probeTimeout: text,
        interval: text,
        retry: integer,
        attempt: integer,
        probePollingInterval: text,
        initialDelaySeconds: integer,
        initialDelay: text,
        verbosity: text,
        stopOnFailure: flag,
      },
      { minProperties: 2, required: ['probeTimeout', 'interval'] },
    ),
    mode: { type: 'string', minLength: 1, pattern: '^(SOT|EOT|Edge|Continuous|OnChaos)$' },
    data: text,
  },
  'name',
  'type',
  'mode',
  'runProperties',
);

const sidecar = record({
  env: list(variable),
  envFrom: list(
    record({
      configMapRef: record({ name: text, optional: flag }),
      prefix: text,
      secretRef: record({ name: text, optional: flag }),
    }),
  ),
  image: text,
  imagePullPolicy: text,
  secrets: list(needing({ mountPath: text, name: text }, 'mountPath', 'name')),
});

const engineSpec = keeping({
  jobCleanUpPolicy: matching('^(delete|retain)$'),
  defaultHealthCheck: flag,
  appinfo: record({ appkind: matching(workload), applabel: text, appns: text }),
  selectors: record(
    {
      pods: list(needing({ names: text, namespace: text }, 'names', 'namespace')),
      workloads: list(
        record(
          { kind: matching(workload), labels: text, names: text, namespace: text },
          { required: ['kind', 'namespace'], oneOf: [{ required: ['names'] }, { required: ['labels'] }] },
        ),
      ),
    },
    { oneOf: [{ required: ['pods'] }, { required: ['workloads'] }] },
  ),
  auxiliaryAppInfo: text,
  engineState: matching('^(active|stop)$'),
  chaosServiceAccount: text,
  terminationGracePeriodSeconds: integer,
  components: record({
    sidecar: list(sidecar),
    runner: keeping({
      image: text,
      type: matching('^(go)$'),
      // Nothing is declared inside: the stock CRD drops every annotation.
      runnerAnnotations: { type: 'object' },
      runnerLabels: texts,
      tolerations: list(toleration),
    }),
  }),
  experiments: list(
    record({
      name: text,
      spec: record({
        probe: list(probe),
        components: keeping({
          statusCheckTimeouts: record({ delay: integer, timeout: integer }),
          nodeSelector: texts,
          experimentImage: text,
          env: list(variable),
          configMaps: list(record({ name: text, mountPath: text })),
          secrets: list(record({ name: text, mountPath: text })),
          experimentAnnotations: texts,
          tolerations: list(toleration),
        }),
      }),
    }),
  ),
});

const mounted = record({ name: some, mountPath: some }, { minProperties: 2 });
const definition = keeping({
  args: list(text),
  command: list(text),
  env: list(variable),
  image: text,
  imagePullPolicy: text,
  labels: texts,
  scope: matching('^(Namespaced|Cluster)$'),
  permissions: list(
    record(
      {
        apiGroups: list(text),
        resources: list(text),
        verbs: list(text),
        resourceNames: list(text),
        nonResourceURLs: list(text),
      },
      { minProperties: 3, required: ['apiGroups', 'resources', 'verbs'] },
    ),
  ),
  configMaps: list(mounted),
  secrets: list(mounted),
  hostFileVolumes: list(record({ name: some, mountPath: some, nodePath: some }, { minProperties: 3 })),
  securityContext: open,
  hostPID: flag,
});

const root = (properties: Fields): Schema => record({ apiVersion: text, kind: text, metadata: open, ...properties });

/** The schema by resource; CustomResourceDefinitions that a server is started with replace them. */
export const litmusSchemas: Readonly<Partial<Record<ResourceName, Schema>>> = {
  chaosengines: root({ spec: engineSpec, status: open }),
  chaosexperiments: root({ description: texts, spec: record({ definition }), status: open }),
  chaosresults: root({ spec: open, status: open }),
};
