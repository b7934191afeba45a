import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import { environment } from './environment.ts';
import { leftBehind } from './left-behind.ts';
import { chaosPods, completed, type Run, rowsOf, startRun } from './operator.ts';

// One run, looked at from the outside: what dashboards, the exporter and litmus-go find by name.

async function finishedRun(spec: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': {} }, spec });
  await completed(run);
  return run;
}

const theJob = async ({ api, namespace }: Run): Promise<KubeObject> => {
  const [job, ...others] = await api.list('Job', namespace);
  expect(others).toEqual([]);
  if (job === undefined) throw new Error('there is no Job');
  return job;
};

test('a row has exactly the fields of the schema, each a string', async () => {
  const run = await finishedRun();
  const [row] = rowsOf(await run.api.get('ChaosEngine', { namespace: run.namespace, name: run.name }));
  expect(Object.keys(row ?? {}).sort()).toEqual([
    'experimentPod',
    'lastUpdateTime',
    'name',
    'runner',
    'status',
    'verdict',
  ]);
  expect(row?.lastUpdateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('the Job is named after its experiment, its main container after the Job', async () => {
  const run = await finishedRun();
  const job = await theJob(run);
  expect(job.metadata.name).toMatch(/^pod-delete-[a-z0-9]{12,}$/);
  const [pod] = await chaosPods(run);
  expect(pod?.spec).toMatchObject({ containers: [{ name: job.metadata.name }] });
});

test("Job and pod carry the experiment's labels and the engine's UID", async () => {
  const run = await finishedRun();
  const labels = { name: 'pod-delete', 'app.kubernetes.io/part-of': 'litmus', chaosUID: run.uid };
  expect((await theJob(run)).metadata.labels).toMatchObject(labels);
  const [pod] = await chaosPods(run);
  expect(pod?.metadata.labels).toMatchObject(labels);
});

test('the Job belongs to the engine without blocking its deletion, and is never tried again by Kubernetes', async () => {
  const run = await finishedRun();
  const job = await theJob(run);
  expect(job.metadata.ownerReferences).toMatchObject([{ kind: 'ChaosEngine', name: 'engine', uid: run.uid }]);
  expect(job.metadata.ownerReferences?.[0]).not.toHaveProperty('blockOwnerDeletion', true);
  expect(job.spec).toMatchObject({ backoffLimit: 0 });
});

test('a retained Job is kept and a deleted one is gone with its pods', async () => {
  const retained = await finishedRun({ jobCleanUpPolicy: 'retain' });
  expect(await retained.api.list('Job', retained.namespace)).toHaveLength(1);
  const deleted = await finishedRun({ jobCleanUpPolicy: 'delete' });
  expect(await leftBehind(deleted)).toEqual([]);
});

test('the events on the engine have the reasons, messages and names by which the exporter finds them', async () => {
  const run = await finishedRun({ jobCleanUpPolicy: 'delete' });
  const all = await run.api.list('Event', run.namespace);
  const onEngine = all.filter((event) => (event.involvedObject as { uid: string }).uid === run.uid);
  const events = new Map(onEngine.map((event) => [String(event.reason), event]));
  const messages = {
    ExperimentDependencyCheck: /^Experiment resources validated for Chaos Experiment: pod-delete$/,
    ExperimentJobCreate: /^Experiment Job pod-delete-\w+ for Chaos Experiment: pod-delete$/,
    ExperimentJobCleanUp: /^Experiment Job: pod-delete-\w+ will be deleted$/,
  };
  for (const [reason, message] of Object.entries(messages)) {
    expect(events.get(reason)).toMatchObject({
      type: 'Normal',
      message: expect.stringMatching(message),
      metadata: { name: `${reason}pod-delete${run.uid}` },
      source: { component: 'engine-runner' },
      involvedObject: { apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', name: 'engine' },
    });
  }
});
