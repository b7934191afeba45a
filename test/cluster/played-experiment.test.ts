import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import { type Environment, environment, serviceAccount } from './environment.ts';
import { type Play, playedExperiment } from './experiment-image.ts';
import { until } from './waiting.ts';

// The experiments that the other suites rely on, run without any runner.

interface Definition {
  readonly definition: {
    readonly image: string;
    readonly command: string[];
    readonly args: string[];
    readonly env: { readonly name: string; readonly value: string }[];
  };
}

/** A bare Job of the experiment, with the variables that every runner sets. */
async function startJob(
  { api, namespace }: Environment,
  play: Play,
  limits?: Readonly<Record<string, string>>,
): Promise<void> {
  const { definition } = playedExperiment('played', play).spec as unknown as Definition;
  const given = { CHAOSENGINE: 'engine', EXPERIMENT_NAME: 'played', CHAOS_NAMESPACE: namespace, CHAOS_UID: 'uid-1' };
  const env = [
    ...definition.env,
    ...Object.entries(given).map(([name, value]) => ({ name, value })),
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
  const { image, command, args } = definition;
  const container = {
    name: 'played-1',
    image,
    imagePullPolicy: 'IfNotPresent',
    command,
    args,
    env,
    resources: { limits },
  };
  await api.create(
    'Job',
    {
      metadata: { name: 'played-1' },
      spec: {
        backoffLimit: 0,
        template: {
          metadata: { labels: { chaosUID: 'uid-1' } },
          spec: { restartPolicy: 'Never', serviceAccountName: serviceAccount, containers: [container] },
        },
      },
    },
    namespace,
  );
}

interface ContainerStatus {
  readonly state: { readonly terminated?: { readonly exitCode: number; readonly reason: string } };
}

/** How the experiment's container ended. */
function ended({ api, namespace }: Environment): Promise<{ readonly exitCode: number; readonly reason: string }> {
  const of = (pods: readonly KubeObject[]) => {
    const main = pods.find((pod) => pod.metadata.name.startsWith('played-1'));
    const { containerStatuses } = (main?.status ?? {}) as { containerStatuses?: ContainerStatus[] };
    return containerStatuses?.[0]?.state.terminated;
  };
  return until(api, { kind: 'Pod', namespace, within: 60, what: 'the end of the experiment' }, of);
}

async function verdict({ api, namespace }: Environment): Promise<unknown> {
  const result = await api.get('ChaosResult', { namespace, name: 'engine-played' });
  return (result.status as { experimentStatus: { verdict: string } }).experimentStatus.verdict;
}

test('a played experiment that fails writes its verdict and exits 0, as litmus-go does', async () => {
  const here = await environment();
  await startJob(here, { verdict: 'Fail', seconds: 0 });
  expect(await ended(here)).toMatchObject({ exitCode: 0, reason: 'Completed' });
  expect(await verdict(here)).toBe('Fail');
});

test('a played experiment that takes too much memory is killed by the node', async () => {
  const here = await environment();
  await startJob(here, { outOfMemory: true, result: 'none' }, { memory: '96Mi' });
  expect(await ended(here)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
});

test('a played experiment that is terminated writes Stopped', async () => {
  const here = await environment();
  const { api, namespace } = here;
  await startJob(here, { seconds: 300 });
  const awaited = { kind: 'ChaosResult', namespace, within: 60 } as const;
  await until(api, { ...awaited, what: 'the first result' }, (results) => results[0]);
  await api.remove('Job', { namespace, name: 'played-1' });
  const stopped = (results: readonly KubeObject[]) =>
    results.find((result) => JSON.stringify(result.status).includes('"verdict":"Stopped"'));
  expect(await until(api, { ...awaited, what: 'the verdict Stopped' }, stopped)).toBeDefined();
});

test('the helper of a played experiment carries the labels of its pod and no owner', async () => {
  const here = await environment();
  const { api, namespace } = here;
  await startJob(here, { helper: 'left', seconds: 0 });
  await ended(here);
  const helper = (await api.list('Pod', namespace, 'chaosUID=uid-1')).find((pod) =>
    pod.metadata.name.includes('-helper-'),
  );
  expect(helper?.metadata.labels).toMatchObject({ chaosUID: 'uid-1' });
  expect(helper?.metadata.ownerReferences).toBeUndefined();
});
