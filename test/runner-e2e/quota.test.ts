import type { Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const full =
  'jobs.batch "x" is forbidden: exceeded quota: team-quota, requested: count/jobs.batch=1, used: count/jobs.batch=5, limited: count/jobs.batch=5';

/** A server whose quota has no room for Jobs as long as `isFull` says so. */
const quota =
  (isFull: () => boolean): Interceptor =>
  ({ verb, resource }) =>
    verb === 'create' && resource === 'jobs' && isFull() ? { is: 'respond', status: 403, message: full } : undefined;

const started = (world: Ground): Promise<boolean> =>
  world.until(() => world.records().some(({ data }) => data.to === 'Launching.Held'));

const attempts = (world: Ground): number =>
  world.requests().filter(({ verb, resource }) => verb === 'create' && resource === 'jobs').length;

const short = { statusCheckTimeouts: { delay: 1, timeout: 4 } };

describe('a quota that has no room for a Job', () => {
  it('is waited for, with the reason in the records once', async () => {
    let refusals = 2;
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
      interceptors: [quota(() => refusals-- > 0)],
    });
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    const held = world.records().filter(({ data }) => data.event.type === 'JOB_HELD');
    expect(held.map(({ data }) => data.event.reason)).toEqual([expect.stringContaining('exceeded quota: team-quota')]);
    expect(attempts(world)).toBe(3);
  });

  it('ends the step at the start time-out, named, with nothing left behind', async () => {
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'], { components: short })],
      interceptors: [quota(() => true)],
    });
    expect(await world.start({ mode: 'pod' }).finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
    expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
    const [warning] = world.events().filter(({ type }) => type === 'Warning');
    expect(warning?.message).toMatch(/could not be created within 8 s .*exceeded quota: team-quota/);
    expect([world.created.size, world.residue()]).toEqual([0, []]);
  });

  it('is tripped by the run’s own parallel steps, and these make room by and by', async () => {
    const world: { ground?: Ground } = {};
    const opened = await ground({
      speed: 20,
      objects: [
        ...['a', 'b', 'c'].map((name) => experiment(name, { duration: '3s' })),
        engine(['a', 'b', 'c'], { batch: 'parallelism: 3' }),
      ],
      interceptors: [quota(() => (world.ground?.simulator.store.list('jobs', namespace).length ?? 0) > 0)],
    });
    world.ground = opened;
    expect(await opened.start({ mode: 'pod' }).finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect([...opened.created.values()]).toEqual([1, 1, 1]);
  });

  it('lets an abort through at once, and no Job appears when there is room again', async () => {
    let isFull = true;
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
      interceptors: [quota(() => isFull)],
    });
    const { runner, finish } = world.start();
    await started(world);
    runner.abort('user', 'Enough.');
    isFull = false;
    expect(await finish).toMatchObject({ is: 'Finished', aborted: true, left: [] });
    expect(world.created.size).toBe(0);
  });

  it('is waited for by the process after one that was killed, too', async () => {
    let isFull = true;
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
      interceptors: [quota(() => isFull)],
    });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await started(world);
    first.kill();
    const second = world.start({ mode: 'pod', holder: 'pod-a' });
    await world.until(() => second.records.some(({ data }) => data.to === 'Launching.Held'));
    isFull = false;
    expect(await second.finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect([...world.created.values()]).toEqual([1]);
  });

  it('does not hold up the hand-over of a pod that is told to go', async () => {
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
      interceptors: [quota(() => true)],
    });
    const runner = world.start({ mode: 'pod' });
    await started(world);
    runner.runner.terminate();
    expect(await runner.finish).toMatchObject({ is: 'HandedOver' });
  });
});

it('a quota that has no room for a pod is waited for', async () => {
  const world = await ground({
    speed: 20,
    objects: [experiment('pod-delete', { failsToStart: 'QuotaExceeded:5s' }), engine(['pod-delete'])],
  });
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  expect(world.records().some(({ data }) => String(data.event.reason).includes('exceeded quota'))).toBe(true);
});
