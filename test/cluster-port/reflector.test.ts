import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Cluster, KubeObject, WatchEvent } from '../../src/cluster/port.ts';
import { reflect } from '../../src/cluster/reflector.ts';
import { pod } from './scripted-server.ts';
import { testClock } from './test-clock.ts';

const gone: ClusterError = { is: 'Gone', message: 'too old' };
const cut: ClusterError = { is: 'Unavailable', message: 'cut' };
const forbidden: ClusterError = { is: 'Forbidden', message: 'no', rule: 'watch pods in namespace litmus' };

type Watch = (tell: (event: WatchEvent) => void, signal: AbortSignal) => Promise<E.Either<ClusterError, void>>;

/** Runs a reflector over scripted lists and watches; it is stopped when the script of watches is at its end. */
const reflecting = async (
  lists: readonly E.Either<ClusterError, readonly KubeObject[]>[],
  watches: readonly Watch[],
  pick: (object: KubeObject) => KubeObject | undefined = (object) => object,
) => {
  const stop = new AbortController();
  const clock = testClock();
  const log: string[] = [];
  let listed = 0;
  let watched = 0;
  const cluster: Pick<Cluster, 'list' | 'watch'> = {
    list: async (_kind, _namespace, _selector, call) => {
      const list = lists[listed] ?? E.right([]);
      listed += 1;
      log.push('list');
      return E.isLeft(list)
        ? list
        : E.right({ items: list.right.flatMap((one) => call?.pick?.(one) ?? []), resourceVersion: `L${listed}` });
    },
    watch: (_kind, _namespace, _selector, from, onEvent, signal) => {
      const watch = watches[watched];
      watched += 1;
      log.push(`watch from ${from}`);
      if (watch !== undefined) return watch(onEvent, signal);
      stop.abort();
      return Promise.resolve(E.left({ is: 'Cancelled', message: 'stopped' }));
    },
  };
  const ended = await reflect({
    cluster,
    kind: 'Pod',
    namespace: 'litmus',
    selector: {},
    clock,
    random: () => 0.5,
    signal: stop.signal,
    pick,
    onSync: (objects) => log.push(`sync ${objects.map(({ metadata }) => metadata.name).join(' ')}`),
    onChange: ({ type, object }) => log.push(`${type} ${object.metadata.name}`),
    onInterruption: ({ is }, waitMs) => log.push(`${is}, wait ${waitMs}`),
    silenceMs: 75_000,
  });
  return { ended, log };
};

const fails =
  (error: ClusterError): Watch =>
  async () =>
    E.left(error);

