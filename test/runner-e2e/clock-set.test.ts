import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace, setState, within } from './ground.ts';
import { machineClock } from './machine-clock.ts';
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
