import { isRecord, type JsonRecord, recordAt, recordsAt } from '../../src/model/json/json-object.ts';

/** What Kubernetes 1.20 fills in when a Job is stored. Only used where no API server is at hand to do it. */
export const withServerDefaults = (job: JsonRecord): JsonRecord => {
  const spec = recordAt(job, 'spec');
  const template = recordAt(spec, 'template');
  const pod = recordAt(template, 'spec');
  const account = pod.serviceAccountName === undefined ? {} : { serviceAccount: pod.serviceAccountName };
  return {
    ...job,
    spec: {
      completions: 1,
      parallelism: 1,
      ...spec,
      template: {
        ...template,
        spec: {
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
          ...account,
          ...pod,
          containers: recordsAt(pod, 'containers').map(containerDefaults),
          ...(pod.volumes === undefined ? {} : { volumes: recordsAt(pod, 'volumes').map(volumeDefaults) }),
        },
      },
    },
  };
};

const containerDefaults = (container: JsonRecord): JsonRecord => ({
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  ...container,
  ...(container.resources === undefined ? {} : { resources: canonicalQuantities(container.resources) }),
  env: recordsAt(container, 'env').map(envDefaults),
});

const envDefaults = ({ value, ...rest }: JsonRecord): JsonRecord => {
  const variable = value === undefined || value === '' ? rest : { ...rest, value };
  const field = recordAt(variable.valueFrom, 'fieldRef');
  if (field.fieldPath === undefined) return variable;
  return { ...variable, valueFrom: { fieldRef: { apiVersion: 'v1', ...field } } };
};

const volumeDefaults = (volume: JsonRecord): JsonRecord => {
  const filled = { ...volume };
  for (const kind of ['configMap', 'secret'])
    if (isRecord(volume[kind])) filled[kind] = { defaultMode: 420, ...volume[kind] };
  return filled;
};

/** Half a gibibyte is stored as 512Mi: the one form of a quantity in the fixtures that the server rewrites. */
const canonicalQuantities = (value: unknown): unknown => {
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, canonicalQuantities(each)]));
  const binary = typeof value === 'string' ? /^(\d+\.\d+)Gi$/.exec(value) : null;
  return binary === null ? value : `${Number(binary[1]) * 1024}Mi`;
};

const ofServer = new Set(['uid', 'creationTimestamp', 'managedFields', 'resourceVersion', 'selfLink', 'generation']);
const ofController = (label: string): boolean => label === 'controller-uid' || label.startsWith('batch.kubernetes.io/');

/** What servers since Kubernetes 1.21 fill in; the fixtures were stored by an older one. */
const laterDefaults: Readonly<Record<string, unknown>> = {
  completionMode: 'NonIndexed',
  manualSelector: false,
  podReplacementPolicy: 'TerminatingOrFailed',
  suspend: false,
};

/**
 * What the Go runner made, but for the one value that is meant to differ: where the engine says nothing it gives helper pods no
 * time at all to take their fault back, and ours 60 s.
 */
export const withTimeToRevert = (job: JsonRecord): JsonRecord => {
  const spec = recordAt(job, 'spec');
  const template = recordAt(spec, 'template');
  const pod = recordAt(template, 'spec');
  const containers = recordsAt(pod, 'containers').map((container) => ({
    ...container,
    env: recordsAt(container, 'env').map((variable) =>
      variable.name === 'TERMINATION_GRACE_PERIOD_SECONDS' && variable.value === '0'
        ? { ...variable, value: '60' }
        : variable,
    ),
  }));
  return { ...job, spec: { ...spec, template: { ...template, spec: { ...pod, containers } } } };
};

/**
 * The fixtures' normal form: the Job's name is JOBNAME, the engine's uid ENGINEUID, environments sorted by name, and what
 * server and controller added is gone; so is what may differ: our labels and annotations, the owner, `backoffLimit`.
 */
export const normalised = (job: JsonRecord, engineUid: string, namespace: string): JsonRecord => {
  const name = String(recordAt(job, 'metadata').name);
  const renamed = JSON.stringify(job)
    .replaceAll(name, 'JOBNAME')
    .replace(/JOBNAME-sidecar-\w+/g, 'JOBNAME-sidecar-N')
    .replaceAll(engineUid, 'ENGINEUID')
    .replaceAll(`"namespace":"${namespace}"`, '"namespace":"scratch"');
  const { status: _, ...rest } = JSON.parse(renamed) as JsonRecord;
  const { backoffLimit: _b, selector: _s, ...stored } = recordAt(rest, 'spec');
  const spec: JsonRecord = Object.fromEntries(
    Object.entries(stored).filter(([key, value]) => !(key in laterDefaults) || laterDefaults[key] !== value),
  );
  const template = recordAt(spec, 'template');
  const pod = recordAt(template, 'spec');
  const labelled = meta(template.metadata);
  const labels = { ...recordAt(labelled, 'labels'), 'job-name': 'JOBNAME' };
  return {
    ...rest,
    metadata: meta(rest.metadata),
    spec: {
      ...spec,
      template: {
        ...template,
        metadata: { ...labelled, labels },
        spec: { ...pod, containers: recordsAt(pod, 'containers').map(sortedEnvironment) },
      },
    },
  };
};

const meta = (value: unknown): JsonRecord => {
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(isRecord(value) ? value : {})) {
    if (ofServer.has(key) || key === 'ownerReferences') continue;
    const clean = key === 'labels' || key === 'annotations' ? withoutOurs(member) : member;
    if (!isRecord(clean) || Object.keys(clean).length > 0) kept[key] = clean;
  }
  return kept;
};

const withoutOurs = (value: unknown): JsonRecord =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      ([key]) => !key.startsWith('runner.litmuschaos.io/') && !ofController(key),
    ),
  );

const sortedEnvironment = (container: JsonRecord): JsonRecord => ({
  ...container,
  env: [...recordsAt(container, 'env')].sort((left, right) =>
    String(left.name) < String(right.name) ? -1 : left.name === right.name ? 0 : 1,
  ),
});
