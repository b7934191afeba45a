import { expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const helpersOf = (world: Ground, name: string): readonly string[] =>
  world.simulator.store
    .list('pods', namespace)
    .map(({ metadata }) => metadata.name)
    .filter((pod) => pod.startsWith(`${name}-helper-`));

const batch = `
parallelism: 2
steps:
  short: {timeout: 2s}
`;

const cases = ['copied', 'app'].flatMap((helperLabels) => ['watch', 'poll'].map((how) => ({ helperLabels, how })));

it.each(cases)(
  'removes the helpers of a cancelled step and none of its neighbour: labels $helperLabels, by $how',
  async ({ helperLabels, how }) => {
    const world = await ground({
      speed: 3,
      extras: { watch: how === 'watch' },
      objects: [
        experiment('short', { duration: '60s', helpers: '2', helperLabels }),
        experiment('long', { duration: '6s', helpers: '2', helperLabels }),
        engine(['short', 'long'], { batch }),
      ],
    });
    const runner = world.start({ mode: 'pod' });
    await world.until(() => helpersOf(world, 'short').length === 2 && helpersOf(world, 'long').length === 2);
    await world.until(() => world.records().some(({ subject, data }) => subject === 'short' && data.to === 'Verdict'));
    expect(helpersOf(world, 'short')).toEqual([]);
    expect(helpersOf(world, 'long').length).toBe(2);
    expect(await runner.exited).toBe(0);
    await world.until(() => world.residue().length === 0);
    expect(Object.fromEntries(world.rows().map(({ name, status, verdict }) => [name, `${status} ${verdict}`]))).toEqual(
      {
        short: 'Forcefully Aborted Stopped',
        long: 'Completed Pass',
      },
    );
  },
);
