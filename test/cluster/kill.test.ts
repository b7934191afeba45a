import { expect, test } from 'vitest';
import { jobPodsMade } from './audit-log.ts';
import { environment } from './environment.ts';
import { leftBehind } from './left-behind.ts';
import { entersState, followUntil } from './logs.ts';
import { killContainer } from './node-process.ts';
import { completed, type Run, rows, runnerContainer, startRun } from './operator.ts';
import { until } from './waiting.ts';

/** Kills the runner as soon as its log shows the record of the transition into a state. */
async function killWhenIn(run: Run, state: string): Promise<void> {
  const { api, namespace, name } = run;
  const pod = `${name}-runner`;
  const containerID = await until(
    api,
    { kind: 'Pod', namespace, name: pod, within: 30, what: 'the runner container' },
    (pods) => runnerContainer(pods)?.containerID,
  );
  await followUntil(api, { namespace, pod, container: 'chaos-runner', within: 60 }, entersState(state));
  killContainer(containerID);
}

test.each(['Pending', 'Validating', 'Launching', 'Running'])(
  'a runner killed in %s goes on, with one Job and the right verdict',
  async (state) => {
    const run = await startRun(await environment(), {
      experiments: { 'pod-delete': { seconds: 4, verdict: 'Fail' } },
      spec: { jobCleanUpPolicy: 'delete' },
    });
    await killWhenIn(run, state);
    expect(await completed(run, 90)).toMatchObject({ restartCount: 1 });
    expect(jobPodsMade(run.namespace)).toBe(1);
    expect(await rows(run)).toMatchObject([{ name: 'pod-delete', status: 'Completed', verdict: 'Fail' }]);
    expect(await leftBehind(run)).toEqual([]);
  },
);

test('a runner killed while it cleans up deletes the Job when it comes back, and launches nothing', async () => {
  const run = await startRun(await environment(), {
    experiments: { 'pod-delete': { verdict: 'Fail' } },
    spec: { jobCleanUpPolicy: 'delete' },
  });
  await killWhenIn(run, 'CleaningUp').catch((error: unknown) => {
    // The process may be gone before the line has reached us: then there was nothing left to kill.
    if (!String(error).includes('has no process')) throw error;
  });
  await completed(run, 90);
  expect(jobPodsMade(run.namespace)).toBe(1);
  expect(await rows(run)).toMatchObject([{ name: 'pod-delete', status: 'Completed', verdict: 'Fail' }]);
  expect(await leftBehind(run)).toEqual([]);
});

test('a runner killed twice in one experiment still creates one Job', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': { seconds: 12 } } });
  await killWhenIn(run, 'Launching');
  const { api, namespace, name } = run;
  const awaited = { kind: 'Pod', namespace, name: `${name}-runner`, within: 60, what: 'the restarted runner' } as const;
  const second = await until(api, awaited, (pods) => {
    const container = runnerContainer(pods);
    return container?.restartCount === 1 && container.state.running ? container.containerID : undefined;
  });
  killContainer(second);
  expect(await completed(run, 120)).toMatchObject({ restartCount: 2 });
  expect(jobPodsMade(run.namespace)).toBe(1);
  expect(await rows(run)).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
});
