import { describe, expect, it } from 'vitest';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

/** A run whose runner was killed while its experiment and a helper pod of it inject. */
const orphaned = async (): Promise<Ground> => {
  const world = await ground({
    speed: 3,
    objects: [experiment('pod-delete', { duration: '60s', helpers: '1' }), engine(['pod-delete'])],
  });
  const first = world.start({ mode: 'pod', holder: 'pod-a' });
  await world.until(() => world.rows()[0]?.status === 'Running' && podsOf(world).length === 2);
  first.kill();
  return world;
};

const podsOf = (world: Ground): readonly string[] => world.residue().filter((name) => name.startsWith('pods/'));

const isGone = (world: Ground, names: readonly string[]): boolean =>
  names.every((name) => !world.residue().includes(name));

describe('what an earlier process has left at work, Job and helper pod', () => {
  it('is ended where the engine cannot be driven any more', async () => {
    const world = await orphaned();
    world.setEngine(({ metadata, status: _, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, annotations: { 'runner.litmuschaos.io/batch': 'paralelism: 2' } },
    }));
    const second = world.start({ mode: 'pod', holder: 'pod-a' });
    expect(await second.finish).toMatchObject({ is: 'Rejected', reason: expect.stringMatching(/paralelism/) });
    expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
    await world.until(() => world.residue().length === 0);
  });

  it('is ended before an engine that was started again injects anew', async () => {
    const world = await orphaned();
    const before = world.residue();
    world.setEngine((now) => ({ ...now, status: { experiments: [] } }));
    let atLaunch: boolean | undefined;
    world.simulator.hooks.beforeWrite = ({ verb, resource }) => {
      if (verb === 'create' && resource === 'jobs') atLaunch ??= isGone(world, before);
      return undefined;
    };
    world.start({ mode: 'pod', holder: 'pod-b' });
    await world.until(() => atLaunch !== undefined);
    expect([before.length, atLaunch]).toEqual([3, true]);
  });
});
