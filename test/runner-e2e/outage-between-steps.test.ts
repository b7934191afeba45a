import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('a server that does not answer for minutes between two steps costs no step', async () => {
  let failed = 0;
  const world = await ground({
    speed: 60,
    objects: [experiment('pod-delete'), experiment('node-drain'), engine(['pod-delete', 'node-drain'])],
    interceptors: [
      ({ verb, resource, name }) => {
        if (verb !== 'get' || resource !== 'chaosexperiments' || name !== 'node-drain') return undefined;
        if (since === undefined) since = world.clock.now();
        if (world.clock.now() - since > 120_000) return undefined;
        failed += 1;
        return { is: 'respond', status: 503 };
      },
    ],
  });
  let since: number | undefined;
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(failed).toBeGreaterThan(1);
  expect(world.rows().map(({ status, verdict }) => [status, verdict])).toEqual([
    ['Completed', 'Pass'],
    ['Completed', 'Pass'],
  ]);
});

it('a Job that nobody may delete does not keep the run from ending', async () => {
  const world = await ground({
    speed: 20,
    objects: [experiment('pod-delete', { verdict: 'Error' }), engine(['pod-delete'])],
    interceptors: [
      ({ verb, resource }) =>
        verb === 'delete' && resource === 'jobs' ? { is: 'respond', status: 403, message: 'no' } : undefined,
    ],
  });
  const runner = world.start({ mode: 'pod' });
  expect(await runner.exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Error' }]);
  expect(runner.said.join('\n')).toContain('the Job could not be deleted');
});
