import { describe, expect, it } from 'vitest';
import { commandLineExitCode } from '../../src/runner/run/finish.ts';
import { type Ground, ground, namespace } from './ground.ts';
import { type Behaviour, type EngineOptions, engine, experiment } from './manifests.ts';

/** A run by hand that is aborted as soon as the main container is seen to run. */
const aborted = async (behaviour: Behaviour, options: EngineOptions = {}, before?: (world: Ground) => void) => {
  const world = await ground({
    speed: 10,
    objects: [experiment('pod-delete', { duration: '300s', ...behaviour }), engine(['pod-delete'], options)],
  });
  const runner = world.start();
  await world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));
  before?.(world);
  runner.runner.abort('user', 'Enough.');
  const finish = await runner.finish;
  if (finish?.is !== 'Finished') throw new Error(`it ended otherwise: ${finish?.is}`);
  expect(finish).toMatchObject({ outcome: 'Stopped', aborted: true });
  expect(world.residue()).toEqual([]);
  const result = world.simulator.store.get('chaosresults', namespace, 'engine-pod-delete');
  return { world, finish, result: result?.status as { experimentStatus: { verdict: string } } | undefined };
};

describe('an abort by hand ends with the proof', () => {
  it('that nothing is left', async () => {
    const { finish, result } = await aborted({ helpers: '2', targets: 'deployment/nginx' });
    expect(finish.left).toEqual([]);
    expect(commandLineExitCode(finish)).toBe(3);
    expect(result?.experimentStatus.verdict).toBe('Stopped');
  });

  it('or names the targets that are still marked as injected', async () => {
    const { finish } = await aborted({ targets: 'deployment/nginx', reverts: 'at-end' });
    expect(finish.left).toEqual([expect.stringMatching(/deployment\/nginx is still marked as injected/)]);
  });

  it('and gives the experiment its time to revert', async () => {
    const { result, finish } = await aborted({ targets: 'deployment/nginx', stopTime: '10s' });
    expect(result?.experimentStatus.verdict).toBe('Stopped');
    expect(finish.left).toEqual([]);
  });

  it('and waits for the end of the grace period of one that ignores SIGTERM', async () => {
    const { result } = await aborted({ onSigterm: 'ignored' }, { spec: { terminationGracePeriodSeconds: 5 } });
    expect(result?.experimentStatus.verdict).toBe('Awaited');
  });

  it('and forces only a pod whose node is gone, saying that the revert is unknown', async () => {
    const { world } = await aborted({}, {}, ({ simulator }) => {
      const pods = simulator.store.list('pods', namespace);
      const node = pods.map(({ spec }) => (spec as { nodeName?: string }).nodeName).find((name) => name !== undefined);
      simulator.nodes.lose(node ?? '');
    });
    expect(JSON.stringify(world.records())).toContain('revert unknown');
  });
});
