import { expect, it } from 'vitest';
import { ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('names the finalizer that keeps an engine of which nothing is run any more', async () => {
  const world = await ground({ objects: [experiment('pod-delete'), engine(['pod-delete'])] });
  world.setEngine((now) => ({ ...now, metadata: { ...now.metadata, finalizers: ['example.org/hold'] } }));
  world.simulator.store.remove('chaosengines', namespace, 'engine', { propagation: 'Background' });
  expect(await world.start({ mode: 'pod' }).finish).toEqual({
    is: 'Nothing',
    reason:
      'The ChaosEngine is being deleted, and nothing of it runs. It is kept by the finalizer example.org/hold: whoever put it there has to take it away.',
  });
  expect(world.created.size).toBe(0);
});

it('names what of an earlier run does not go, and the finalizer that keeps it', async () => {
  const world = await ground({
    speed: 60,
    objects: [experiment('pod-delete', { duration: '600s' }), engine(['pod-delete'])],
  });
  const first = world.start({ mode: 'pod', holder: 'pod-a' });
  await world.until(() => world.rows()[0]?.status === 'Running');
  first.kill();
  const [job] = world.simulator.store.list('jobs', namespace);
  world.simulator.store.update('jobs', namespace, job?.metadata.name ?? '', (now) => ({
    ...now,
    metadata: { ...now.metadata, finalizers: [...(now.metadata.finalizers ?? []), 'example.org/hold'] },
  }));
  // Started again: a new run.
  world.setEngine((now) => ({ ...now, status: { experiments: [] } }));
  expect(await world.start({ mode: 'pod', holder: 'pod-a' }).finish).toMatchObject({
    is: 'TryAgain',
    reason: expect.stringMatching(
      new RegExp(`job/${job?.metadata.name}\\. It is kept by the finalizers? .*example\\.org/hold`),
    ),
  });
});
