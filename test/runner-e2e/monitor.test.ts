import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const objects = [experiment('pod-delete', { duration: '2s' }), engine(['pod-delete'], { spec: { monitoring: true } })];

const names = (world: Ground, resource: 'deployments' | 'services' | 'pods'): readonly string[] =>
  world.simulator.store.list(resource, namespace).map(({ metadata }) => metadata.name);

describe('monitoring: true', () => {
  it('launches the exporter, which carries no chaosUID, and a stop removes it', async () => {
    const world = await ground({ objects, extras: { extras: true, watch: true }, speed: 3 });
    const runner = world.start();
    await world.until(() => names(world, 'services').includes('engine-monitor'));
    await world.until(() => names(world, 'pods').some((name) => name.startsWith('engine-monitor-')));
    const pods = world.simulator.store.list('pods', namespace);
    const monitor = pods.find(({ metadata }) => metadata.name.startsWith('engine-monitor-'));
    expect(monitor?.metadata.labels).toMatchObject({ app: 'engine', monitorFor: 'engine' });
    expect(monitor?.metadata.labels).not.toHaveProperty('chaosUID');
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
    await runner.finish;
    await world.until(() => names(world, 'pods').length === 0);
    expect([...names(world, 'deployments'), ...names(world, 'services')]).toEqual([]);
  });

  it('is an annotation for operators that erase the field; their abort does not wait for the exporter', async () => {
    const annotations = { 'runner.litmuschaos.io/monitoring': 'true' };
    const world = await ground({
      speed: 3,
      operator: '3.0',
      extras: { extras: true },
      objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'], { annotations })],
    });
    await world.until(() => names(world, 'pods').some((name) => name.startsWith('engine-monitor-')));
    await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
    await world.until(() => (world.engine()?.status as { engineStatus?: string })?.engineStatus === 'stopped');
    await world.until(() => names(world, 'pods').length === 0);
    expect([...names(world, 'deployments'), ...names(world, 'services')]).toEqual([]);
  });

  it('is one warning where it is not permitted, and the run goes on', async () => {
    const world = await ground({ objects, speed: 3 });
    expect(await world.start().finish).toMatchObject({ outcome: 'Pass' });
    const warnings = world.events().filter(({ type }) => type === 'Warning');
    expect(warnings).toMatchObject([{ count: 1, message: expect.stringMatching(/monitor could not be launched/) }]);
    expect(names(world, 'deployments')).toEqual([]);
  });
});
