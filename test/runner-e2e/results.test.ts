import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

const run = async (
  behaviour: Behaviour,
  components: object = {},
  more: { spec?: object; annotations?: Record<string, string> } = {},
) => {
  const world = await ground({
    speed: 60,
    objects: [experiment('pod-delete', behaviour), engine(['pod-delete'], { components, ...more })],
  });
  const finish = await world.start({ mode: 'pod' }).finish;
  // What still runs in the pod is ended first.
  await world.until(() => world.residue().length === 0);
  expect(world.created.size).toBe(1);
  return { world, finish, warnings: world.events().filter(({ type }) => type === 'Warning') };
};

const errors: Readonly<Record<string, readonly [Behaviour, RegExp]>> = {
  'no result': [{ result: 'none' }, /no ChaosResult/],
  'a result that stays at Awaited': [{ result: 'awaited' }, /no verdict/],
  'a stale Pass': [{ result: 'stale:Pass' }, /has not changed since the launch/],
  'a stale Stopped': [{ result: 'stale:Stopped' }, /has not changed since the launch/],
  'a container that fails in its first second': [{ duration: '1ms', exitCode: '3', result: 'none' }, /exit code 3/],
  'a container that is killed for its memory': [{ duration: '60s', oomAfter: '100ms' }, /OOMKilled/],
};

describe('a main container that has run without a result to believe', () => {
  it.each(Object.entries(errors))('is an Error whose event names the reason: %s', async (_, [behaviour, names]) => {
    const { world, finish, warnings } = await run({ helpers: '1', ...behaviour });
    expect(finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Error' }]);
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(names)]);
  });
});

describe('a result that can be believed', () => {
  it.each(['Pass', 'Fail', 'Error', 'Stopped'])('gives the row its verdict %s', async (verdict) => {
    const { world, finish } = await run({ verdict });
    expect(finish).toMatchObject({ is: 'Finished', outcome: verdict });
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict }]);
  });

  it('may come seconds after the end of the container', async () => {
    const { world } = await run({ result: 'slow:4s' });
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  });

  it('counts although a sidecar that a service mesh injected never ends', async () => {
    const { world } = await run({ sidecar: 'injected' });
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  });

  it('counts although the engine’s own sidecar never ends', async () => {
    const sidecar = [{ image: 'busybox:1', imagePullPolicy: 'Always' }];
    const { world } = await run(
      {},
      {},
      { spec: { components: { sidecar } }, annotations: { 'sidecar/enabled': 'true' } },
    );
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  });
});
