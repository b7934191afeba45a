import { expect, test } from 'vitest';
import { jobPodsMade } from './audit-log.ts';
import { environment } from './environment.ts';
import { leftBehind } from './left-behind.ts';
import { killContainer } from './node-process.ts';
import {
  completed,
  experimentRunning,
  operatorAborts,
  type Run,
  residue,
  rows,
  runnerContainer,
  startRun,
} from './operator.ts';
import { runnerPod } from './operator-pod.ts';
import { until } from './waiting.ts';

const diamond = {
  top: { seconds: 3 },
  left: { seconds: 8 },
  right: { seconds: 5, verdict: 'Fail' },
  bottom: { seconds: 3 },
} as const;
const batch = `
parallelism: 2
steps:
  left: {dependsOn: top.Pass}
  right: {dependsOn: top.Pass}
  bottom: {dependsOn: left.Pass && right.Done}
`;
const started = async (): Promise<Run> =>
  startRun(await environment(), {
    experiments: diamond,
    spec: { jobCleanUpPolicy: 'delete' },
    annotations: { 'runner.litmuschaos.io/batch': batch },
  });

const verdicts = async (run: Run): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await rows(run)).map(({ name, verdict }) => [name, verdict]));
const rightVerdicts = { top: 'Pass', left: 'Pass', right: 'Fail', bottom: 'Pass' };

/** Kills the runner's container once the row of a step says that it runs. */
const killWhenRuns = async (run: Run, step: string, restarts: number): Promise<void> => {
  const { api, namespace, name } = run;
  const engine = { kind: 'ChaosEngine', namespace, name, within: 100, what: `${step} running` } as const;
  await until(api, engine, ([now]) => {
    const { experiments = [] } = (now?.status ?? {}) as { experiments?: { name: string; status: string }[] };
    return experiments.find((row) => row.name === step)?.status === 'Running' ? true : undefined;
  });
  const pod = { kind: 'Pod', namespace, name: `${name}-runner`, within: 100, what: 'the running runner' } as const;
  const id = await until(api, pod, (pods) => {
    const container = runnerContainer(pods);
    return container?.restartCount === restarts && container.state.running ? container.containerID : undefined;
  });
  killContainer(id);
};

test('a batch whose runner is killed three times comes to the right verdicts, with each Job created once', {
  timeout: 300_000,
}, async () => {
  const run = await started();
  await killWhenRuns(run, 'top', 0);
  await killWhenRuns(run, 'left', 1);
  await killWhenRuns(run, 'bottom', 2);
  expect(await completed(run, 200)).toMatchObject({ restartCount: 3 });
  expect(await verdicts(run)).toEqual(rightVerdicts);
  expect(jobPodsMade(run.namespace)).toBe(4);
  expect(await leftBehind(run)).toEqual([]);
});

test('a batch whose runner pod is deleted goes on with the next pod', { timeout: 240_000 }, async () => {
  const run = await started();
  const { api, namespace, name, engine } = run;
  await experimentRunning(run);
  await api.remove('Pod', { namespace, name: `${name}-runner` });
  const awaited = {
    kind: 'Pod',
    namespace,
    name: `${name}-runner`,
    within: 60,
    what: 'the first runner gone',
  } as const;
  await until(api, awaited, (pods) => (pods.length === 0 ? true : undefined));
  await api.create('Pod', runnerPod(engine), namespace);
  await completed(run, 150);
  expect(await verdicts(run)).toEqual(rightVerdicts);
  expect(jobPodsMade(run.namespace)).toBe(4);
  expect(await leftBehind(run)).toEqual([]);
});

test.each(['Foreground', 'Background'])(
  'an engine that is deleted in the %s while its batch runs leaves nothing',
  async (propagationPolicy) => {
    const run = await started();
    const { api, namespace, name } = run;
    await experimentRunning(run);
    await api.remove('ChaosEngine', { namespace, name }, { propagationPolicy });
    await operatorAborts(run);
    const engines = { kind: 'ChaosEngine', namespace, name, within: 60, what: 'the engine gone' } as const;
    await until(api, engines, (found) => (found.length === 0 ? true : undefined));
    expect(await residue(run)).toEqual([]);
  },
);
