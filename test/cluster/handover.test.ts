import { expect, test } from 'vitest';
import { environment } from './environment.ts';
import { chaosPods, completed, experimentRunning, rows, runnerContainer, startRun } from './operator.ts';
import { runnerPod } from './operator-pod.ts';
import { until } from './waiting.ts';

test('a runner pod that is deleted while its engine is active exits 143, and the next one adopts the Job', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 8 } } });
  const { api, namespace, name, engine } = run;
  const before = await experimentRunning(run);
  const awaited = { kind: 'Pod', namespace, name: `${name}-runner`, within: 30 } as const;
  const exit = until(
    api,
    { ...awaited, what: 'the exit of the first runner' },
    (pods) => runnerContainer(pods)?.state.terminated,
  );
  await api.remove('Pod', { namespace, name: `${name}-runner` });
  expect(await exit).toMatchObject({ exitCode: 143 });
  await until(api, { ...awaited, what: 'the first runner gone' }, (pods) => (pods.length === 0 ? true : undefined));

  await api.create('Pod', runnerPod(engine), namespace);
  await completed(run);
  const [pod, ...others] = await chaosPods(run);
  expect(others).toEqual([]);
  expect(pod?.metadata.uid).toBe(before.metadata.uid);
  expect(await rows(run)).toMatchObject([{ status: 'Completed', verdict: 'Pass', experimentPod: pod?.metadata.name }]);
});
