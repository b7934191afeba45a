import * as E from 'fp-ts/Either';
import { manualClock } from '../clock.ts';
import { assembleCluster, type ClusterOptions } from '../cluster.ts';
import { createContainerLogs } from '../container-logs.ts';
import { createIds, seededRandom } from '../ids.ts';
import { type LitmusExtensionOptions, litmusExtension } from '../litmus/litmus.ts';
import type { KubeObject, NewObject, ResourceName } from '../store.ts';

/** A cluster with Litmus on a clock that the test moves, with the namespace and service account `litmus`. */
export const testCluster = ({
  operator,
  runner,
  ...options
}: Partial<Omit<ClusterOptions, 'extend'>> & LitmusExtensionOptions = {}) => {
  const clock = manualClock();
  const lines: string[] = [];
  const logs = createContainerLogs(clock.now);
  const cluster = assembleCluster({
    clock,
    ids: createIds(seededRandom(1)),
    logs: {
      ...logs,
      append: (namespace, pod, container, line) => {
        lines.push(`${pod}/${container}: ${line}`);
        logs.append(namespace, pod, container, line);
      },
    },
    nodes: ['node-1', 'node-2', 'node-3'],
    namespaces: ['litmus'],
    ...options,
    extend: litmusExtension({ ...(operator ? { operator } : {}), ...(runner ? { runner } : {}) }),
  });
  const { store, extension } = cluster;
  if (extension === undefined) throw new Error('a cluster with Litmus has its extension');
  store.create('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'litmus', namespace: 'litmus' },
  });
  const create = (resource: ResourceName, object: NewObject): KubeObject => {
    const made = store.create(resource, object);
    if (E.isLeft(made)) throw new Error(made.left.message);
    return made.right;
  };
  return {
    ...cluster,
    launches: extension.launches,
    injected: extension.injected,
    clock,
    logs,
    lines,
    create,
    pods: () => store.list('pods', 'litmus'),
    job: (name: string) => store.get('jobs', 'litmus', name),
    engine: (name = 'engine') => store.get('chaosengines', 'litmus', name),
    result: (name = 'engine-pod-delete') => store.get('chaosresults', 'litmus', name),
    events: () => store.list('events', 'litmus').map(({ reason }) => String(reason)),
    messages: (reason: string) =>
      store
        .list('events', 'litmus')
        .filter((event) => event.reason === reason)
        .map(({ message }) => String(message)),
  };
};

export type TestCluster = ReturnType<typeof testCluster>;

/** A Job with one container that is called like the Job. */
export const jobObject = (
  name: string,
  spec: Record<string, unknown> = {},
  pod: Record<string, unknown> = {},
): NewObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: 'litmus' },
  spec: {
    backoffLimit: 0,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name, image: 'busybox:1', command: ['sleep', '1'] }], ...pod },
    },
    ...spec,
  },
});

/** The Job of an experiment as a runner makes it. */
export const experimentJob = (
  name: string,
  experiment = 'pod-delete',
  env: readonly { name: string; value: string }[] = [],
): NewObject => {
  const job = jobObject(
    name,
    {},
    {
      serviceAccountName: 'litmus',
      containers: [
        {
          name,
          image: 'litmuschaos/go-runner:ci',
          env: [
            { name: 'CHAOSENGINE', value: 'engine' },
            { name: 'EXPERIMENT_NAME', value: experiment },
            { name: 'CHAOS_UID', value: 'engine-uid' },
            ...env,
          ],
        },
      ],
    },
  );
  const template = (job.spec as { template: object }).template;
  const labels = { chaosUID: 'engine-uid', name: experiment };
  return { ...job, spec: { ...(job.spec as object), template: { ...template, metadata: { labels } } } };
};

/** A ChaosExperiment whose simulator annotations are given without their prefix. */
export const experimentObject = (annotations: Record<string, string> = {}, name = 'pod-delete'): NewObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosExperiment',
  metadata: {
    name,
    namespace: 'litmus',
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`simulator.litmuschaos.io/${key}`, value]),
    ),
  },
  spec: { definition: { image: 'litmuschaos/go-runner:ci' } },
});

/** A value inside an object: `at(pod, 'status', 'phase')`. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((here, key) => (here as Record<string | number, unknown> | undefined)?.[key], value);
