import { expect, test } from 'vitest';
import { environment } from './environment.ts';
import { experimentRunning, operatorAborts, residue, rows, startRun, stop } from './operator.ts';
import { runnerPod } from './operator-pod.ts';
import { until } from './waiting.ts';

test('an engine that is stopped leaves no Job and no pod', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 300 } } });
  await experimentRunning(run);
  await stop(run);
  expect(await residue(run)).toEqual([]);
  expect(await rows(run)).toMatchObject([{ name: 'pod-delete', status: 'Forcefully Aborted', verdict: 'Stopped' }]);
});

test('an engine that is stopped leaves no helper of its experiment', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 300, helper: 'left' } } });
  const { api, namespace, uid } = run;
  const awaited = { kind: 'Pod', namespace, labels: `chaosUID=${uid}`, within: 60, what: 'a helper pod' } as const;
  await until(api, awaited, (pods) => pods.find((pod) => pod.metadata.name.includes('-helper-')));
  await stop(run);
  expect(await residue(run)).toEqual([]);
});

test('an engine that is deleted leaves no Job and no pod', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 300 } } });
  await experimentRunning(run);
  await run.api.remove('ChaosEngine', { namespace: run.namespace, name: run.name });
  await operatorAborts(run);
  expect(await residue(run)).toEqual([]);
});

test('a stop in the middle of a launch, with one second of grace, leaves nothing', async () => {
  const run = await startRun(await environment(), {
    experiments: { 'pod-delete': { seconds: 300, onTerm: 'ignore' } },
    spec: { terminationGracePeriodSeconds: 1 },
  });
  const { api, namespace, uid } = run;
  const awaited = { kind: 'Job', namespace, labels: `chaosUID=${uid}`, within: 60, what: 'the Job' } as const;
  await until(api, awaited, (jobs) => jobs[0]);
  await stop(run);
  expect(await residue(run)).toEqual([]);
});

test('a stop before the first Job, with one second of grace, leaves nothing', async () => {
  const run = await startRun(await environment(), {
    experiments: { 'pod-delete': { seconds: 300 } },
    spec: { terminationGracePeriodSeconds: 1 },
  });
  const { api, namespace, name } = run;
  const awaited = { kind: 'Pod', namespace, name: `${name}-runner`, within: 60, what: 'the runner' } as const;
  await until(api, awaited, (pods) =>
    (pods[0]?.status as { phase?: string })?.phase === 'Running' ? true : undefined,
  );
  await stop(run);
  expect(await residue(run)).toEqual([]);
});

test('a stopped engine that is started again runs once more, as a new run', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 5 } } });
  await experimentRunning(run);
  await stop(run);
  const { api, namespace, name } = run;
  const engine = await api.patch('ChaosEngine', namespace, name, {
    spec: { engineState: 'active' },
    status: { engineStatus: 'initialized', experiments: [] },
  });
  await api.create('Pod', runnerPod(engine), namespace);
  const awaited = { kind: 'ChaosEngine', namespace, name, within: 60, what: 'the verdict of the second run' } as const;
  const verdict = await until(api, awaited, ([now]) => {
    const [row] = (now?.status as { experiments?: { status: string; verdict: string }[] })?.experiments ?? [];
    return row?.status === 'Completed' ? row.verdict : undefined;
  });
  expect(verdict).toBe('Pass');
});
