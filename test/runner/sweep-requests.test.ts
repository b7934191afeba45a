import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/port.ts';
import { sweep, sweepEngine } from '../../src/runner/removal/orphan-sweep.ts';
import { ownedPod, start, thing, world } from './sweep-world.ts';

describe('the requests of a sweep', () => {
  it('leaves the pod of a Job alone that could not be deleted, because the Job would make another one', async () => {
    const owned = ownedPod('a-pod', 100);
    const { run, deletions } = world([thing('Job', 'a'), owned, thing('Pod', 'helper', 100)]);
    const remove: Cluster['remove'] = async (kind, ref, options) =>
      kind === 'Job' ? E.left({ is: 'Unavailable', message: 'no answer' }) : run.cluster.remove(kind, ref, options);
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, remove }, endsAt: () => start + 2_000 });
    expect(deletions.map(({ name }) => name)).toEqual(['helper']);
    expect(swept).toMatchObject({ left: ['job/a', 'pod/a-pod'], problem: 'no answer' });
  });

  it('tells helpers to go, and not the pods of Jobs, where the Jobs cannot be listed, and says what it does not know', async () => {
    const owned = ownedPod('main');
    const { run, deletions } = world([thing('Job', 'a'), owned, thing('Pod', 'helper', 100)]);
    const list: Cluster['list'] = async (kind, ...rest) =>
      kind === 'Job' ? E.left({ is: 'Forbidden', message: 'no', rule: 'list jobs' }) : run.cluster.list(kind, ...rest);
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, list } });
    expect(deletions).toEqual([{ name: 'helper', options: { uid: 'uid-helper', gracePeriodSeconds: 60 } }]);
    expect(swept).toMatchObject({ problem: 'no', left: ['pod/main', 'pod/helper'], emptyAt: [], gone: [] });
  });

  it('tells Jobs to go where the pods cannot be listed', async () => {
    const { run, deletions } = world([thing('Job', 'a', 100)]);
    const list: Cluster['list'] = async (kind, ...rest) =>
      kind === 'Pod' ? E.left({ is: 'Forbidden', message: 'no', rule: 'list pods' }) : run.cluster.list(kind, ...rest);
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, list } });
    expect(deletions.map(({ name }) => name)).toEqual(['a']);
    expect(swept).toMatchObject({ problem: 'no', left: ['job/a'], emptyAt: [] });
  });

  it('tells helpers to go that are there or appear while the list of Jobs has no answer', async () => {
    const { run, deletions, things } = world([thing('Job', 'a', 100), thing('Pod', 'helper', 100)]);
    const late = thing('Pod', 'late', 100);
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const seen: string[] = [];
    const list: Cluster['list'] = async (kind, ...rest) => {
      if (kind === 'Job') await answered;
      else if (seen.length > 0 && !things.includes(late)) things.push(late);
      return run.cluster.list(kind, ...rest);
    };
    const remove: Cluster['remove'] = async (kind, ref, options) => {
      seen.push(ref.name);
      if (ref.name === 'late') answer();
      return run.cluster.remove(kind, ref, options);
    };
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, list, remove } });
    expect(deletions.map(({ name }) => name)).toEqual(['helper', 'late', 'a']);
    expect(swept).toMatchObject({ left: [], injected: [] });
  });

  it('tells helpers to go while no deletion of a Job is answered', async () => {
    const { run, deletions } = world([thing('Job', 'a', 100), thing('Job', 'b', 100), thing('Pod', 'helper', 100)]);
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const remove: Cluster['remove'] = async (kind, ref, options) => {
      if (kind === 'Pod') answer();
      else await answered;
      return run.cluster.remove(kind, ref, options);
    };
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, remove } });
    expect(deletions.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'helper']);
    expect(swept).toMatchObject({ left: [], deletionAccepted: expect.arrayContaining(['job/a', 'job/b']) });
  });

  it('ends when its time is over though a deletion is not answered', async () => {
    const { run } = world([thing('Job', 'a')]);
    const remove: Cluster['remove'] = (_kind, _ref, _options, call) =>
      new Promise((resolve) => {
        call?.signal?.addEventListener('abort', () => resolve(E.left({ is: 'Cancelled', message: '' })));
      });
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, remove }, endsAt: () => start + 2_000 });
    expect(swept).toMatchObject({ left: ['job/a'], deletionAccepted: [] });
  });

  it('names what it saw last where a list has no answer when its time is over', async () => {
    const { run } = world([thing('Job', 'a'), ownedPod('main')]);
    let lists = 0;
    const list: Cluster['list'] = async (kind, namespace, selector, call) => {
      lists += 1;
      if (lists <= 2 || kind === 'ChaosResult') return run.cluster.list(kind, namespace, selector, call);
      await new Promise((resolve) => call?.signal?.addEventListener('abort', resolve));
      return E.left({ is: 'Cancelled', message: 'cancelled' });
    };
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, list }, endsAt: () => start + 2_000 });
    expect(swept).toMatchObject({ left: ['job/a', 'pod/main'], mayCreateHelpers: ['pod/main'] });
    expect(swept.problem).toBeUndefined();
  });

  it('says that it has not looked to the end where no list had an answer when its time was over', async () => {
    const { run } = world([thing('Job', 'a')]);
    const list: Cluster['list'] = async (kind, namespace, selector, call) => {
      if (kind !== 'Job') return run.cluster.list(kind, namespace, selector, call);
      await new Promise((resolve) => call?.signal?.addEventListener('abort', resolve));
      return E.left({ is: 'Cancelled', message: 'cancelled' });
    };
    expect(await sweep({ ...run, cluster: { ...run.cluster, list }, endsAt: () => start + 2_000 })).toEqual([
      'whether anything is still there was not looked at to the end',
    ]);
  });

  it('says nothing of a deletion that failed once its object has gone', async () => {
    const { run, things } = world([thing('Pod', 'helper')]);
    const remove: Cluster['remove'] = async () => {
      things.splice(0);
      return E.left({ is: 'Invalid', message: 'denied', causes: [] });
    };
    const swept = await sweepEngine({ ...run, cluster: { ...run.cluster, remove } });
    expect([swept.left, swept.problem]).toEqual([[], undefined]);
  });
});
