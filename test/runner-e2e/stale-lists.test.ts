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
      ? { is: 'stale', revision }
      : undefined,
  );
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  expect([...world.created.values()]).toEqual([1]);
});

it('takes no engine for gone that a list from a server that lags behind does not have', async () => {
  const world = await ground({
    speed: 3,
    extras: { watch: true },
    objects: [experiment('pod-delete', { duration: '2s' })],
  });
  const revision = world.simulator.store.revision();
  await world.simulator.apply([engine(['pod-delete'])]);
  world.simulator.interceptors.push(({ verb, resource }) =>
    verb === 'list' && resource === 'chaosengines' ? { is: 'stale', revision } : undefined,
  );
  expect(await world.start({ mode: 'pod' }).finish).toMatchObject({ is: 'Finished', outcome: 'Pass', aborted: false });
});

it('takes no engine for stopped that was, before it was started again, by a server that lags behind', async () => {
  const world = await ground({
    speed: 3,
    extras: { watch: true },
    objects: [experiment('pod-delete', { duration: '2s' }), engine(['pod-delete'], { spec: { engineState: 'stop' } })],
  });
  const revision = world.simulator.store.revision();
  world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'active' } }));
  world.simulator.interceptors.push(({ verb, resource }) =>
    verb === 'list' && resource === 'chaosengines' ? { is: 'stale', revision } : undefined,
  );
  expect(await world.start({ mode: 'pod' }).finish).toMatchObject({ is: 'Finished', outcome: 'Pass', aborted: false });
});
