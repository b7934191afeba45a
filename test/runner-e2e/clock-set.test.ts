import { describe, expect, it } from 'vitest';
import { batchAnnotation } from '../../src/model/batch/batch.ts';
import { type Ground, ground, namespace, setState, within } from './ground.ts';
import { type MachineClock, machineClock } from './machine-clock.ts';
import { engine, experiment } from './manifests.ts';

const hour = 3_600_000;

const running = (world: Ground): Promise<boolean> => world.until(() => world.rows()[0]?.status === 'Running');

describe.each(['watch', 'poll'])('a runner that has to %s, on a machine whose clock is set', (how) => {
  const extras = { watch: how === 'watch' };

  it.each([
    ['back by an hour', -hour],
    ['forward by an hour', hour],
  ])('%s, sees a stop within seconds', async (_, by) => {
    const world = await ground({
      speed: 20,
      extras,
      objects: [experiment('pod-delete', { duration: '600s' }), engine(['pod-delete'])],
    });
    const machine = machineClock(world.clock);
    const runner = world.start({ mode: 'pod', clock: machine.clock });
    await running(world);
    // By then the engine was last seen by the clock as it was.
    await within(world, 3_000, () => false);
    machine.set(by);
    setState(world, 'stop');
    expect(await within(world, 15_000, () => world.records().some(({ data }) => data.event.type === 'ABORT'))).toBe(
      true,
    );
    expect(await runner.finish).toMatchObject({ is: 'Finished', aborted: true });
  });

  it.each([
    ['back', -hour],
    ['forward', hour],
  ])('%s by an hour, ends a step at its own time-out', async (_, by) => {
    const world = await ground({
      speed: 20,
      extras,
      objects: [
        experiment('pod-delete', { duration: '600s' }),
        engine(['pod-delete'], { batch: 'steps: {pod-delete: {timeout: 30s}}' }),
      ],
    });
    const machine = machineClock(world.clock);
    const runner = world.start({ mode: 'pod', clock: machine.clock });
    await running(world);
    const since = world.clock.now();
    machine.set(by);
    expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Stopped', aborted: false });
    const passed = world.clock.now() - since;
    expect(passed).toBeGreaterThan(20_000);
    expect(passed).toBeLessThan(120_000);
  });

  it.each([
    ['back', -hour],
    ['forward', hour],
  ])('%s by an hour while a container starts, lets it start', async (_, by) => {
    const world = await ground({
      speed: 20,
      extras,
      timings: { pull: 20_000 },
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
    });
    const machine = machineClock(world.clock);
    const runner = world.start({ mode: 'pod', clock: machine.clock });
    await world.until(() => world.created.size === 1);
    machine.set(by);
    expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
  });
});

it('a clock that is set forward while a launch is recorded brings no deadline of the launch forward', async () => {
  const machine: { clock?: MachineClock } = {};
  const world = await ground({
    speed: 20,
    objects: [experiment('pod-delete'), engine(['pod-delete'])],
    onRecord: ({ data }) => {
      if (data.event.type === 'VALIDATED' || data.event.type === 'JOB_CREATED') machine.clock?.set(hour);
    },
  });
  machine.clock = machineClock(world.clock);
  const runner = world.start({ mode: 'pod', clock: machine.clock.clock });
  expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
});

describe.each([
  ['ahead', hour],
  ['behind', -hour],
])('a machine whose clock is an hour %s of the server', (_, offset) => {
  it('calls no step overdue that has just started', async () => {
    const definition = { env: [{ name: 'TOTAL_CHAOS_DURATION', value: '10' }] };
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete', { duration: '10s' }, definition), engine(['pod-delete'])],
    });
    const runner = world.start({ mode: 'pod', clock: machineClock(world.clock, offset).clock });
    expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect(world.events().filter(({ type }) => type === 'Warning')).toEqual([]);
  });

  it('gives a Job that it adopts without a checkpoint the time that is left for its start, and the run what is left of its own', async () => {
    const world = await ground({
      speed: 20,
      timings: { pull: 30_000 },
      objects: [experiment('pod-delete'), engine(['pod-delete'], { batch: 'timeout: 10m' })],
    });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await running(world);
    first.kill();
    world.setEngine(({ apiVersion, kind, metadata, spec }) => {
      const batch = metadata.annotations?.[batchAnnotation] ?? '';
      return { apiVersion, kind, metadata: { ...metadata, annotations: { [batchAnnotation]: batch } }, spec };
    });
    const clock = machineClock(world.clock, offset).clock;
    const second = world.start({ mode: 'pod', holder: 'pod-b', clock });
    expect(await second.finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect([...world.created.values()]).toEqual([1]);
  });

  it('goes on trying for fifteen minutes of its pod where nothing can be launched', async () => {
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
      interceptors: [
        ({ verb, resource, userAgent }) =>
          verb === 'list' && resource === 'jobs' && userAgent.startsWith('chaos-runner/')
            ? { is: 'respond', status: 403 }
            : undefined,
      ],
    });
    const clock = machineClock(world.clock, offset).clock;
    const minutesAgo = (minutes: number) =>
      ({ mode: 'pod', clock, podStartedAt: world.clock.now() - minutes * 60_000 }) as const;
    expect(await world.start(minutesAgo(14)).exited).toBe(1);
    expect(await world.start(minutesAgo(16)).exited).toBe(0);
  });
});

it.each([
  ['ahead', hour],
  ['behind', -hour],
])('a machine whose clock is an hour %s of the server lets helpers revert and forces none', async (_, offset) => {
  const forced: string[] = [];
  const world = await ground({
    speed: 10,
    objects: [
      experiment('pod-network-latency', {
        duration: '300s',
        helpers: '2',
        helperRevert: '5s',
        targets: 'pod/a pod/b',
      }),
      engine(['pod-network-latency'], { batch: 'steps: {pod-network-latency: {timeout: 40s}}' }),
    ],
    interceptors: [
      ({ verb, resource, path, body }) => {
        const grace = (body as { gracePeriodSeconds?: number } | undefined)?.gracePeriodSeconds;
        if (verb === 'delete' && resource === 'pods' && grace === 0) forced.push(path);
        return undefined;
      },
    ],
  });
  const runner = world.start({ mode: 'pod', clock: machineClock(world.clock, offset).clock });
  await world.until(() => world.simulator.injected().length === 2);
  expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Stopped' });
  expect([forced, world.simulator.injected(), world.residue()]).toEqual([[], [], []]);
  expect(world.simulator.store.list('pods', namespace)).toEqual([]);
});
