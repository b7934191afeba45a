import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { identityLabels } from '../../../src/job/identity.ts';
import { createJointDeletion } from '../../../src/runner/removal/joint-deletion.ts';
import { settled } from '../effects/asking.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { identity, listOf, noRequests } from '../means.ts';

const jobOf = (name: string, uid = `uid-${name}`): KubeObject => ({
  ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, uid, labels: { [identityLabels.job]: name } } },
});

const namesIn = (labels: string): string =>
  /^runner.litmuschaos.io\/run=run1,.* in \((.*)\)$/.exec(labels)?.[1] ?? labels;

interface Server {
  /** What a list fails with, by its number from 1. */
  readonly lists?: Readonly<Record<number, ClusterError>>;
  readonly removes?: ClusterError;
  /** Jobs whose deletion is accepted, and of which nothing comes. */
  readonly stays?: readonly string[];
}

/** Deletions of Jobs; each request stays open until `answer` lets the one that was sent first be answered. */
const scene = (names: readonly string[], { lists = {}, removes, stays = [] }: Server = {}) => {
  const clock = manualClock(start);
  const there = new Map(names.map((name) => [name, jobOf(name)]));
  const requests: string[] = [];
  const calls: unknown[] = [];
  const open: (() => void)[] = [];
  const turn = (): Promise<void> => new Promise((resolve) => open.push(resolve));
  const selected = (labels: string): readonly KubeObject[] => {
    const wanted = namesIn(labels).split(',');
    return [...there.values()].filter(({ metadata }) => wanted.includes(metadata.labels?.[identityLabels.job] ?? ''));
  };
  let listed = 0;
  const cluster: Cluster = {
    ...noRequests,
    list: async (kind, namespace, { labels = '', ...more }, call) => {
      listed += 1;
      const failure = lists[listed];
      requests.push(`list ${namesIn(labels)}`);
      calls.push([kind, namespace, more, { ...call, pick: undefined }]);
      await turn();
      return failure === undefined ? listOf(selected(labels).map((job) => call?.pick?.(job) ?? job)) : E.left(failure);
    },
    removeSelected: async (kind, namespace, { labels, ...more }, options, call) => {
      requests.push(`delete ${namesIn(labels)}`);
      calls.push([kind, namespace, more, options, call]);
      await turn();
      if (call?.noMore?.aborted) return E.left({ is: 'Cancelled', message: 'not sent' });
      if (removes !== undefined) return E.left(removes);
      for (const { metadata } of selected(labels)) if (!stays.includes(metadata.name)) there.delete(metadata.name);
      return E.right(undefined);
    },
  };
  const latch = { closed: false };
  const ends = new AbortController();
  const { remove } = createJointDeletion({ cluster, clock, identity, latch, signal: ends.signal });
  const told: string[] = [];
  const accepted = new Set<string>();
  const answer = async (): Promise<void> => {
    open.shift()?.();
    await settled();
  };
  return {
    ...{ clock, there, requests, calls, latch, ends, told, accepted, answer },
    ask: (...wanted: readonly string[]) => {
      for (const name of wanted) {
        const byItself = async () => {
          requests.push(name);
          await turn();
          return 'Going' as const;
        };
        const removal = { job: { name, uid: `uid-${name}` }, deletionAccepted: accepted };
        void remove(removal, byItself).then((how) => told.push(`${name}: ${how}`));
      }
    },
    answerAll: async () => {
      while (open.length > 0) await answer();
    },
  };
};

const forbidden: ClusterError = { is: 'Forbidden', message: 'not permitted', rule: 'deletecollection jobs' };
const withdrawn: ClusterError = { is: 'Withdrawn', message: 'no longer permitted' };
const away: ClusterError = { is: 'Unavailable', message: 'nobody answers' };
const all = ['a', 'b', 'c', 'd', 'e'];

