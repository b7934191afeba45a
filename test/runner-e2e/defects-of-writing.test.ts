import type { WriteEvent } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const isEnginePatch = ({ verb, resource, userAgent }: Pick<WriteEvent, 'verb' | 'resource' | 'userAgent'>): boolean =>
  verb === 'patch' && resource === 'chaosengines' && userAgent.startsWith('chaos-runner/');

const passed = [{ name: 'pod-delete', status: 'Completed', verdict: 'Pass' }];

const observed = (world: Ground) =>
  world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));

describe('defects of the Go runner in what it reads and writes', () => {
  it('defect 1: a result whose verdict is still Awaited when the container has ended is read again', async () => {
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete', { result: 'slow:5s' }), engine(['pod-delete'])],
    });
    await world.start({ mode: 'pod' }).exited;
    const reads = world.requests().filter(({ verb, resource }) => verb === 'get' && resource === 'chaosresults');
    expect(reads.length).toBeGreaterThan(2);
    expect(world.rows()).toMatchObject(passed);
  });

  it('defect 2: a status write that meets a conflict is written again, and the step goes on', async () => {
    const world = await ground({
      speed: 5,
      objects: [experiment('pod-delete', { duration: '1s' }), engine(['pod-delete'])],
    });
    let conflicts = 0;
    world.simulator.hooks.beforeWrite = (write) => {
      if (!isEnginePatch(write) || conflicts >= 6 || conflicts++ % 2 === 1) return;
      world.setEngine((now) => ({
        ...now,
        metadata: { ...now.metadata, labels: { ...now.metadata.labels, touched: String(conflicts) } },
      }));
    };
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect(world.requests().filter((one) => isEnginePatch(one as never) && one.status === 409).length).toBe(3);
    expect(world.rows()).toMatchObject(passed);
    expect(world.engine()?.metadata.labels).toMatchObject({ touched: '5' });
    expect([...world.created.values()]).toEqual([1]);
  });

  it('defect 3: the status is written when it changes and at no other time', async () => {
    const world = await ground({
      speed: 60,
      objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    });
    await world.start({ mode: 'pod' }).exited;
    expect(world.rows()).toMatchObject(passed);
    expect(world.requests().filter((one) => isEnginePatch(one as never)).length).toBeLessThanOrEqual(4);
  });

  it('defect 4: a runner that starts before the network is up waits for it', async () => {
    const world = await ground({
      speed: 20,
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
    });
    const up = world.clock.now() + 8_000;
    world.simulator.interceptors.push(({ userAgent }) =>
      userAgent.startsWith('chaos-runner/') && world.clock.now() < up ? { is: 'reset', when: 'before' } : undefined,
    );
    expect(await world.start({ mode: 'pod' }).finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect(world.rows()).toMatchObject(passed);
    expect(world.requests().length).toBeLessThan(60);
  });

  it('defect 5: a runner that is started again adds no rows and injects nothing again', async () => {
    const world = await ground({
      speed: 5,
      objects: [experiment('pod-delete', { duration: '4s' }), engine(['pod-delete'])],
    });
    for (let restart = 0; restart < 3; restart += 1) {
      const runner = world.start({ mode: 'pod', holder: 'the-pod' });
      await world.until(() => runner.records.some(({ data }) => data.to === 'Running.Observing'));
      runner.kill();
    }
    expect(await world.start({ mode: 'pod', holder: 'the-pod' }).exited).toBe(0);
    expect(world.rows().map(({ name, status, verdict }) => ({ name, status, verdict }))).toEqual(passed);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('defect 12: an engine name that no label can hold is refused at once, with the limit', async () => {
    const name = 'e'.repeat(64);
    const world = await ground({
      engine: name,
      objects: [experiment('pod-delete'), engine(['pod-delete'], { name })],
    });
    const runner = world.start({ mode: 'pod' });
    expect(await runner.finish).toMatchObject({
      is: 'Rejected',
      reason: expect.stringMatching(/has 64 characters: at most 63 are possible/),
    });
    expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
    expect(world.events()).toMatchObject([{ type: 'Warning', message: expect.stringMatching(/at most 63/) }]);
    expect(world.created.size).toBe(0);
  });
});

describe('defects of the Go runner with signals', () => {
  const objects = [experiment('pod-delete', { duration: '3s', helpers: '1' }), engine(['pod-delete'])];

  it('defect 6: SIGTERM while the engine is active leaves the Job to the next pod', async () => {
    const world = await ground({ objects, speed: 5 });
    const first = world.start({ mode: 'pod', holder: 'pod-a' });
    await observed(world);
    first.runner.terminate();
    expect(await first.exited).toBe(143);
    expect(world.simulator.store.list('jobs', namespace).length).toBe(1);
    expect(await world.start({ mode: 'pod', holder: 'pod-b' }).exited).toBe(0);
    expect(world.rows()).toMatchObject(passed);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('defect 6: SIGTERM while the engine is being stopped ends the Job, its pod and its helpers', async () => {
    const world = await ground({ objects, speed: 2 });
    const runner = world.start({ mode: 'pod' });
    await observed(world);
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
    runner.runner.terminate();
    expect(await runner.exited).toBe(0);
    await world.until(() => world.residue().length === 0);
    expect(world.rows()).toMatchObject([{ status: 'Forcefully Aborted', verdict: 'Stopped' }]);
  });
});
