import type { KubeObject } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { pauseAnnotation } from '../../src/model/batch/pause.ts';
import { sleep } from '../../src/runner/clock.ts';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const annotated =
  (value: string) =>
  (now: KubeObject): KubeObject => ({
    ...now,
    metadata: { ...now.metadata, annotations: { ...now.metadata.annotations, [pauseAnnotation]: value } },
  });

const twoSteps = [experiment('first', { duration: '20s' }), experiment('second'), engine(['first', 'second'])];

/** Longer than a runner takes to look at its engine, several times, by the cluster's clock. */
const aWhileMs = 30_000;

describe('an engine that somebody holds', () => {
  it('runs what runs to its end, starts nothing new, also after a restart, and goes on when it is let', async () => {
    const world = await ground({ speed: 60, objects: twoSteps });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await world.until(() => world.rows()[0]?.status === 'Running');
    world.setEngine(annotated('true'));
    await world.until(() => world.events().some(({ reason }) => reason === 'RunPaused'));
    await world.until(() => world.rows()[0]?.verdict === 'Pass');
    await sleep(world.clock, aWhileMs);
    expect(world.created.size).toBe(1);
    first.kill();
    const next = world.start({ mode: 'pod', holder: 'pod-a' });
    await sleep(world.clock, aWhileMs);
    expect(world.created.size).toBe(1);
    world.setEngine(annotated('false'));
    expect(await next.exited).toBe(0);
    expect(world.rows()).toMatchObject([{ verdict: 'Pass' }, { verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1, 1]);
    expect(world.events().map(({ reason }) => reason)).toContain('RunContinued');
  });

  it('starts nothing at all where it is held from its beginning', async () => {
    const world = await ground({ speed: 60, objects: twoSteps });
    world.setEngine(annotated('true'));
    const runner = world.start({ mode: 'pod' });
    await world.until(() => world.events().some(({ reason }) => reason === 'RunPaused'));
    await sleep(world.clock, aWhileMs);
    expect(world.created.size).toBe(0);
    world.setEngine(annotated('false'));
    expect(await runner.exited).toBe(0);
    expect(world.rows()).toMatchObject([{ verdict: 'Pass' }, { verdict: 'Pass' }]);
  });

  it('stays held where its status and checkpoint are wiped and its runner is killed, and loses no step', async () => {
    const world = await ground({ speed: 60, objects: twoSteps });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await world.until(() => world.rows()[0]?.status === 'Running');
    first.kill();
    world.setEngine(({ status: _, ...now }) => ({
      ...now,
      metadata: { ...now.metadata, annotations: { [pauseAnnotation]: 'true' } },
    }));
    const next = world.start({ mode: 'pod', holder: 'pod-b' });
    await world.until(() => world.rows()[0]?.verdict === 'Pass');
    await sleep(world.clock, aWhileMs);
    expect(world.created.size).toBe(1);
    world.setEngine(annotated('false'));
    expect(await next.exited).toBe(0);
    expect(world.rows()).toMatchObject([{ verdict: 'Pass' }, { verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1, 1]);
  });

  it('leaves at once, and held, a runner that is told to end while nothing runs', async () => {
    const world = await ground({ speed: 60, objects: twoSteps });
    world.setEngine(annotated('true'));
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await world.until(() => world.events().some(({ reason }) => reason === 'RunPaused'));
    first.runner.terminate();
    await first.exited;
    const next = world.start({ mode: 'pod', holder: 'pod-b' });
    await sleep(world.clock, aWhileMs);
    expect(world.created.size).toBe(0);
    world.setEngine(annotated('false'));
    expect(await next.exited).toBe(0);
    expect([...world.created.values()]).toEqual([1, 1]);
  });

  it('is stopped as any other', async () => {
    const world = await ground({ speed: 60, objects: twoSteps });
    world.setEngine(annotated('true'));
    const runner = world.start({ mode: 'pod' });
    await world.until(() => world.events().some(({ reason }) => reason === 'RunPaused'));
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
    await runner.exited;
    expect(world.created.size).toBe(0);
    expect(world.residue()).toEqual([]);
  });
});
