import { expect, test } from 'vitest';
import { pauseAnnotation } from '../../src/model/batch/pause.ts';
import { environment } from './environment.ts';
import { followUntil } from './logs.ts';
import { chaosPods, completed, experimentRunning, ranAt, rows, rowsOf, runnerContainer, startRun } from './operator.ts';
import { runnerPod } from './operator-pod.ts';
import { until } from './waiting.ts';

test('an engine that somebody holds starts nothing new, also by the next runner, until it is let go', async () => {
  const run = await startRun(await environment(), { experiments: { first: { seconds: 5 }, second: { seconds: 1 } } });
  const { api, namespace, name, engine } = run;
  const annotate = (value: string | null) =>
    api.patch('ChaosEngine', namespace, name, { metadata: { annotations: { [pauseAnnotation]: value } } });
  await experimentRunning(run);
  await annotate('true');
  const told = { kind: 'Event', namespace, within: 30, what: 'the event of the hold' } as const;
  await until(api, told, (events) => events.some(({ reason }) => reason === 'RunPaused') || undefined);
  const passed = { kind: 'ChaosEngine', namespace, name, within: 60, what: 'the verdict of the first' } as const;
  await until(api, passed, ([found]) => (found && rowsOf(found)[0]?.verdict === 'Pass') || undefined);

  const runner = { kind: 'Pod', namespace, name: `${name}-runner`, within: 60 } as const;
  await api.remove('Pod', { namespace, name: `${name}-runner` });
  await until(api, { ...runner, what: 'the first runner gone' }, (pods) => pods.length === 0 || undefined);
  await api.create('Pod', runnerPod(engine), namespace);
  await until(
    api,
    { ...runner, what: 'the next runner' },
    (pods) => runnerContainer(pods)?.state.running !== undefined || undefined,
  );
  const log = { namespace, pod: `${name}-runner`, container: 'chaos-runner', within: 30 };
  await followUntil(api, log, (line) => line.includes('"Iterating.Paused"') && line.includes('"RESUME"'));
  expect(await chaosPods(run)).toHaveLength(1);

  const letGoAt = Math.floor(Date.now() / 1_000) * 1_000;
  await annotate(null);
  await completed(run);
  expect(await rows(run)).toMatchObject([{ verdict: 'Pass' }, { verdict: 'Pass' }]);
  const pods = await chaosPods(run);
  expect(pods).toHaveLength(2);
  const second = pods.find(({ metadata }) => metadata.labels?.['runner.litmuschaos.io/step'] === 'second');
  expect(ranAt(second)?.from).toBeGreaterThanOrEqual(letGoAt);
});
