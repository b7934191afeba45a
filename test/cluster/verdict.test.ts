import { expect, test } from 'vitest';
import { environment } from './environment.ts';
import { chaosPods, completed, ranAt, rows, startRun } from './operator.ts';

test.each(['Pass', 'Fail', 'Error'] as const)(
  'an experiment that ends in %s completes the engine with that verdict',
  async (verdict) => {
    const run = await startRun(await environment(), { experiments: { 'pod-delete': { verdict } } });
    expect(await completed(run)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
    const [pod] = await chaosPods(run);
    expect(await rows(run)).toMatchObject([
      { name: 'pod-delete', runner: 'engine-runner', status: 'Completed', verdict, experimentPod: pod?.metadata.name },
    ]);
  },
);

test('an experiment that is killed for its memory ends in Error, with the reason in an event', async () => {
  const resources = { limits: { memory: '96Mi' } };
  const run = await startRun(await environment(), {
    experiments: { hungry: { outOfMemory: true } },
    spec: { experiments: [{ name: 'hungry', spec: { components: { resources } } }] },
  });
  await completed(run);
  expect(await rows(run)).toMatchObject([{ name: 'hungry', status: 'Completed', verdict: 'Error' }]);
  const events = await run.api.list('Event', run.namespace);
  expect(events.map((event) => event.message).join('\n')).toContain('OOMKilled');
});

test('an experiment that writes no result ends in Error', async () => {
  const run = await startRun(await environment(), { experiments: { silent: { result: 'none', exit: 0 } } });
  await completed(run, 90);
  expect(await rows(run)).toMatchObject([{ name: 'silent', status: 'Completed', verdict: 'Error' }]);
});

test('an experiment that does not exist is told so and does not hold up the next one', async () => {
  const run = await startRun(await environment(), {
    experiments: { present: {} },
    spec: {
      experiments: [
        { name: 'absent', spec: {} },
        { name: 'present', spec: {} },
      ],
    },
  });
  await completed(run);
  expect(new Set(await rows(run))).toMatchObject(
    new Set([
      { name: 'absent', status: 'ChaosExperiment Not Found', verdict: 'Fail', experimentPod: 'N/A' },
      { name: 'present', status: 'Completed', verdict: 'Pass' },
    ]),
  );
});

test('experiments run one at a time in the order of the engine', async () => {
  const run = await startRun(await environment(), { experiments: { second: {}, first: { verdict: 'Fail' } } });
  await completed(run, 90);
  const jobs = [...(await run.api.list('Job', run.namespace))].sort((a, b) =>
    String(a.metadata.creationTimestamp).localeCompare(String(b.metadata.creationTimestamp)),
  );
  expect(jobs.map((job) => job.metadata.name.replace(/-[a-z0-9]+$/, ''))).toEqual(['second', 'first']);
  // By the container, not by the Job: since Kubernetes 1.31 a Job is complete only when its pod has been taken down.
  const earlier = (await chaosPods(run)).find(
    ({ metadata }) => metadata.labels?.['job-name'] === jobs[0]?.metadata.name,
  );
  const begun = Date.parse(jobs[1]?.metadata.creationTimestamp ?? '');
  expect(begun).toBeGreaterThanOrEqual(ranAt(earlier)?.to ?? Number.NaN);
});
