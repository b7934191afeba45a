import { expect, test } from 'vitest';
import { jobPodsMade } from './audit-log.ts';
import { environment } from './environment.ts';
import { completed, experimentRunning, rows, rowsOf, startRun } from './operator.ts';
import { engineManifest } from './operator-pod.ts';
import { until } from './waiting.ts';

/**
 * Seconds. A kubelet of 1.20 may take a hundred to let go of a pod that is deleted while its container is being created
 * (kubernetes#97288), and until it has, the Job is there.
 */
const untilOldKubeletLetsGo = 150;

test('an experiment whose pod is deleted ends in Error, its Job gone, and with it the second pod that older versions make', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 300, result: 'none' } } });
  const { api, namespace, uid } = run;
  const pod = await experimentRunning(run);
  await api.remove('Pod', { namespace, name: pod.metadata.name }, { gracePeriodSeconds: 1 });
  // Deleted in the foreground: the Job is gone as soon as the node has let go of its pods.
  const doomed = { kind: 'Job', namespace, within: 20, what: 'the Job on its way out' } as const;
  await until(api, doomed, (jobs) => (jobs.every((job) => job.metadata.deletionTimestamp) ? true : undefined));
  await completed(run, untilOldKubeletLetsGo);
  expect(await rows(run)).toMatchObject([{ name: 'pod-delete', status: 'Completed', verdict: 'Error' }]);
  const left = {
    kind: 'Pod',
    namespace,
    labels: `chaosUID=${uid},job-name`,
    within: 30,
    what: 'no pod of the Job',
  } as const;
  expect(await until(api, left, (pods) => (pods.length === 0 ? true : undefined))).toBe(true);
}, 240_000);

test('a Job that somebody deletes ends the experiment in Error', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 300, result: 'none' } } });
  const { api, namespace, uid } = run;
  await experimentRunning(run);
  await api.remove('Job', { namespace, query: { labelSelector: `chaosUID=${uid}` } });
  await completed(run);
  expect(await rows(run)).toMatchObject([{ name: 'pod-delete', status: 'Completed', verdict: 'Error' }]);
});

test('an engine that is replaced in the middle, without status and annotations, gets its row back and no second Job', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 6 } } });
  const { api, namespace, name } = run;
  await experimentRunning(run);
  const manifest = engineManifest(name, ['pod-delete']);
  const { resourceVersion } = (await api.get('ChaosEngine', { namespace, name })).metadata;
  const wiped = await api.replace('ChaosEngine', namespace, {
    ...manifest,
    metadata: { ...manifest.metadata, resourceVersion },
  });
  expect(rowsOf(wiped)).toEqual([]);
  await completed(run);
  expect(await rows(run)).toMatchObject([{ name: 'pod-delete', status: 'Completed', verdict: 'Pass' }]);
  expect(jobPodsMade(namespace)).toBe(1);
});
