import { expect, it } from 'vitest';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

/** Starts the engine again as the operator does, and resolves with the experiments that its run launches. */
const runAgain = async (world: Ground): Promise<readonly string[]> => {
  world.setEngine((now) => ({ ...now, status: { experiments: [] } }));
  return launched(world);
};

const launched = async (world: Ground): Promise<readonly string[]> => {
  const before = new Set(world.created.keys());
  await world.start({ mode: 'pod', batchSeed: world.created.size }).exited;
  return [...world.created.keys()].filter((job) => !before.has(job)).map((job) => job.replace(/-[^-]+$/, ''));
};

const failed = { 'runner.litmuschaos.io/rerun': 'failed' };

it('what passed two runs ago is not run again', async () => {
  const names = ['pod-delete', 'node-drain'];
  const world = await ground({
    speed: 20,
    objects: [
      experiment('pod-delete'),
      experiment('node-drain', { verdict: 'Fail' }),
      engine(names, { annotations: failed }),
    ],
  });
  expect(await launched(world)).toEqual(names);
  expect(await runAgain(world)).toEqual(['node-drain']);
  expect(await runAgain(world)).toEqual(['node-drain']);
});

it('what failed is run again though the steps are drawn and the batch names no seed', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `fault-${index}`);
  const world = await ground({
    speed: 20,
    objects: [
      ...names.map((name) => experiment(name, { verdict: 'Fail' })),
      engine(names, { annotations: failed, batch: 'pick: 2' }),
    ],
  });
  const first = await launched(world);
  expect(first).toHaveLength(2);
  expect(await runAgain(world)).toEqual(first);
});
