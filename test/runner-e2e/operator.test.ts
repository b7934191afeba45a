import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace, setState, statusOf } from './ground.ts';
import { type Behaviour, type EngineOptions, engine, experiment } from './manifests.ts';

/** A cluster whose operator starts runners in this process. */
const operatedBy =
  (how: string) =>
  (behaviour: Behaviour = {}, options: EngineOptions = {}) =>
    ground({
      speed: 3,
      extras: { watch: how === 'watch' },
      operator: '3.0',
      objects: [experiment('pod-delete', behaviour), engine(['pod-delete'], options)],
    });

const everything = (world: Ground): readonly string[] =>
  (['jobs', 'pods'] as const).flatMap((resource) =>
    world.simulator.store.list(resource, namespace).map(({ metadata }) => metadata.name),
  );

describe.each(['watch', 'poll'])('beside an operator, where the runner has to %s', (how) => {
  const operated = operatedBy(how);

  it('completes the engine', async () => {
    const world = await operated();
    await world.until(() => statusOf(world) === 'completed');
    await world.until(() => everything(world).length === 0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect(await world.runners[0]?.exited).toBe(0);
    expect(world.runners.length).toBe(1);
  });

  it('leaves nothing when the engine is stopped while the fault runs', async () => {
    const world = await operated({ duration: '60s', helpers: '1' });
    await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
    setState(world, 'stop');
    await world.until(() => statusOf(world) === 'stopped');
    expect(everything(world)).toEqual([]);
    expect(world.rows()).toMatchObject([{ status: 'Forcefully Aborted', verdict: 'Stopped' }]);
  });

  it('leaves nothing when the engine is stopped in the middle of a launch', async () => {
    const world = await operated({ duration: '60s' }, { spec: { terminationGracePeriodSeconds: 1 } });
    world.simulator.hooks.beforeWrite = ({ verb, resource, userAgent }) => {
      if (verb === 'create' && resource === 'jobs' && userAgent.startsWith('chaos-runner/')) setState(world, 'stop');
    };
    await world.until(() => statusOf(world) === 'stopped');
    for (const { exited } of world.runners) await exited;
    expect(everything(world)).toEqual([]);
    expect(Math.max(0, ...world.created.values())).toBeLessThanOrEqual(1);
  });

  it('begins a new run after an abort', async () => {
    const world = await operated({ duration: '60s' });
    await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
    setState(world, 'stop');
    await world.until(() => statusOf(world) === 'stopped');
    world.simulator.behave(namespace, 'pod-delete', { duration: '50ms' });
    setState(world, 'active');
    await world.until(() => statusOf(world) === 'completed');
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1, 1]);
  });

  it('begins a new run after a completion', async () => {
    const world = await operated();
    await world.until(() => statusOf(world) === 'completed');
    await world.until(() => everything(world).length === 0);
    world.simulator.behave(namespace, 'pod-delete', { verdict: 'Fail' });
    setState(world, 'active');
    await world.until(() => world.rows()[0]?.verdict === 'Fail' && statusOf(world) === 'completed');
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Fail' }]);
    expect([...world.created.values()]).toEqual([1, 1]);
  });

  it('leaves nothing when the engine is deleted', async () => {
    const world = await operated({ duration: '60s', helpers: '1' });
    await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
    world.simulator.store.remove('chaosengines', namespace, 'engine', { propagation: 'Background' });
    await world.until(() => world.engine() === undefined && everything(world).length === 0);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('hands a running Job over to the next pod', async () => {
    const world = await operated({ duration: '4s' });
    await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
    world.simulator.store.remove('pods', namespace, 'engine-runner', { propagation: 'Background' });
    expect(await world.runners[0]?.exited).toBe(143);
    await world.until(() => statusOf(world) === 'completed');
    expect(world.runners.length).toBe(2);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
  });

  it.each([1, 20, 60, 120])(
    'lets a probe with stopOnFailure stop the engine by its unretried PUT, after %s ms',
    async (takes) => {
      const world = await operated({ duration: '60s', stopEngineAfter: '1ms', stopEngineTakes: `${takes}ms` });
      await world.until(() => statusOf(world) === 'stopped');
      expect(everything(world)).toEqual([]);
      expect(world.rows()).toMatchObject([{ status: 'Forcefully Aborted', verdict: 'Stopped' }]);
    },
  );
});
