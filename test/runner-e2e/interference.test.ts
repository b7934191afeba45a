import { describe, expect, it } from 'vitest';
import { checkpointAnnotation } from '../../src/runner/checkpoint/checkpoint.ts';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const objects = [experiment('pod-delete', { duration: '3s' }), engine(['pod-delete'])];

const observed = (world: Ground) =>
  world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));

/** `kubectl replace` of the manifest: status and annotations are gone. */
const replace = (world: Ground): void =>
  world.setEngine(({ apiVersion, kind, metadata, spec }) => {
    const { annotations: _, ...rest } = metadata;
    return { apiVersion, kind, metadata: rest, spec };
  });

describe.each(['watch', 'poll'])('an engine that is replaced in the middle of a run (%s)', (how) => {
  const extras = { watch: how === 'watch' };

  it('costs neither a second Job nor the verdict', async () => {
    const world = await ground({ objects, extras, speed: 3 });
    const runner = world.start({ mode: 'pod' });
    await observed(world);
    replace(world);
    await world.until(() => world.rows()[0]?.status === 'Running');
    expect(await runner.exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('costs neither when the runner is killed at the same time', async () => {
    const world = await ground({ objects, extras, speed: 3 });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await observed(world);
    first.kill();
    replace(world);
    expect(await world.start({ mode: 'pod', holder: 'pod-a' }).exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
    await world.until(() => world.residue().length === 0);
  });
});

describe('two runners of one engine', () => {
  const runnerPod = (world: Ground, name: string): string =>
    world.simulator.store.list('pods', namespace).find(({ metadata }) => metadata.name === name)?.metadata.uid ?? '';
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'engine-runner', namespace },
    spec: { containers: [{ name: 'chaos-runner', image: 'litmuschaos/chaos-runner:latest' }] },
  };

  it('do not act both: the second one leaves', async () => {
    const world = await ground({ objects: [...objects, pod], speed: 3 });
    const first = world.start({ mode: 'pod', holder: runnerPod(world, 'engine-runner') });
    await observed(world);
    const second = world.start({ mode: 'pod', holder: 'another' });
    expect(await second.finish).toMatchObject({ is: 'Taken' });
    expect(second.records).toEqual([]);
    expect(await first.exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('do not act both: who reads another holder in the checkpoint stops', async () => {
    const world = await ground({ objects, speed: 3 });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await observed(world);
    // There is no pod of that name: the second one may take over.
    const second = world.start({ mode: 'pod', holder: 'pod-b' });
    expect(await first.finish).toMatchObject({ is: 'Taken' });
    expect(await second.exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('create each Job once when both start at the same time', async () => {
    const world = await ground({ objects, speed: 3 });
    const both = [world.start({ mode: 'pod', holder: 'pod-a' }), world.start({ mode: 'pod', holder: 'pod-b' })];
    const ends = await Promise.all(both.map(({ finish }) => finish));
    expect(ends.map((end) => end?.is).sort()).toEqual(['Finished', 'Taken']);
    expect([...world.created.values()]).toEqual([1]);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  });

  it('do not act both where the second one cannot read the checkpoint of a later version', async () => {
    const world = await ground({ objects: [...objects, pod], speed: 3 });
    const holder = runnerPod(world, 'engine-runner');
    const first = world.start({ mode: 'pod', holder });
    await observed(world);
    const annotations = { [checkpointAnnotation]: JSON.stringify({ shape: 2, holder }) };
    world.setEngine((now) => ({ ...now, metadata: { ...now.metadata, annotations } }));
    expect(await world.start({ mode: 'pod', holder: 'another' }).finish).toMatchObject({ is: 'Taken' });
    expect(await first.exited).toBe(0);
    expect([...world.created.values()]).toEqual([1]);
  });
});
