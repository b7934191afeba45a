import { describe, expect, it } from 'vitest';
import { ground, namespace } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

/** litmus-go up to 1.6, to 1.8, to 1.13.5, and since. */
const generations = ['none', 'name', 'pod', 'pod+chaosUID'] as const;
const earlier = ['Pass', 'Stopped'] as const;
const table = generations.flatMap((resultLabels) => earlier.map((stale) => ({ resultLabels, stale })));

/** An engine that has run to `first` and is started again, the engine and its uid being the same. */
const restarted = async (first: Behaviour, second: Behaviour) => {
  const world = await ground({
    speed: 60,
    objects: [experiment('pod-delete', first), engine(['pod-delete'])],
  });
  await world.start({ mode: 'pod', holder: 'pod-a' }).exited;
  const before = world.rows()[0]?.verdict;
  world.setEngine((now) => ({ ...now, status: {} }));
  world.simulator.behave(namespace, 'pod-delete', second as never);
  const finish = await world.start({ mode: 'pod', holder: 'pod-b' }).finish;
  expect(world.created.size).toBe(2);
  expect([...world.created.values()]).toEqual([1, 1]);
  return { before, finish, row: world.rows()[0], rows: world.rows().length };
};

describe('a result of an earlier run of the same engine', () => {
  it.each(table)('is never believed: $stale with labels $resultLabels', async ({ resultLabels, stale }) => {
    const { before, row } = await restarted({ resultLabels, verdict: stale }, { resultLabels, result: 'none' });
    expect(before).toBe(stale);
    expect(row).toMatchObject({ status: 'Completed', verdict: 'Error' });
  });

  it.each(table)('does not hide the new one: $stale with labels $resultLabels', async ({ resultLabels, stale }) => {
    const { before, row, rows } = await restarted({ resultLabels, verdict: stale }, { resultLabels, verdict: 'Fail' });
    expect(before).toBe(stale);
    expect(row).toMatchObject({ status: 'Completed', verdict: 'Fail' });
    expect(rows).toBe(1);
  });
});
