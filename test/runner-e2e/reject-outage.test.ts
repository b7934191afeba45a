import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('an engine that cannot be run does not end without rows because its status could not be written', async () => {
  let down = true;
  const world = await ground({
    speed: 60,
    objects: [experiment('pod-delete'), engine(['pod-delete'], { batch: 'nonsense: 1\n' })],
    interceptors: [
      ({ verb, resource }) =>
        down && verb === 'patch' && resource === 'chaosengines' ? { is: 'respond', status: 503 } : undefined,
    ],
  });
  expect(await world.start({ mode: 'pod' }).exited).toBe(1);
  down = false;
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
});

it('a runner that is told to stop while the server does not answer still hands over', async () => {
  let hangs = false;
  const world = await ground({
    objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    interceptors: [() => (hangs ? { is: 'hang' } : undefined)],
  });
  const runner = world.start({ mode: 'pod' });
  await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
  hangs = true;
  runner.runner.terminate();
  expect(await runner.runner.finish).toMatchObject({ is: 'HandedOver' });
  expect(runner.records.at(-1)?.data.to).toBe('Ended.HandedOver');
});
