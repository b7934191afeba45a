import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const suspended = (job: KubeObject, labels = {}): KubeObject => ({
  ...job,
  metadata: { ...job.metadata, labels: { ...job.metadata.labels, ...labels } },
  spec: { ...(job.spec as object), suspend: true },
});

const suspend = (world: Ground): void => {
  for (const { metadata } of world.simulator.store.list('jobs', namespace))
    world.simulator.store.update('jobs', namespace, metadata.name, (now) => ({
      ...now,
      spec: { ...(now.spec as object), suspend: true },
    }));
};

const short = { statusCheckTimeouts: { delay: 1, timeout: 4 } };

describe.each(['watch', 'poll'])('a Job that somebody suspends, seen by %s', (how) => {
  const extras = { watch: how === 'watch' };

  it.each([
    ['an admission policy', {}, /did not start within 8 s .*Suspended: the Job is suspended .*admission policy/],
    ['a queue', { 'kueue.x-k8s.io/queue-name': 'chaos' }, /Suspended: the Job is suspended .*queue chaos/],
  ])('as %s does at its creation, has the start time-out and is named', async (_, labels, named) => {
    const world = await ground({
      speed: 20,
      extras,
      objects: [experiment('pod-delete'), engine(['pod-delete'], { components: short })],
    });
    const runner = world.start({
      mode: 'pod',
      between: { create: (inner, kind, object, call) => inner.create(kind, suspended(object, labels), call) },
    });
    expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
    expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
    expect(world.events().find(({ type }) => type === 'Warning')?.message).toMatch(named);
    expect(world.residue()).toEqual([]);
  });

  it('after it has begun, is ended, because resumed it would inject again', async () => {
    const world = await ground({
      speed: 20,
      extras,
      objects: [experiment('pod-delete', { duration: '600s' }), engine(['pod-delete'])],
    });
    const runner = world.start({ mode: 'pod' });
    await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
    suspend(world);
    expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Error' }]);
    expect([world.created.size, world.residue()]).toEqual([1, []]);
  });
});
