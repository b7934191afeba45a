import { describe, expect, it } from 'vitest';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const steps = 40;
const named = (name: string): readonly string[] => Array.from({ length: steps }, () => name);

const countOf = (world: Ground, verb: string, resource: string): number =>
  world.requests().filter((one) => one.verb === verb && one.resource === resource).length;

const chain = Array.from({ length: steps }, (_, index) => `link-${index}`);
const needsTheOneBefore = chain.slice(1).map((name, index) => `  ${name}: { dependsOn: link-${index} }\n`);

describe('steps that launch nothing', () => {
  it.each([
    ['because their experiment is missing, one after the other', named('gone'), undefined],
    ['because their experiment is missing, as many at once as may be', named('gone'), 'parallelism: 50\n'],
    ['because each needs the one before', chain, `parallelism: 50\nsteps:\n${needsTheOneBefore.join('')}`],
  ])('wait for no write each, %s', async (_, names, batch) => {
    const world = await ground({ objects: [engine(names, batch === undefined ? {} : { batch })] });
    expect(await world.start().exited).toBe(0);
    expect(world.rows().map(({ status, verdict }) => `${status}/${verdict}`)).toEqual([
      'ChaosExperiment Not Found/Fail',
      ...Array.from({ length: steps - 1 }, () => (names === chain ? 'Skipped/N/A' : 'ChaosExperiment Not Found/Fail')),
    ]);
    expect(countOf(world, 'patch', 'chaosengines')).toBeLessThan(steps / 4);
    expect(['jobs', 'pods'].map((resource) => countOf(world, 'delete', resource))).toEqual([0, 0]);
  });

  it('ask for the experiment that they all miss once', async () => {
    const world = await ground({ objects: [engine(named('gone'))] });
    expect(await world.start().exited).toBe(0);
    expect(countOf(world, 'get', 'chaosexperiments')).toBe(1);
  });

  it('ask for nothing when another one has just been told that the ConfigMap is missing', async () => {
    const configMaps = [{ name: 'gone', mountPath: '/gone' }];
    const world = await ground({ objects: [experiment('a', {}, { configMaps }), engine(named('a'))] });
    expect(await world.start().exited).toBe(0);
    expect(world.rows().map(({ verdict }) => verdict)).toEqual(named('Fail'));
    for (const resource of ['configmaps', 'chaosresults']) {
      expect(countOf(world, 'get', resource)).toBeGreaterThan(0);
      expect(countOf(world, 'get', resource)).toBeLessThan(steps / 4);
    }
  });

  it('stand in the engine before a step is launched that follows from one of them', async () => {
    const seen: (string | undefined)[] = [];
    const world = await ground({
      objects: [
        experiment('after'),
        engine(['gone', 'after'], { batch: 'parallelism: 2\nsteps:\n  after: { dependsOn: gone.Error }\n' }),
      ],
    });
    world.simulator.store.subscribe(({ type, resource }) => {
      if (resource === 'jobs' && type === 'ADDED') seen.push(world.rows()[0]?.status);
    });
    expect(await world.start().exited).toBe(0);
    expect(seen).toEqual(['ChaosExperiment Not Found']);
  });
});
