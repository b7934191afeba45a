import { describe, expect, it } from 'vitest';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const minute = 60_000;

/** A cluster in which a request of the runner is forbidden for good. */
const forbidding = (verb: string, resource: string, rows: readonly object[] = []): Promise<Ground> =>
  ground({
    speed: 60,
    objects: [
      experiment('pod-delete', { duration: '2h' }),
      { ...engine(['pod-delete']), status: { experiments: rows } },
    ],
    interceptors: [
      (request) =>
        request.verb === verb && request.resource === resource && request.userAgent.startsWith('chaos-runner/')
          ? { is: 'respond', status: 403 }
          : undefined,
    ],
  });

describe('a runner that can launch nothing', () => {
  it('leaves it to the next process while its pod is young', async () => {
    const world = await forbidding('list', 'jobs');
    const podStartedAt = world.clock.now() - 14 * minute;
    expect(await world.start({ mode: 'pod', podStartedAt }).exited).toBe(1);
    expect(world.rows()).toEqual([]);
  });

  it('says so in the rows and ends for good after fifteen minutes, because others wait for the engine', async () => {
    const world = await forbidding('list', 'jobs');
    const podStartedAt = world.clock.now() - 16 * minute;
    expect(await world.start({ mode: 'pod', podStartedAt }).exited).toBe(0);
    expect(world.rows()).toMatchObject([{ name: 'pod-delete', status: 'Skipped', verdict: 'Fail' }]);
    expect(world.events()).toMatchObject([
      { message: expect.stringMatching(/15 minutes.*Jobs .* could not be listed/) },
    ]);
  });

  it('goes on trying where its rows may not be written: without them the engine would end as if nothing had been asked', async () => {
    const world = await forbidding('patch', 'chaosengines');
    const runner = world.start({ mode: 'pod', podStartedAt: world.clock.now() - 16 * minute });
    expect(await runner.exited).toBe(1);
    expect(await runner.finish).toMatchObject({
      is: 'TryAgain',
      reason: expect.stringMatching(/Tried for 15 minutes.*could not be written.*chaosengines/s),
      left: ['there is no row of pod-delete'],
    });
    expect(world.created.size).toBe(0);
    expect(world.events()).toMatchObject([{ message: expect.stringContaining('Tried for 15 minutes') }]);
  });

  it('goes on trying where a Job of this engine may be running', async () => {
    const row = {
      name: 'pod-delete',
      runner: 'engine-runner',
      experimentPod: 'p',
      status: 'Running',
      verdict: 'Awaited',
    };
    const world = await forbidding('list', 'jobs', [{ ...row, lastUpdateTime: '2026-01-01T00:00:00Z' }]);
    const podStartedAt = world.clock.now() - 16 * minute;
    expect(await world.start({ mode: 'pod', podStartedAt }).exited).toBe(1);
    expect(world.rows()).toMatchObject([{ status: 'Running' }]);
  });

  it('goes on trying where a Job of an earlier run is at work and may not be deleted', async () => {
    const world = await forbidding('delete', 'jobs');
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await world.until(() => world.rows()[0]?.status === 'Running');
    first.kill();
    const [job] = world.created.keys();
    // Started again: a new run.
    world.setEngine((now) => ({ ...now, status: { experiments: [] } }));
    const second = world.start({ mode: 'pod', holder: 'pod-b', podStartedAt: world.clock.now() - 16 * minute });
    expect(await second.exited).toBe(1);
    expect(await second.finish).toMatchObject({ is: 'TryAgain', left: [expect.stringContaining(`job/${job}`)] });
    expect(world.rows()).toEqual([]);
  });
});
