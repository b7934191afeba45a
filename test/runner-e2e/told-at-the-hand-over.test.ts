import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('writes the events of what it has launched before it hands over, because the next process does not repeat them', async () => {
  const world = await ground({
    objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    interceptors: [
      ({ verb, resource }) =>
        verb === 'create' && resource === 'events' ? { is: 'delay', milliseconds: 200 } : undefined,
    ],
  });
  const runner = world.start({ mode: 'pod' });
  await world.until(() => world.records().some(({ data }) => data.to === 'Running.Starting'));
  expect(world.events().length).toBeLessThan(2);
  runner.runner.terminate();
  expect(await runner.finish).toMatchObject({ is: 'HandedOver' });
  expect(world.events().map(({ reason }) => reason)).toEqual(['ExperimentDependencyCheck', 'ExperimentJobCreate']);
});
