import { describe, expect, it } from 'vitest';
import { type Ground, type GroundOptions, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const states = [
  'Opening',
  'Pending',
  'Validating',
  'Launching.Creating',
  'Running.Starting',
  'Running.Observing',
  'Running.ReadingResult',
  'CleaningUp.Recording',
  'CleaningUp.Deleting',
  'Verdict',
  'Closing',
];

/** An operated cluster whose runner is killed with the first record that leads to `state`, before its effects. */
const killedAt = (state: string, options: Partial<GroundOptions> = {}): Promise<Ground> => {
  let killed = false;
  return ground({
    speed: 3,
    operator: '3.0',
    objects: [experiment('pod-delete', { duration: '1s', helpers: '1' }), engine(['pod-delete'])],
    onRecord: ({ data }, process) => {
      if (killed || data.to !== state) return;
      killed = true;
      process.kill();
    },
    ...options,
  });
};

describe.each(['watch', 'poll'])('a runner’s container that is killed is started again, and goes on by %s', (how) => {
  it.each(states)('to one Job and the right verdict: killed on the way to %s', async (state) => {
    const world = await killedAt(state, { extras: { watch: how === 'watch' } });
    await world.until(() => (world.engine()?.status as { engineStatus?: string })?.engineStatus === 'completed');
    await world.until(() => world.residue().length === 0);
    expect(world.runners.length).toBe(2);
    expect(world.rows()).toMatchObject([{ name: 'pod-delete', status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
  });
});

it('comes to the end too where the killed one had created a Job that nobody has written down', async () => {
  const world = await ground({
    speed: 3,
    operator: '3.0',
    objects: [experiment('pod-delete', { duration: '2s' }), engine(['pod-delete'])],
  });
  let killed = false;
  world.simulator.hooks.afterWrite = ({ verb, resource }) => {
    if (killed || verb !== 'create' || resource !== 'jobs') return undefined;
    killed = true;
    world.runners[0]?.kill();
    return 'drop';
  };
  await world.until(() => (world.engine()?.status as { engineStatus?: string })?.engineStatus === 'completed');
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  expect([...world.created.values()]).toEqual([1]);
  expect(world.simulator.store.list('jobs', namespace)).toEqual([]);
});

it('ends a step whose Job the API server refuses, in a row and an event that say why', async () => {
  const world = await ground({
    speed: 3,
    objects: [experiment('pod-delete'), engine(['pod-delete'])],
    interceptors: [
      ({ verb, resource }) =>
        verb === 'create' && resource === 'jobs'
          ? { is: 'respond', status: 422, message: 'admission webhook "policy" denied the request: no chaos today' }
          : undefined,
    ],
  });
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
  expect(world.events().filter(({ type }) => type === 'Warning')).toMatchObject([
    { message: expect.stringMatching(/no chaos today/) },
  ]);
  expect(world.residue()).toEqual([]);
});
