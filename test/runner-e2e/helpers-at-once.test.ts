import type { InterceptedRequest, Interceptor } from 'chaos-runner-simulator';
import { expect, it } from 'vitest';
import { textAt } from '../../src/model/json/json-object.ts';
import { ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it.each([
  ['pods', 'list'],
  ['jobs', 'delete'],
])('a helper that was seen is deleted while the right on %s to %s is withdrawn', async (resource, verb) => {
  let isOpen = false;
  const meets = (request: InterceptedRequest): boolean =>
    isOpen && request.userAgent.startsWith('chaos-runner/') && request.resource === resource && request.verb === verb;
  const interceptor: Interceptor = (request) => (meets(request) ? { is: 'respond', status: 401 } : undefined);
  const world = await ground({
    speed: 60,
    objects: [experiment('pod-network-latency', { duration: '1h', helpers: '1' }), engine(['pod-network-latency'])],
    interceptors: [interceptor],
  });
  const helpers = () =>
    world.simulator.store.list('pods', namespace).filter(({ metadata }) => metadata.name.includes('-helper-'));
  const runner = world.start({ mode: 'commandLine' });
  await world.until(() => helpers().length === 1 && textAt(helpers()[0]?.status, 'phase') === 'Running');
  const seenAt = world.clock.now();
  await world.until(() => world.clock.now() - seenAt > 90_000);
  isOpen = true;
  runner.runner.abort('user', 'Enough.');
  await world.until(() => helpers().every(({ metadata }) => metadata.deletionTimestamp !== undefined));
  isOpen = false;
  expect(await runner.finish).toMatchObject({ is: 'Finished', left: [] });
  expect(world.residue()).toEqual([]);
});
