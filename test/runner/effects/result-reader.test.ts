import * as fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { launchLabels } from '../../../src/job/identity.ts';
import { createResultReader } from '../../../src/runner/effects/result-reader.ts';
import type { Wish } from '../../../src/runner/effects/result-requests.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, identity, listOf } from '../means.ts';
import { asking, settled } from './asking.ts';

const wishFor = (step: string): Wish => ({
  launch: { runId: 'run1', step, iteration: 1, attempt: 1 },
  experiment: step,
  resultName: `engine-${step}`,
});

type Labels = 'ours' | 'none';

const resultOf = (step: string, labels: Labels = 'ours', verdict = 'Pass'): KubeObject => ({
  ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult' },
  metadata: { name: `engine-${step}`, ...(labels === 'ours' ? { labels: launchLabels(wishFor(step).launch) } : {}) },
  ...{ spec: { engine: 'engine', experiment: step }, status: { experimentStatus: { verdict } } },
});

type Listed = E.Either<ClusterError, unknown> | 'all';

/**
 * A reader over these results; each request stays open until `answer` lets the one that was sent first be answered, with what
 * there is by then.
 */
const scene = (results: readonly KubeObject[], listed: Listed = 'all') => {
  const clock = manualClock(start);
  const there = new Map(results.map((one) => [one.metadata.name, one]));
  const open: (() => void)[] = [];
  const turn = (): Promise<void> => new Promise((resolve) => open.push(resolve));
  const { cluster, asked } = asking({
    get: async (_, { name }) => {
      await turn();
      const found = there.get(name);
      return found === undefined ? absent : E.right(found);
    },
    list: async (_kind, _namespace, { labels = '' }) => {
      await turn();
      if (listed !== 'all') return listed as E.Either<ClusterError, never>;
      const steps = /in \((.*)\)/.exec(labels)?.[1]?.split(',') ?? [];
      return listOf(
        [...there.values()].filter(({ metadata }) =>
          steps.includes(metadata.labels?.['runner.litmuschaos.io/step'] ?? ''),
        ),
      );
    },
  });
  const ends = new AbortController();
  const reader = createResultReader({ cluster, clock, identity, launched: { yet: true }, signal: ends.signal });
  const told: string[] = [];
  return {
    ...{ clock, asked, ends, there, told },
    read: (...steps: readonly string[]) => {
      for (const step of steps)
        void reader.read(wishFor(step)).then((answer) => {
          told.push(E.isLeft(answer) ? `${step}: ${answer.left.is}` : `${step}: ${answer.right?.verdict ?? 'none'}`);
        });
    },
    answer: async () => {
      open.shift()?.();
      await settled();
    },
    answerAll: async () => {
      while (open.length > 0) {
        open.shift()?.();
        await settled();
      }
    },
    /** As `get NAME` and `list STEPS`. */
    requests: () =>
      asked.map(([verb, , where, selector]) =>
        verb === 'get'
          ? `get ${(where as { name: string }).name}`
          : `list ${/in \((.*)\)/.exec((selector as { labels: string }).labels)?.[1]}`,
      ),
  };
};

const forbidden: Listed = E.left({ is: 'Forbidden', message: 'not permitted', rule: 'list chaosresults' });
const away: Listed = E.left({ is: 'Unavailable', message: 'nobody answers' });

