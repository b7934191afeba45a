import { expect, it } from 'vitest';
import { ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it.each(['watch', 'poll'])('deletes a helper that a dying experiment starts after the clean-up: by %s', async (how) => {
  const world = await ground({
    speed: 3,
    extras: { watch: how === 'watch' },
    objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    onRecord: ({ data }) => {
      if (data.to !== 'Verdict') return;
      const chaosUID = world.engine()?.metadata.uid ?? '';
      world.simulator.store.create('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'pod-delete-helper-late', namespace, labels: { chaosUID, app: 'pod-delete-helper-late' } },
        spec: { containers: [{ name: 'helper', image: 'helper', command: ['sleep', '3600'] }] },
      });
    },
  });
  const runner = world.start({ mode: 'pod' });
  await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
  world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
  expect(await runner.finish).toMatchObject({ is: 'Finished', aborted: true });
  await world.until(() => world.residue().length === 0);
  const deletions = world.requests().filter(({ verb, name }) => verb === 'delete' && name === 'pod-delete-helper-late');
  expect(deletions.length).toBe(1);
});
