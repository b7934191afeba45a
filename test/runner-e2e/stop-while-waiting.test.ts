import { describe, expect, it } from 'vitest';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const waits = (world: Ground) => world.until(() => world.records().some(({ data }) => data.to === 'Waiting'));

const stop = (world: Ground): void =>
  world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));

const batch = 'iterations: 2\nminInterval: 2m\n';

describe('an engine that is stopped between two iterations, where no operator tells', () => {
  it('is noticed by a runner that was restarted in the meantime, before it launches anything', async () => {
    const world = await ground({ speed: 60, objects: [experiment('pod-delete'), engine(['pod-delete'], { batch })] });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await waits(world);
    first.kill();
    const second = world.start({ mode: 'pod', holder: 'pod-a' });
    await world.until(() => second.records.some(({ data }) => data.to === 'Waiting'));
    stop(world);
    expect(await second.finish).toMatchObject({ is: 'Finished', aborted: true });
    expect(world.created.size).toBe(1);
  });

  it('is noticed where nothing could be launched so far', async () => {
    const world = await ground({ speed: 60, objects: [engine(['pod-delete'], { batch })] });
    const runner = world.start({ mode: 'pod' });
    await waits(world);
    stop(world);
    expect(await runner.finish).toMatchObject({ is: 'Finished', aborted: true });
  });
});
