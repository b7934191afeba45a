import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('what the server warns of every Job of a run is said once, with the first of them', async () => {
  const world = await ground({
    speed: 20,
    objects: [experiment('pod-delete'), experiment('pod-cpu-hog'), engine(['pod-delete', 'pod-cpu-hog'])],
  });
  const labelled = world.simulator.store.update('namespaces', undefined, namespace, (current) => ({
    ...current,
    metadata: { ...current.metadata, labels: { 'pod-security.kubernetes.io/warn': 'restricted' } },
  }));
  expect(E.isRight(labelled)).toBe(true);
  const runner = world.start({ mode: 'pod' });
  expect(await runner.exited).toBe(0);
  expect(world.rows().map(({ verdict }) => verdict)).toEqual(['Pass', 'Pass']);
  const said = runner.said.filter((line) => line.includes('the API server warns'));
  expect(said).toEqual([expect.stringContaining('would violate PodSecurity')]);
  const [first] = world.created.keys();
  expect(JSON.parse(said[0] ?? '')).toMatchObject({
    level: 'warn',
    request: `create jobs "${first}" in namespace ${namespace}`,
  });
});
