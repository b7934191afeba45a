import {
  flag,
  integer,
  keeping,
  list,
  mapOf,
  matching,
  needing,
  open,
  record,
  some,
  text,
  texts,
} from '../../json/schema-builders.ts';
import type { Schema } from '../../json/structural-schema.ts';
import { amount, toleration, variable } from './pod-parts.ts';
import { probe } from './probe.ts';

/** The schemas of the Litmus custom resources 3.18, as far as they decide what is refused and what is dropped. */

const workload = '^(^$|deployment|statefulset|daemonset|deploymentconfig|rollout)$';

const sidecar = record({
  env: list(variable(amount)),
  envFrom: list(
    record({
      configMapRef: record({ name: text, optional: flag }),
      prefix: text,
      secretRef: record({ name: text, optional: flag }),
    }),
  ),
  image: text,
  imagePullPolicy: text,
  secrets: list(needing({ mountPath: text, name: text })),
});

const selectors = record(
  {
    pods: list(needing({ names: text, namespace: text })),
    workloads: list(
      record(
        { kind: matching(workload), labels: text, names: text, namespace: text },
        { required: ['kind', 'namespace'], oneOf: [{ required: ['names'] }, { required: ['labels'] }] },
      ),
    ),
  },
  { oneOf: [{ required: ['pods'] }, { required: ['workloads'] }] },
);

const runner = keeping({
  image: text,
  type: matching('^(go)$'),
  // Nothing is declared inside: the stock CRD drops every annotation.
  runnerAnnotations: { type: 'object' },
  runnerLabels: texts,
  tolerations: list(toleration),
});

const components = keeping({
  statusCheckTimeouts: record({ delay: integer, timeout: integer }),
  nodeSelector: texts,
  experimentImage: text,
  env: list(variable(amount)),
  configMaps: list(record({ name: text, mountPath: text })),
  secrets: list(record({ name: text, mountPath: text })),
  experimentAnnotations: texts,
  tolerations: list(toleration),
});

const engineSpec = keeping({
  jobCleanUpPolicy: matching('^(delete|retain)$'),
  defaultHealthCheck: flag,
  appinfo: record({ appkind: matching(workload), applabel: text, appns: text }),
  selectors,
  auxiliaryAppInfo: text,
  engineState: matching('^(active|stop)$'),
  chaosServiceAccount: text,
  terminationGracePeriodSeconds: integer,
  components: record({ sidecar: list(sidecar), runner }),
  experiments: list(record({ name: text, spec: record({ probe: list(probe), components }) })),
});

const mounted = record({ name: some, mountPath: some }, { minProperties: 2 });

const words = list(text);
const permission = record(
  { apiGroups: words, resources: words, verbs: words, resourceNames: words, nonResourceURLs: words },
  { minProperties: 3, required: ['apiGroups', 'resources', 'verbs'] },
);

const definition = keeping({
  args: words,
  command: words,
  env: list(variable(amount)),
  image: text,
  imagePullPolicy: text,
  labels: texts,
  scope: matching('^(Namespaced|Cluster)$'),
  permissions: list(permission),
  configMaps: list(mounted),
  secrets: list(mounted),
  hostFileVolumes: list(record({ name: some, mountPath: some, nodePath: some }, { minProperties: 3 })),
  securityContext: open,
  hostPID: flag,
});

const root = (properties: Readonly<Record<string, Schema>>): Schema =>
  record({ apiVersion: text, kind: text, metadata: open, ...properties });

export const engineSchema = root({ spec: engineSpec, status: open });
export const experimentSchema = root({ description: mapOf(text), spec: record({ definition }), status: open });
export const resultSchema = root({ spec: open, status: open });
