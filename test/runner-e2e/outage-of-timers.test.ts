import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

interface Outage {
  readonly behaviour: Behaviour;
  readonly batch?: string;
}

describe.each(['watch', 'poll'])('where the runner has to %s', (how) => {
  /** A server that is away for runners from the creation of the Job on, for twelve seconds; the start time-out is four. */
  const outage = async ({ behaviour, batch }: Outage) => {
    let bornAt: number | undefined;
    let failed = 0;
    const world = await ground({
      extras: { watch: how === 'watch' },
      speed: 10,
      objects: [
        experiment('pod-delete', behaviour),
        engine(['pod-delete'], {
          components: { statusCheckTimeouts: { delay: 1, timeout: 2 } },
          ...(batch === undefined ? {} : { batch }),
        }),
      ],
      timings: { start: 2_000 },
      interceptors: [
        ({ userAgent }) => {
          const since = bornAt === undefined ? -1 : world.clock.now() - bornAt;
          if (!userAgent.startsWith('chaos-runner/') || since < 300 || since > 12_000) return undefined;
          failed += 1;
          return { is: 'respond', status: 503 };
        },
      ],
    });
    world.simulator.store.subscribe(({ type, resource }) => {
      if (resource === 'jobs' && type === 'ADDED') bornAt ??= world.clock.now();
    });
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect(failed).toBeGreaterThan(0);
    return world.rows().map(({ status, verdict }) => `${status} ${verdict}`);
  };

  it('a server that is away for longer than the start time-out costs no step that has started in time', async () => {
    expect(await outage({ behaviour: { duration: '1s' } })).toEqual(['Completed Pass']);
  });

  it('a server that is away at the time-out of a step costs no step that has ended in time', async () => {
    const batch = 'steps: {pod-delete: {timeout: 8s}}';
    expect(await outage({ behaviour: { duration: '1s' }, batch })).toEqual(['Completed Pass']);
  });

  it('a step that has not ended in time is stopped as soon as the server answers', async () => {
    const batch = 'steps: {pod-delete: {timeout: 8s}}';
    expect(await outage({ behaviour: { duration: '1h' }, batch })).toEqual(['Forcefully Aborted Stopped']);
  });
});
