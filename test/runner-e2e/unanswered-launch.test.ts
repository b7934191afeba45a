import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('a launch that no answer came to is named as what may be left, when the run is given up for want of a right', async () => {
  let sent: string | undefined;
  const world = await ground({
    speed: 240,
    objects: [
      experiment('pod-delete'),
      experiment('node-drain'),
      engine(['pod-delete', 'node-drain'], { batch: 'parallelism: 2' }),
    ],
    interceptors: [
      ({ userAgent, verb, resource, name, user, namespace, body }) => {
        if (!userAgent.startsWith('chaos-runner/')) return undefined;
        if (verb === 'create' && resource === 'jobs') {
          sent = (body as { readonly metadata?: { readonly name?: string } } | undefined)?.metadata?.name;
          return { is: 'hang' };
        }
        // The right to read the other experiment was there.
        if (resource !== 'chaosexperiments' || name !== 'node-drain') return undefined;
        const message = `${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "litmuschaos.io" in the namespace "${namespace}"`;
        return { is: 'respond', status: 403, message };
      },
    ],
  });
  const finish = await world.start({ mode: 'commandLine' }).finish;
  expect(finish).toMatchObject({ is: 'TryAgain', left: [expect.stringContaining(`job/${sent}`)] });
});
