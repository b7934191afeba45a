import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace, setState, statusOf, within } from './ground.ts';
import { engine, experiment } from './manifests.ts';

it.each(['watch', 'poll'])('deletes a helper that a dying experiment starts after the clean-up: by %s', async (how) => {
  const world = await ground({
    speed: 3,
    extras: { watch: how === 'watch' },
    objects: [experiment('pod-delete', { duration: '60s' }), engine(['pod-delete'])],
    onRecord: ({ data }) => {
      if (data.to !== 'Verdict') return;
      const chaosUID = world.engine()?.metadata.uid ?? '';
      world.simulator.store.create('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'pod-delete-helper-late', namespace, labels: { chaosUID, app: 'pod-delete-helper-late' } },
        spec: { containers: [{ name: 'helper', image: 'helper', command: ['sleep', '3600'] }] },
      });
    },
  });
  const runner = world.start({ mode: 'pod' });
  await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
  setState(world, 'stop');
  expect(await runner.finish).toMatchObject({ is: 'Finished', aborted: true });
  await world.until(() => world.residue().length === 0);
  const deletions = world.requests().filter(({ verb, name }) => verb === 'delete' && name === 'pod-delete-helper-late');
  expect(deletions.length).toBe(1);
});

/** How long the operator may be at it, in milliseconds: the main pod takes six seconds, a late helper would take 300. */
const soon = 40_000;

/** An operated engine whose experiment has begun, and creates its helpers so long after its start. */
const begun = async (helperBirth: string, batch?: string): Promise<Ground> => {
  const world = await ground({
    speed: 5,
    operator: '3.0',
    objects: [
      experiment('pod-network-latency', {
        duration: '300s',
        helpers: '2',
        helperBirth,
        helperRevert: '2s',
        stopTime: '6s',
        stopResult: '4s',
        targets: 'pod/a pod/b',
      }),
      engine(['pod-network-latency'], batch === undefined ? {} : { batch }),
    ],
  });
  await world.until(() => world.simulator.store.get('chaosresults', namespace, 'engine-pod-network-latency'));
  return world;
};

/** The names of all helpers that have been born. */
const helpersSeen = (world: Ground): ReadonlySet<string> => {
  const seen = new Set<string>();
  world.simulator.store.subscribe(({ type, resource, object: { metadata } }) => {
    if (type === 'ADDED' && resource === 'pods' && metadata.name.includes('-helper-')) seen.add(metadata.name);
  });
  return seen;
};

describe('helpers that are born three seconds after their experiment was told to stop', () => {
  it('are deleted where the engine is stopped, and the operator has soon done', async () => {
    const world = await begun('3s');
    const seen = helpersSeen(world);
    setState(world, 'stop');
    expect(await within(world, soon, () => statusOf(world) === 'stopped')).toBe(true);
    expect(seen.size).toBe(2);
    expect(world.residue()).toEqual([]);
    expect(world.simulator.injected()).toEqual([]);
  });

  it('are deleted where the engine is deleted, and the operator has soon done', async () => {
    const world = await begun('3s');
    const seen = helpersSeen(world);
    const { uid } = world.engine()?.metadata ?? { uid: '' };
    world.simulator.store.remove('chaosengines', namespace, 'engine', { propagation: 'Background' });
    expect(await within(world, soon, () => world.engine() === undefined)).toBe(true);
    expect(seen.size).toBe(2);
    expect(world.residue(uid)).toEqual([]);
    expect(world.simulator.injected()).toEqual([]);
  });

  it('are deleted where their step runs into its time-out, before the run ends', async () => {
    const world = await begun('7s', 'steps: {pod-network-latency: {timeout: 4s}}');
    const seen = helpersSeen(world);
    expect(await within(world, soon, () => statusOf(world) === 'completed')).toBe(true);
    expect(seen.size).toBe(2);
    expect(world.residue()).toEqual([]);
    expect(world.simulator.injected()).toEqual([]);
  });
});
