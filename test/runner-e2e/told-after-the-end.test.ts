import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it('ends where it is told to stop after the last transition, and leaves nothing that a next one cannot end', async () => {
  const world = await ground({
    speed: 3,
    objects: [experiment('pod-delete', { duration: '1s' }), engine(['pod-delete'])],
    // Events that are slow to write keep the process for a moment after its last transition.
    interceptors: [({ resource }) => (resource === 'events' ? { is: 'delay', milliseconds: 500 } : undefined)],
    onRecord: ({ data }, process) => {
      if (data.to === 'Completed') process.runner.terminate();
    },
  });
  const first = world.start({ mode: 'pod', holder: 'pod-a' });
  expect(await first.finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
  const second = world.start({ mode: 'pod', holder: 'pod-a' });
  expect(await second.exited).toBe(0);
  expect([...world.created.values()]).toEqual([1]);
});

it('hands over once, however often it is told to stop', async () => {
  const world = await ground({
    speed: 3,
    objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
  });
  const runner = world.start({ mode: 'pod' });
  await world.until(() => world.rows()[0]?.status === 'Running');
  runner.runner.terminate();
  runner.runner.terminate();
  expect(await runner.exited).toBe(143);
  expect(runner.records.filter(({ data }) => data.to === 'Ended.HandedOver')).toHaveLength(1);
});

it('says how the aborted run has ended where it was told to stop in the middle of the abort', async () => {
  const world = await ground({
    speed: 3,
    objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    onRecord: ({ data }, process) => {
      if (data.to === 'Aborting') process.runner.terminate();
    },
  });
  const runner = world.start({ mode: 'pod' });
  await world.until(() => world.rows()[0]?.status === 'Running');
  world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
  expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Stopped', aborted: true, left: [] });
});