describe('the deletion of several Jobs that have ended', () => {
  it('is one request after a look, where it is asked for while another one is under way', async () => {
    const { ask, answer, answerAll, requests, told, accepted } = scene(all);
    ask(...all);
    expect(requests).toEqual(['a']);
    await answer();
    expect(requests).toEqual(['a', 'list b,c,d,e']);
    await answerAll();
    expect(requests).toEqual(['a', 'list b,c,d,e', 'delete b,c,d,e', 'list b,c,d,e']);
    expect(told).toEqual(all.map((name) => `${name}: Going`));
    expect([...accepted]).toEqual(['b', 'c', 'd', 'e'].map((name) => `job/${name}`));
  });

  it('is said to be done by nobody before a read has shown it', async () => {
    const { ask, answer, told } = scene(all);
    ask(...all);
    for (const _ of ['a', 'look', 'deletion']) await answer();
    expect(told).toEqual(['a: Going']);
    await answer();
    expect(told).toHaveLength(5);
  });

  it('is in the foreground, before what has time, and each request is made once', async () => {
    const { ask, answerAll, calls, ends } = scene(all);
    ask(...all);
    await answerAll();
    const call = { signal: ends.signal, patienceMs: 0, urgent: true };
    expect(calls).toEqual([
      ['Job', 'litmus', {}, call],
      ['Job', 'litmus', {}, { propagation: 'Foreground' }, { ...call, noMore: expect.any(AbortSignal) }],
      ['Job', 'litmus', {}, call],
    ]);
  });

  it('is made of each by itself, at once, where none is asked for beside another', async () => {
    const { ask, answer, requests } = scene(all);
    for (const name of all) {
      ask(name);
      await answer();
    }
    expect(requests).toEqual(all);
  });

  it('leaves to a deletion by name and uid what a look shows to be another one', async () => {
    const { ask, answerAll, requests, there, told } = scene(all);
    there.set('b', jobOf('b', 'of somebody else'));
    ask(...all);
    await answerAll();
    expect(requests).toEqual(['a', 'list b,c,d,e', 'b', 'delete c,d,e', 'list c,d,e']);
    expect(there.has('b')).toBe(true);
    expect(told).toHaveLength(5);
  });

  it('is made again of one alone that it does not show to be on its way', async () => {
    const { ask, answerAll, requests, accepted } = scene(all, { stays: ['d'] });
    ask(...all);
    await answerAll();
    expect(requests.slice(4)).toEqual(['d']);
    expect([...accepted]).toEqual(['job/b', 'job/c', 'job/e']);
  });

  it.each<readonly [string, Server, readonly string[]]>([
    ['the look', { lists: { 1: away } }, ['list b,c,d,e']],
    ['the deletion', { removes: away }, ['list b,c,d,e', 'delete b,c,d,e']],
    ['what came of it', { lists: { 2: away } }, ['list b,c,d,e', 'delete b,c,d,e', 'list b,c,d,e']],
  ])('is made of each by itself where %s is not answered, and the next together again', async (_, server, before) => {
    const { ask, answerAll, requests, accepted } = scene([...all, 'f', 'g', 'h', 'i', 'j'], server);
    ask(...all);
    await answerAll();
    expect(requests).toEqual(['a', ...before, 'b', 'c', 'd', 'e']);
    expect([...accepted]).toEqual([]);
    ask('f', 'g', 'h', 'i', 'j');
    await answerAll();
    expect(requests).toContain('list g,h,i,j');
  });

  it.each<readonly [string, Server, readonly string[]]>([
    ['may not be deleted by labels', { removes: forbidden }, ['list b,c,d,e', 'delete b,c,d,e']],
    ['may not be deleted by labels any more', { removes: withdrawn }, ['list b,c,d,e', 'delete b,c,d,e']],
    ['may not be listed', { lists: { 1: forbidden } }, ['list b,c,d,e']],
  ])('is made of each by itself, at once, from then on where Jobs %s', async (_, server, before) => {
    const { ask, answerAll, requests } = scene([...all, 'f', 'g', 'h'], server);
    ask(...all);
    await answerAll();
    expect(requests).toEqual(['a', ...before, 'b', 'c', 'd', 'e']);
    ask('f', 'g', 'h');
    expect(requests.slice(-3)).toEqual(['f', 'g', 'h']);
  });

  it('is given up, and made of each by itself, where it could not be sent soon after the look', async () => {
    const { ask, answer, answerAll, clock, requests, there } = scene(all);
    ask(...all);
    await answer();
    await answer();
    clock.goTo(start + 1_000);
    await answerAll();
    expect(requests).toEqual(['a', 'list b,c,d,e', 'delete b,c,d,e', 'b', 'c', 'd', 'e']);
    expect(there.size).toBe(all.length);
  });

  it('waits for no other in an abort', async () => {
    const { ask, latch, requests } = scene(all);
    latch.closed = true;
    ask(...all);
    expect(requests).toEqual(all);
  });

  it('that waits when an abort begins is made of each by itself', async () => {
    const { ask, answer, latch, requests } = scene(all);
    ask(...all);
    latch.closed = true;
    await answer();
    expect(requests).toEqual(all);
  });

  it('waits for a second at most for one that is not answered', () => {
    const { ask, clock, requests } = scene(all);
    ask(...all);
    clock.goTo(start + 1_000);
    expect(requests).toEqual(['a', 'list b,c,d,e']);
  });
});
