import type { Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

const names = Array.from({ length: 12 }, (_, index) => `fault-${index + 1}`);

/** Before each launch its result is read once; the first reading behind these is answered when other steps have ended as well. */
const slowFirst = (): Interceptor => {
  let reads = 0;
  return ({ verb, resource }) => {
    if (resource !== 'chaosresults' || verb !== 'get') return undefined;
    reads += 1;
    return reads === names.length + 1 ? { is: 'delay', milliseconds: 900 } : undefined;
  };
};

/** Twelve steps at once, that end together, with what was asked of ChaosResults beyond the reads before their launches. */
const together = async (behaviour: Behaviour, verdicts: readonly string[] = [], interceptors: Interceptor[] = []) => {
  const world = await ground({
    objects: [
      ...names.map((name, index) =>
        experiment(name, { duration: '2s', verdict: verdicts[index] ?? 'Pass', ...behaviour }),
      ),
      engine(names, { batch: 'parallelism: 12' }),
    ],
    interceptors: [...interceptors, slowFirst()],
  });
  const finish = await world.start({ mode: 'pod' }).finish;
  const asked = world.requests().filter(({ resource }) => resource === 'chaosresults');
  const count = (wanted: string): number => asked.filter(({ verb }) => verb === wanted).length;
  return { world, finish, gets: count('get') - names.length, lists: count('list') };
};

describe('the results of steps that end together', () => {
  it('are read by a few lists, and each step has the verdict of its own', async () => {
    const verdicts = names.map((_, index) => (index % 3 === 0 ? 'Fail' : 'Pass'));
    const { world, finish, gets, lists } = await together({}, verdicts);
    expect(finish).toMatchObject({ is: 'Finished', outcome: 'Fail' });
    expect(Object.fromEntries(world.rows().map(({ name, verdict }) => [name, verdict]))).toEqual(
      Object.fromEntries(names.map((name, index) => [name, verdicts[index]])),
    );
    expect(lists).toBeGreaterThan(0);
    expect(gets + lists).toBeLessThan(names.length);
  });

  it.each(['none', 'name'] as const)('are read though they carry no label of a launch (%s)', async (resultLabels) => {
    const { world, finish } = await together({ resultLabels });
    expect(finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect(world.rows().map(({ verdict }) => verdict)).toEqual(names.map(() => 'Pass'));
  });

  it('are read by name each where they may not be listed, which is asked once', async () => {
    const { finish, gets, lists } = await together(
      {},
      [],
      [
        ({ userAgent, verb, resource }) =>
          userAgent.startsWith('chaos-runner/') && verb === 'list' && resource === 'chaosresults'
            ? { is: 'respond', status: 403 }
            : undefined,
      ],
    );
    expect(finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect([gets, lists]).toEqual([names.length, 1]);
  });
});
