import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
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

/** The pod of a first runner; answers its uid. */
const firstPod = async (world: Ground): Promise<string> => {
  world.simulator.store.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'engine-runner', namespace },
    spec: { containers: [{ name: 'chaos-runner', image: 'runner', command: ['sleep', '3600'] }] },
  });
  return world.until(() => world.simulator.store.get('pods', namespace, 'engine-runner')?.metadata.uid);
};

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

  it('is left to the runner that is still at it, where a second one cannot read the engine', async () => {
    const world = await ground({
      objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    });
    const pod = await firstPod(world);
    world.start({ mode: 'pod', holder: pod });
    await world.until(() => world.rows()[0]?.status === 'Running');
    const before = world.residue();
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), terminationGracePeriodSeconds: 'long' } }));
    const second = world.start({ mode: 'pod', holder: 'pod-b' });
    expect(await second.finish).toMatchObject({ is: 'Taken', reason: expect.stringContaining(pod) });
    expect(world.residue()).toEqual(before);
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

  it('is ended before the next iteration where its own timed out while nobody drove the run', async () => {
    const batch = '{iterations: 2, iterationTimeout: 3s}';
    const world = await ground({
      speed: 5,
      objects: [
        experiment('pod-delete'),
        experiment('node-drain', { duration: '30s' }),
        engine(['pod-delete', 'node-drain'], { batch }),
      ],
    });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    const { hooks } = world.simulator;
    hooks.afterWrite = ({ verb, resource }) => {
      if (verb !== 'create' || resource !== 'jobs' || world.created.size !== 2) return undefined;
      first.kill();
      return 'drop';
    };
    await world.until(() => world.created.size === 2);
    const [, orphan = ''] = [...world.created.keys()];
    expect(orphan).toMatch(/^node-drain/);
    await new Promise<void>((resolve) => world.clock.setTimer(world.clock.now() + 3_000, resolve));
    let atLaunch: readonly string[] | undefined;
    hooks.beforeWrite = ({ verb, resource }) => {
      if (verb === 'create' && resource === 'jobs') atLaunch ??= world.residue();
      return undefined;
    };
    world.start({ mode: 'pod', holder: 'pod-a' });
    expect(await world.until(() => atLaunch)).toEqual([]);
  });

  it('is gone on with where the next iteration began behind the last checkpoint', async () => {
    const world = await ground({
      speed: 5,
      objects: [experiment('pod-delete', { duration: '2s' }), engine(['pod-delete'], { batch: 'iterations: 2' })],
    });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    world.simulator.hooks.afterWrite = ({ verb, resource }) => {
      if (verb !== 'create' || resource !== 'jobs' || world.created.size !== 2) return undefined;
      first.kill();
      return 'drop';
    };
    await world.until(() => world.created.size === 2);
    expect(await world.start({ mode: 'pod', holder: 'pod-a' }).exited).toBe(0);
    expect([...world.created.values()]).toEqual([1, 1]);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  });
});