describe('the results of several steps', () => {
  it('are read by one list where they are asked for while another one is read', async () => {
    const { read, answer, requests, told } = scene(['a', 'b', 'c', 'd'].map((step) => resultOf(step)));
    read('a', 'b', 'c', 'd');
    expect(requests()).toEqual(['get engine-a']);
    await answer();
    expect(requests()).toEqual(['get engine-a', 'list b,c,d']);
    await answer();
    expect(told).toEqual(['a: Pass', 'b: Pass', 'c: Pass', 'd: Pass']);
  });

  it('are asked for before what can wait, and the list once only: who has no answer asks by name', async () => {
    const { read, answerAll, asked, ends } = scene([resultOf('a'), resultOf('b'), resultOf('c', 'none')]);
    read('a', 'b', 'c');
    await answerAll();
    const call = { signal: ends.signal, patienceMs: Number.POSITIVE_INFINITY, urgent: true };
    expect(asked.map((one) => one.at(-1))).toEqual([call, { ...call, patienceMs: 0 }, call]);
  });

  it('are read by name each, at once, where none is asked for beside another', async () => {
    const { read, answer, requests } = scene(['a', 'b', 'c'].map((step) => resultOf(step)));
    for (const step of ['a', 'b', 'c']) {
      read(step);
      await answer();
    }
    expect(requests()).toEqual(['get engine-a', 'get engine-b', 'get engine-c']);
  });

  it('are as they stand after they were asked for: a list that was sent before is not for them', async () => {
    const { read, answer, requests, told, there } = scene([resultOf('a'), resultOf('b'), resultOf('c')]);
    read('a', 'b', 'c');
    await answer();
    there.set('engine-b', resultOf('b', 'ours', 'Fail'));
    read('b');
    expect(requests()).toEqual(['get engine-a', 'list b,c']);
    there.set('engine-b', resultOf('b', 'ours', 'Stopped'));
    await answer();
    expect(requests().at(-1)).toBe('get engine-b');
    there.set('engine-b', resultOf('b', 'ours', 'Error'));
    await answer();
    expect(told.at(-1)).toBe('b: Error');
  });

  it('are asked for by name where the list does not bring them', async () => {
    const { read, answer, answerAll, requests, told } = scene([
      ...[resultOf('a'), resultOf('b'), resultOf('old', 'none'), resultOf('slow', 'ours', 'Awaited')],
    ]);
    read('a', 'b', 'old', 'slow', 'unwritten');
    await answer();
    await answer();
    expect(requests().slice(2)).toEqual(['get engine-old', 'get engine-slow', 'get engine-unwritten']);
    await answerAll();
    expect(told).toEqual(['a: Pass', 'b: Pass', 'old: Pass', 'slow: Awaited', 'unwritten: none']);
  });

  it('are asked for by name each where the list fails, and gathered again later', async () => {
    const { read, answerAll, requests, told } = scene(
      ['a', 'b', 'c'].map((step) => resultOf(step)),
      away,
    );
    for (const _ of ['once', 'twice']) {
      read('a', 'b', 'c');
      await answerAll();
    }
    const each = ['get engine-a', 'list b,c', 'get engine-b', 'get engine-c'];
    expect(requests()).toEqual([...each, ...each]);
    expect(told.length).toBe(6);
  });

  it('are not listed a second time where that is not permitted', async () => {
    const { read, answerAll, requests } = scene(
      ['a', 'b', 'c'].map((step) => resultOf(step)),
      forbidden,
    );
    read('a', 'b', 'c');
    await answerAll();
    read('a', 'b', 'c');
    expect(requests().slice(-3)).toEqual(['get engine-a', 'get engine-b', 'get engine-c']);
    expect(requests().filter((one) => one.startsWith('list'))).toEqual(['list b,c']);
  });

  it('are not looked for in a list where their experiment was seen to copy no labels', async () => {
    const { read, answerAll, requests } = scene(
      ['a', 'b', 'c'].map((step) => resultOf(step, step === 'b' ? 'none' : 'ours')),
    );
    read('b');
    await answerAll();
    read('a', 'b', 'c');
    expect(requests()).toEqual(['get engine-b', 'get engine-a', 'get engine-b']);
  });

  it('wait a second at most for a request that hangs', async () => {
    const { clock, read, requests } = scene(['a', 'b', 'c', 'd'].map((step) => resultOf(step)));
    read('a', 'b', 'c');
    clock.goTo(start + 999);
    expect(requests()).toEqual(['get engine-a']);
    clock.goTo(start + 1_000);
    expect(requests()).toEqual(['get engine-a', 'list b,c']);
    read('d');
    clock.goTo(start + 2_000);
    expect(requests()).toEqual(['get engine-a', 'list b,c', 'get engine-d']);
  });

  it('leave no timer behind where nothing hangs', async () => {
    const { clock, read, answerAll } = scene(['a', 'b', 'c'].map((step) => resultOf(step)));
    read('a', 'b', 'c');
    await answerAll();
    expect(clock.pending()).toEqual([]);
  });
});

it('whatever a list brings, each reading has the answer that it would have had by name', async () => {
  const one = fc.record({
    labels: fc.constantFrom<Labels>('ours', 'none'),
    verdict: fc.constantFrom('Pass', 'Fail', 'Awaited', ''),
    isThere: fc.boolean(),
    isAnswered: fc.boolean(),
  });
  const list = fc.constantFrom<Listed>('all', forbidden, away, listOf([]));
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), list, async (steps, listed) => {
      const written = steps.map(({ labels, verdict }, index) => resultOf(`s${index}`, labels, verdict));
      const { read, answer, answerAll, told } = scene(
        written.filter((_, index) => steps[index]?.isThere),
        listed,
      );
      for (const [index, { isAnswered }] of steps.entries()) {
        read(`s${index}`);
        if (isAnswered) await answer();
      }
      await answerAll();
      const expected = steps.map(
        ({ isThere, verdict }, index) => `s${index}: ${isThere && verdict !== '' ? verdict : 'none'}`,
      );
      expect(told.toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 60 },
  );
});
