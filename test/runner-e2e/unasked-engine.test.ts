import { expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const stop = (world: Ground): void =>
  world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));

it.each(['watch', 'poll'])(
  'takes no pod for lost before the engine, which may be stopped, could be read: by %s',
  async (how) => {
    /** When the server began not to tell of the engine; it begins again half a minute later, and then it is stopped. */
    let silentSince: number | undefined;
    const world = await ground({
      speed: 20,
      extras: { watch: how === 'watch' },
      objects: [experiment('pod-delete', { duration: '600s' }), engine(['pod-delete'])],
      interceptors: [
        ({ resource, verb }) => {
          if (silentSince === undefined || resource !== 'chaosengines' || verb !== 'get') return undefined;
          if (world.clock.now() - silentSince < 30_000) return { is: 'respond', status: 500 };
          silentSince = undefined;
          stop(world);
          return undefined;
        },
      ],
    });
    const runner = world.start({ mode: 'pod' });
    await world.until(() => world.rows()[0]?.status === 'Running');
    silentSince = world.clock.now();
    const { store } = world.simulator;
    for (const { metadata } of store.list('jobs', namespace))
      store.remove('jobs', namespace, metadata.name, { propagation: 'Background' });
    expect(await runner.finish).toMatchObject({ is: 'Finished', aborted: true });
    expect(world.records().filter(({ data }) => data.event.type === 'LOST')).toEqual([]);
    expect(world.rows()).toMatchObject([{ status: 'Forcefully Aborted', verdict: 'Stopped' }]);
  },
);
