import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('a launch that waits for its answer is named as what may be left, when the run is given up for another step', async () => {
  let sent: string | undefined;
  const world = await ground({
    speed: 240,
    objects: [
      experiment('pod-delete'),
      experiment('node-drain'),
      engine(['pod-delete', 'node-drain'], { batch: 'parallelism: 2' }),
    ],
    interceptors: [
      ({ userAgent, verb, resource, name, body }) => {
        if (!userAgent.startsWith('chaos-runner/')) return undefined;
        const isLaunch = verb === 'create' && resource === 'jobs';
        if (isLaunch) sent = (body as { readonly metadata?: { readonly name?: string } }).metadata?.name;
        return isLaunch || (resource === 'chaosexperiments' && name === 'node-drain') ? { is: 'hang' } : undefined;
      },
    ],
  });
  const finish = await world.start({ mode: 'commandLine' }).finish;
  expect(finish).toMatchObject({
    is: 'TryAgain',
    reason: expect.stringContaining('node-drain'),
    left: [expect.stringContaining(`job/${sent}`)],
  });
});