describe('the reflector', () => {
  test('lists, follows from there, and goes on from the last version after a cut', async () => {
    const { ended, log } = await reflecting(
      [E.right([pod('a')])],
      [
        async (tell) => {
          tell({ type: 'ADDED', object: pod('b', '7') });
          tell({ type: 'BOOKMARK', resourceVersion: '9' });
          return E.left(cut);
        },
      ],
    );
    expect(ended).toEqual(E.right(undefined));
    expect(log).toEqual(['list', 'sync a', 'watch from L1', 'ADDED b', 'Unavailable, wait 125', 'watch from 9']);
  });

  test('tells of lists and changes only what is picked, and goes on from the last version all the same', async () => {
    const { log } = await reflecting(
      [E.right([pod('a'), pod('forgotten')])],
      [
        async (tell) => {
          tell({ type: 'ADDED', object: pod('b', '7') });
          tell({ type: 'MODIFIED', object: pod('forgotten', '8') });
          return E.left(cut);
        },
      ],
      (object) =>
        object.metadata.name === 'forgotten'
          ? undefined
          : { ...object, metadata: { name: `lean ${object.metadata.name}` } },
    );
    expect(log).toEqual([
      ...['list', 'sync lean a', 'watch from L1', 'ADDED lean b'],
      ...['Unavailable, wait 125', 'watch from 8'],
    ]);
  });

  test('lists anew when the version is too old', async () => {
    const { log } = await reflecting([E.right([pod('a')]), E.right([pod('c')])], [fails(gone)]);
    expect(log).toEqual(['list', 'sync a', 'watch from L1', 'Gone, wait 125', 'list', 'sync c', 'watch from L2']);
  });

  test('waits longer after each failure, and short again once something was heard', async () => {
    const heard: Watch = async (tell) => {
      tell({ type: 'BOOKMARK', resourceVersion: '8' });
      return E.left(cut);
    };
    const { log } = await reflecting([], [fails(cut), fails(cut), fails(cut), heard]);
    expect(log.filter((line) => line.includes('wait'))).toEqual([
      'Unavailable, wait 125',
      'Unavailable, wait 250',
      'Unavailable, wait 500',
      'Unavailable, wait 125',
    ]);
  });

  test('lists before each further attempt when several in a row have brought nothing', async () => {
    const { log } = await reflecting([], [fails(cut), fails(cut), fails(cut), fails(cut)]);
    expect(log.filter((line) => line === 'list' || line.startsWith('watch'))).toEqual([
      ...['list', 'watch from L1', 'watch from L1', 'watch from L1'],
      ...['list', 'watch from L2', 'list', 'watch from L3'],
    ]);
  });

  test('gives up at once, without a word, where it may not watch', async () => {
    const { ended, log } = await reflecting([E.right([])], [fails(forbidden)]);
    expect(ended).toEqual(E.left(forbidden));
    expect(log).toEqual(['list', 'sync ', 'watch from L1']);
  });

  test('gives up at once where it may not list', async () => {
    const { ended, log } = await reflecting([E.left(forbidden)], []);
    expect(ended).toEqual(E.left(forbidden));
    expect(log).toEqual(['list']);
  });

  test('a list that fails for a while is tried again', async () => {
    const { log } = await reflecting([E.left(cut), E.right([pod('a')])], []);
    expect(log).toEqual(['list', 'Unavailable, wait 125', 'list', 'sync a', 'watch from L2']);
  });

  test('pauses when the server ends streams as soon as they begin', async () => {
    const { log } = await reflecting([], [async () => E.right(undefined)]);
    expect(log).toEqual(['list', 'sync ', 'watch from L1', 'Unavailable, wait 125', 'watch from L1']);
  });

  test('cuts a stream that fell silent and follows anew from the same version', async () => {
    const stop = new AbortController();
    const clock = testClock();
    const from: string[] = [];
    const cluster: Pick<Cluster, 'list' | 'watch'> = {
      list: async () => E.right({ items: [], resourceVersion: '1' }),
      watch: (_kind, _namespace, _selector, version, onEvent, signal) => {
        from.push(version);
        if (from.length === 2) stop.abort();
        return new Promise((resolve) => {
          const end = () => resolve(E.left({ is: 'Cancelled', message: 'cancelled' }));
          if (signal.aborted) return end();
          signal.addEventListener('abort', end);
          onEvent({ type: 'BOOKMARK', resourceVersion: '3' });
          queueMicrotask(() => clock.advance(75_000));
        });
      },
    };
    const ended = await reflect({
      cluster,
      kind: 'Pod',
      namespace: 'litmus',
      selector: {},
      clock,
      random: () => 0.5,
      signal: stop.signal,
      onSync: () => undefined,
      onChange: () => undefined,
      silenceMs: 75_000,
    });
    expect(ended).toEqual(E.right(undefined));
    expect(from).toEqual(['1', '3']);
    expect(clock.pending()).toEqual([]);
  });

  test('lists anew when a stream brought nothing at all before it was cut for its silence', async () => {
    const stop = new AbortController();
    const clock = testClock();
    const log: string[] = [];
    let watched = 0;
    const cluster: Pick<Cluster, 'list' | 'watch'> = {
      list: async () => {
        log.push('list');
        return E.right({ items: [pod(`seen-${log.length}`)], resourceVersion: '1' });
      },
      watch: (_kind, _namespace, _selector, _version, _onEvent, signal) => {
        watched += 1;
        if (watched === 2) stop.abort();
        return new Promise((resolve) => {
          const end = () => resolve(E.left({ is: 'Cancelled', message: 'cancelled' }));
          if (signal.aborted) return end();
          signal.addEventListener('abort', end);
          queueMicrotask(() => clock.advance(75_000));
        });
      },
    };
    await reflect({
      ...{ cluster, kind: 'Pod', namespace: 'litmus', selector: {}, clock, random: () => 0.5, signal: stop.signal },
      onSync: (objects) => log.push(...objects.map(({ metadata }) => metadata.name)),
      onChange: () => undefined,
      silenceMs: 75_000,
    });
    expect(log).toEqual(['list', 'seen-1', 'list', 'seen-3']);
  });
});
