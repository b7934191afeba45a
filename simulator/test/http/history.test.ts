import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistory, forgetRegularly } from '../../http/history.ts';
import { createStore, type KubeObject, type Store } from '../../store.ts';

type Act = readonly ['create' | 'update' | 'remove', string, string];

const act = (store: Store, [what, name, value]: Act): void => {
  if (what === 'remove') store.remove('configmaps', 'ns', name);
  else if (what === 'update') store.update('configmaps', 'ns', name, (current) => ({ ...current, data: { value } }));
  else
    store.create('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'ns' },
      data: { value },
    });
};

const acts = fc.array(
  fc.tuple(fc.constantFrom('create', 'update', 'remove'), fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2')),
  { maxLength: 40 },
) as fc.Arbitrary<readonly Act[]>;

const open = (limit = 1000) => {
  let uid = 0;
  const store = createStore({ now: () => 0, newUid: () => String(uid++) });
  return { store, history: createHistory(store, limit) };
};

describe('the history of the store', () => {
  it('gives the list as it was at every earlier revision', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const { store, history } = open();
        const then: (readonly [number, readonly KubeObject[]])[] = [[0, []]];
        for (const one of all) {
          act(store, one);
          then.push([store.revision(), store.list('configmaps', 'ns')]);
        }
        for (const [revision, items] of then) expect(history.listAt('configmaps', 'ns', revision)).toEqual(items);
      }),
    );
  });

  it('gives the changes after a revision, and nothing of what it no longer keeps', () => {
    fc.assert(
      fc.property(acts, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const { store, history } = open(limit);
        for (const one of all) act(store, one);
        for (let revision = 0; revision <= store.revision(); revision += 1) {
          const changes = history.since('configmaps', revision);
          if (changes) expect(changes.map((change) => change.revision)).toEqual(range(revision + 1, store.revision()));
          else expect(store.revision() - revision).toBeGreaterThan(limit);
        }
      }),
    );
  });

  it('keeps large objects for a shorter time, and the latest change always', () => {
    const { store } = open();
    const history = createHistory(store, 1000, 500);
    act(store, ['create', 'a', '1']);
    for (let i = 0; i < 50; i += 1) act(store, ['update', 'a', `${i}`.repeat(100)]);
    expect(history.since('configmaps', 1)).toBeUndefined();
    expect(history.since('configmaps', store.revision() - 1)).toHaveLength(1);
  });

  it('forgets what is older than the time before, and never what a quiet resource was', () => {
    const { store, history } = open();
    const due: (() => void)[] = [];
    act(store, ['create', 'quiet', '1']);
    const quiet = store.revision();
    const cancelled: string[] = [];
    const after = (milliseconds: number, fn: () => void) => {
      due.push(fn);
      return () => void cancelled.push(`${milliseconds}`);
    };
    const secret = (name: string) =>
      store.create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'ns' } });
    const stop = forgetRegularly(history, store, after, 300);
    secret('a');
    secret('b');
    const first = store.revision();
    due.shift()?.();
    secret('c');
    expect(history.since('secrets', quiet)).toHaveLength(3);
    due.shift()?.();
    expect(history.since('secrets', first - 1)).toBeUndefined();
    expect(history.listAt('secrets', 'ns', first - 1)).toBeUndefined();
    expect(history.since('secrets', first)).toHaveLength(1);
    expect(history.listAt('secrets', 'ns', first)).toHaveLength(2);
    expect(history.since('configmaps', quiet)).toEqual([]);
    stop();
    expect([cancelled, due.length]).toEqual([['300'], 1]);
  });

  it('is as heavy as what it keeps, however it came to forget the rest', () => {
    const { store } = open();
    const history = createHistory(store, 1000, 500);
    act(store, ['create', 'a', '1']);
    for (let i = 0; i < 4; i += 1) act(store, ['update', 'a', `${i}`]);
    history.forget(store.revision());
    const kept = store.revision();
    for (let i = 0; i < 4; i += 1) act(store, ['update', 'a', `${i}`]);
    expect(history.since('configmaps', kept)).toHaveLength(4);
  });

  it('knows nothing of the past once it is compacted', () => {
    const { store, history } = open();
    act(store, ['create', 'a', '1']);
    act(store, ['create', 'b', '1']);
    history.compact();
    expect(history.since('configmaps', 1)).toBeUndefined();
    expect(history.listAt('configmaps', 'ns', 1)).toBeUndefined();
    expect(history.since('configmaps', 2)).toEqual([]);
  });
});

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
