import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

/** The runner's writes of the engine: the opening, the row `Running`, the end. */
const writes = [1, 2, 3];

describe.each(['watch', 'poll'])('an engine that is stopped just before a write of the runner (%s)', (how) => {
  it.each(writes)('stays stopped, and the run is aborted: write %s', async (which) => {
    const world = await ground({
      speed: 3,
      extras: { watch: how === 'watch' },
      objects: [experiment('pod-delete', { duration: '1s' }), engine(['pod-delete', 'pod-delete'])],
    });
    let count = 0;
    world.simulator.hooks.beforeWrite = ({ verb, resource, userAgent }) => {
      if (verb !== 'patch' || resource !== 'chaosengines' || !userAgent.startsWith('chaos-runner/')) return;
      count += 1;
      if (count === which)
        world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState: 'stop' } }));
    };
    const finish = await world.start().finish;
    expect(finish).toMatchObject({ is: 'Finished', outcome: 'Stopped', aborted: true, left: [] });
    expect(world.engine()?.spec).toMatchObject({ engineState: 'stop' });
    expect(world.residue()).toEqual([]);
    expect(world.rows().map(({ status }) => status)).toContain('Forcefully Aborted');
  });
});
