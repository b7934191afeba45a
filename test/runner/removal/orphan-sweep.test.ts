import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/port.ts';
import { sweep, sweepEngine } from '../../../src/runner/removal/orphan-sweep.ts';
import { ownedPod, start, thing, world } from '../sweep-world.ts';

describe('the sweep', () => {
  it('deletes Jobs and pods, waits for all of them, and is content with two empty lists in a row only', async () => {
    const { run, deletions, listed } = world([thing('Pod', 'helper', 3_000), thing('Job', 'a', 1_000)]);
    const swept = await sweepEngine(run);
    expect(new Set(deletions.map(({ name }) => name))).toEqual(new Set(['a', 'helper']));
    expect(swept).toMatchObject({ listed: ['job/a', 'pod/helper'], left: [], forced: [], injected: [] });
    expect(swept.emptyAt).toEqual(listed.slice(-2));
    expect((swept.emptyAt[0] ?? 0) - start).toBeGreaterThanOrEqual(3_000);
  });

  it('waits behind nothing that has time when it looks for what may inject', async () => {
    const { run } = world([thing('Job', 'a', 1_000)]);
    const asked: unknown[] = [];
    const list: Cluster['list'] = (kind, namespace, selector, call) => {
      if (kind !== 'ChaosResult') asked.push(call?.urgent);
      return run.cluster.list(kind, namespace, selector, call);
    };
    await sweepEngine({ ...run, cluster: { ...run.cluster, list } });
    expect(new Set(asked)).toEqual(new Set([true]));
  });

  it('gives pods their own grace and forces only one whose node is gone', async () => {
    const { run, deletions } = world([
      thing('Pod', 'alive', 40_000),
      thing('Pod', 'lost', undefined, { reason: 'NodeLost' }),
    ]);
    const swept = await sweepEngine(run);
    expect(swept.forced).toEqual(['pod/lost']);
    const forcedNames = deletions.filter(({ options }) => options.gracePeriodSeconds === 0).map(({ name }) => name);
    expect(new Set(forcedNames)).toEqual(new Set(['lost']));
  });

  it('tells by the server’s time, not by ours, whether a pod is overdue', async () => {
    const { run, deletions } = world([thing('Pod', 'helper', 40_000)]);
    const { clock } = run;
    const ahead = { ...clock, now: () => clock.now() + 3_600_000 };
    const cluster = { ...run.cluster, serverTime: clock.now };
    expect(
      (
        await sweepEngine({
          ...run,
          cluster,
          clock: { ...ahead, setTimer: (due, then) => clock.setTimer(due - 3_600_000, then) },
        })
      ).forced,
    ).toEqual([]);
    expect(deletions.map(({ options }) => options.gracePeriodSeconds)).not.toContain(0);
  });

  it('does not wait for what has been told to go and has ended, where somebody else does', async () => {
    const { run, listed } = world([thing('Pod', 'ended', 60_000, { phase: 'Failed' }), thing('Job', 'a', 60_000)]);
    expect(await sweep({ ...run, endedSuffices: true })).toEqual([]);
    expect(Math.max(...listed) - start).toBeLessThan(5_000);
  });

  it('waits for a pod that has not ended, whoever else does', async () => {
    const { run, listed } = world([thing('Pod', 'helper', 9_000, { phase: 'Running' })]);
    expect(await sweep({ ...run, endedSuffices: true })).toEqual([]);
    expect(Math.max(...listed) - start).toBeGreaterThanOrEqual(9_000);
  });

  it('leaves the deleting to others until their time is over', async () => {
    const { run, deletions } = world([thing('Job', 'a', 100)]);
    const told: string[] = [];
    await sweepEngine({ ...run, othersActUntil: start + 10_000, tell: (sentence) => told.push(sentence) });
    expect(deletions.length).toBe(1);
    expect(told).toEqual(['job/a is there', 'job/a is being deleted', 'job/a is gone']);
  });

  it('looks for some of the objects only, and spares what it is told to', async () => {
    const { run, deletions } = world([thing('Pod', 'one', 100), thing('Pod', 'two'), thing('Pod', 'three')]);
    const swept = await sweepEngine({
      ...run,
      only: ({ metadata }) => metadata.name !== 'three',
      spares: ({ metadata }) => metadata.name === 'two',
      endsAt: () => start + 5_000,
    });
    expect(deletions.map(({ name }) => name)).toEqual(['one']);
    expect(swept).toMatchObject({ left: ['pod/two'], gone: ['pod/one'] });
  });

  it('forces a pod once, and only that very pod', async () => {
    const said: string[] = [];
    const { run, deletions } = world([thing('Pod', 'lost', undefined, { reason: 'NodeLost' })]);
    // It goes, as pods with a finalizer do, only after some further looks.
    let looks = 0;
    const remove: Cluster['remove'] = async (kind, ref, options) => {
      looks += options.gracePeriodSeconds === 0 ? 1 : 0;
      if (options.gracePeriodSeconds === 0 && looks < 3) return E.right(undefined);
      return run.cluster.remove(kind, ref, options);
    };
    const log = { ...run.log, warn: (_: object, message: string) => said.push(message) };
    await sweepEngine({ ...run, log, cluster: { ...run.cluster, remove } });
    expect(said.length).toBe(1);
    expect(deletions.at(-1)?.options).toEqual({ uid: 'uid-lost', gracePeriodSeconds: 0 });
  });

  it('stops looking when its time is over, and names what is still there', async () => {
    const { run, listed } = world([thing('Pod', 'slow', 60_000)]);
    expect(await sweepEngine({ ...run, endsAt: () => start + 2_000 })).toMatchObject({
      deletionAccepted: ['pod/slow'],
      left: ['pod/slow'],
    });
    expect(Math.max(...listed) - start).toBeLessThan(2_000);
  });

  it("leaves the runner's own pod alone unless it is asked for, and then takes it last", async () => {
    const things = () => [thing('Pod', 'engine-runner', 100), thing('Pod', 'helper', 100)];
    const without = world(things());
    expect((await sweepEngine(without.run)).listed).toEqual(['pod/helper']);
    const withRunner = world(things());
    await sweepEngine({ ...withRunner.run, withRunner: true });
    expect(withRunner.deletions.map(({ name }) => name)).toEqual(['helper', 'engine-runner']);
  });

  it('is no proof where nobody could look whether a target is still injected', async () => {
    const { run } = world([]);
    const list: Cluster['list'] = async (kind, ...rest) =>
      kind === 'ChaosResult' ? E.left({ is: 'Unavailable', message: 'no answer' }) : run.cluster.list(kind, ...rest);
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, list } });
    expect(swept.problem).toMatch(/still marked as injected could not be read. no answer/);
  });

  it('names what does not go, and targets that are still injected', async () => {
    const result = {
      apiVersion: 'litmuschaos.io/v1alpha1',
      kind: 'ChaosResult',
      metadata: { name: 'engine-a', annotations: { 'deployment/nginx': 'injected' } },
      spec: { engine: 'engine', experiment: 'a' },
    };
    const foreign = { ...result, metadata: { ...result.metadata, name: 'b' }, spec: { engine: 'other' } };
    const { run } = world([thing('Job', 'stuck')], [result, foreign]);
    expect(await sweep(run)).toEqual(['job/stuck is still there', 'deployment/nginx is still marked as injected']);
  });

  it('says of a main pod that has not ended that it may yet start helpers', async () => {
    const { run } = world([ownedPod('main'), thing('Pod', 'helper')]);
    expect(await sweep({ ...run, endsAt: () => start + 2_000 })).toEqual([
      'pod/main is still there and may yet start helpers',
      'pod/helper is still there',
    ]);
  });

  it('says that nobody has looked where there was no time to', async () => {
    const { run, listed } = world([]);
    expect(await sweep({ ...run, endsAt: () => start - 1 })).toEqual([
      'whether anything is still there was not looked at to the end',
    ]);
    expect(listed).toEqual([]);
  });

  it('takes one empty list for no proof', async () => {
    const { run, listed } = world([]);
    expect(await sweep({ ...run, endsAt: () => start + 1 })).toEqual([expect.stringContaining('not looked at')]);
    expect(listed).toEqual([start]);
  });

  it('proves nothing of a pod that had to be forced', async () => {
    const { run } = world([thing('Pod', 'lost', undefined, { reason: 'NodeLost' })]);
    expect(await sweep(run)).toEqual(['pod/lost was removed by force, the node being gone: revert unknown']);
  });

  it('names twenty of a kind and counts the rest', async () => {
    const { run } = world(Array.from({ length: 23 }, (_, index) => thing('Pod', `helper-${index}`)));
    const left = await sweep({ ...run, endsAt: () => start + 2_000 });
    expect(left.length).toBe(21);
    expect(left.at(-1)).toBe('3 more objects are still there');
  });
});
