import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('does not take a Job for gone because a lagging server’s list does not have it yet', async () => {
  const world = await ground({
    speed: 10,
    // Long enough in its start for the Jobs to be listed, by a server that has seen nothing of the run.
    objects: [experiment('pod-delete', { pullTime: '8s' }), engine(['pod-delete'])],
  });
  const revision = world.simulator.store.revision();
  world.simulator.interceptors.push(({ verb, resource, userAgent }) =>
    verb === 'list' && resource === 'jobs' && userAgent.startsWith('chaos-runner/')
      ? { kind: 'stale', revision }
      : undefined,
  );
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  expect([...world.created.values()]).toEqual([1]);
});
