import { expect, test } from 'vitest';
import { environment } from './environment.ts';
import { entersState, followUntil } from './logs.ts';
import { type Run, residue, rows, runnerContainer, startRun, stop } from './operator.ts';
import { until } from './waiting.ts';

/** Resolves as soon as the runner's log shows the record of the transition into a state. */
const entered = async ({ api, namespace, name }: Run, state: string): Promise<void> => {
  const pod = `${name}-runner`;
  await until(
    api,
    { kind: 'Pod', namespace, name: pod, within: 30, what: 'the runner container' },
    (pods) => runnerContainer(pods)?.containerID,
  );
  await followUntil(api, { namespace, pod, container: 'chaos-runner', within: 60 }, entersState(state));
};

test.each(['Pending', 'Validating', 'Launching', 'Running.Starting', 'Running.Observing', 'CleaningUp'])(
  'an engine that is stopped while its step is in %s leaves no Job and no pod, and its row has an end',
  async (state) => {
    const run = await startRun(await environment(), {
      experiments: { 'pod-delete': { seconds: state === 'CleaningUp' ? 2 : 300 } },
      spec: { jobCleanUpPolicy: 'delete' },
    });
    await entered(run, state);
    await stop(run);
    expect(await residue(run)).toEqual([]);
    const [row, ...others] = await rows(run);
    expect(others).toEqual([]);
    expect(['Forcefully Aborted/Stopped', 'Completed/Pass']).toContain(`${row?.status}/${row?.verdict}`);
    if (state !== 'CleaningUp') expect(row?.verdict).toBe('Stopped');
  },
);
