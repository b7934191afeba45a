import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { createStore, type KubeObject, type NewObject, type StoreChange } from '../store.ts';

const start = Date.UTC(2026, 0, 1);
const emptyStore = () => {
  let uid = 0;
  let now = start;
  const advance = (milliseconds: number): void => {
    now += milliseconds;
  };
  const store = createStore({
    now: () => now,
    newUid: () => {
      uid += 1;
      return `uid-${uid}`;
    },
  });
  const changes: StoreChange[] = [];
  store.subscribe((change) => changes.push(change));
  return { store, changes, advance };
};
const map = (name: string, metadata: Partial<KubeObject['metadata']> = {}): NewObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'ns', ...metadata },
});
const pod = (name: string, spec: object = { nodeName: 'node' }, status: object = {}): NewObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ns' },
  spec,
  status,
});
const right = <A>(result: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

describe('the store', () => {
  it('numbers its writes without gaps and tells of each in order', () => {
    const { store, changes } = emptyStore();
    right(store.create('configmaps', map('a')));
    right(store.update('configmaps', 'ns', 'a', (current) => ({ ...current, data: { x: '1' } })));
    right(store.remove('configmaps', 'ns', 'a'));
    expect(changes.map(({ type, revision }) => [type, revision])).toEqual([
      ['ADDED', 1],
      ['MODIFIED', 2],
      ['DELETED', 3],
    ]);
    expect(changes.map(({ object }) => object.metadata.resourceVersion)).toEqual(['1', '2', '3']);
  });

  it('tells every listener of a change before it tells of what a listener wrote because of it', () => {
    const { store } = emptyStore();
    const seen: string[] = [];
    store.subscribe(({ object }) => {
      if (object.metadata.name === 'cause') right(store.create('configmaps', map('effect')));
    });
    store.subscribe(({ object }) => seen.push(object.metadata.name));
    right(store.create('configmaps', map('cause')));
    expect(seen).toEqual(['cause', 'effect']);
  });

  it('keeps the resourceVersion and stays silent when an update changes nothing', () => {
    const { store, changes } = emptyStore();
    const made = right(store.create('configmaps', map('a')));
    const same = right(store.update('configmaps', 'ns', 'a', (current) => structuredClone(current) as KubeObject));
    expect(same).toBe(made);
    expect(changes).toHaveLength(1);
  });

  it('refuses an update that expects another resourceVersion', () => {
    const { store } = emptyStore();
    right(store.create('configmaps', map('a')));
    const result = store.update('configmaps', 'ns', 'a', (current) => ({ ...current, data: {} }), '7');
    expect(result).toMatchObject({ _tag: 'Left', left: { is: 'Conflict' } });
  });

  it('does not let an update change who the object is', () => {
    const { store } = emptyStore();
    right(store.create('configmaps', map('a')));
    const next = right(
      store.update('configmaps', 'ns', 'a', (current) => ({
        ...current,
        metadata: { ...current.metadata, uid: 'other', name: 'other', creationTimestamp: '' },
      })),
    );
    expect(next.metadata).toMatchObject({ name: 'a', uid: 'uid-1', creationTimestamp: '2026-01-01T00:00:00Z' });
  });

  it('raises the generation of built-in kinds for the spec, and of custom ones for everything but metadata', () => {
    const { store } = emptyStore();
    const job = { ...pod('j'), apiVersion: 'batch/v1', kind: 'Job' };
    right(store.create('jobs', job));
    right(store.update('jobs', 'ns', 'j', (current) => ({ ...current, status: { active: 1 } })));
    expect(store.get('jobs', 'ns', 'j')?.metadata.generation).toBe(1);
    right(store.update('jobs', 'ns', 'j', (current) => ({ ...current, spec: { parallelism: 0 } })));
    expect(store.get('jobs', 'ns', 'j')?.metadata.generation).toBe(2);
    right(store.create('chaosengines', map('e')));
    right(store.update('chaosengines', 'ns', 'e', (current) => ({ ...current, status: { engineStatus: 'x' } })));
    expect(store.get('chaosengines', 'ns', 'e')?.metadata.generation).toBe(2);
  });

  it('gives a bound pod its grace, shortens but never lengthens it, and waits for the kubelet', () => {
    const { store } = emptyStore();
    right(store.create('pods', pod('p', { nodeName: 'node', terminationGracePeriodSeconds: 5 })));
    expect(right(store.remove('pods', 'ns', 'p')).metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
      deletionTimestamp: '2026-01-01T00:00:05Z',
    });
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: 60 }));
    expect(store.get('pods', 'ns', 'p')?.metadata.deletionGracePeriodSeconds).toBe(5);
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: 2 }));
    expect(store.get('pods', 'ns', 'p')?.metadata.deletionGracePeriodSeconds).toBe(2);
    store.purge('pods', 'ns', 'p');
    expect(store.get('pods', 'ns', 'p')).toBeUndefined();
  });

  it('leaves a pod that is going its grace when a deletion wants none in particular', () => {
    const { store } = emptyStore();
    right(store.create('pods', pod('p', { nodeName: 'node', terminationGracePeriodSeconds: 0 })));
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: 60 }));
    right(store.remove('pods', 'ns', 'p'));
    expect(store.get('pods', 'ns', 'p')?.metadata).toMatchObject({
      deletionGracePeriodSeconds: 60,
      deletionTimestamp: '2026-01-01T00:01:00Z',
    });
  });

  it('counts a grace that is shortened from the first deletion, with a last second where it is over', () => {
    const { store, advance } = emptyStore();
    right(store.create('pods', pod('p', { nodeName: 'node' })));
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: 60 }));
    advance(10_000);
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: 20 }));
    expect(store.get('pods', 'ns', 'p')?.metadata.deletionTimestamp).toBe('2026-01-01T00:00:20Z');
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: 5 }));
    expect(store.get('pods', 'ns', 'p')?.metadata).toMatchObject({
      deletionGracePeriodSeconds: 1,
      deletionTimestamp: '2026-01-01T00:00:10Z',
    });
  });

  it('takes a negative grace for one of a second', () => {
    const { store } = emptyStore();
    right(store.create('pods', pod('p', { nodeName: 'node' })));
    right(store.remove('pods', 'ns', 'p', { gracePeriodSeconds: -5 }));
    expect(store.get('pods', 'ns', 'p')?.metadata.deletionGracePeriodSeconds).toBe(1);
  });

  it.each([
    ['no node has it', pod('p', {}), {}],
    ['it has ended', pod('p', { nodeName: 'node' }, { phase: 'Succeeded' }), {}],
    ['no grace is wanted', pod('p'), { gracePeriodSeconds: 0 }],
  ])('removes a pod at once when %s', (_, object, options) => {
    const { store } = emptyStore();
    right(store.create('pods', object));
    right(store.remove('pods', 'ns', 'p', options));
    expect(store.get('pods', 'ns', 'p')).toBeUndefined();
  });

  it.each([
    [undefined, ['orphan']],
    ['Orphan', ['orphan']],
    ['Foreground', ['foregroundDeletion']],
    ['Background', undefined],
  ] as const)('deletes a Job with the propagation %s by the finalizers %s', (propagation, finalizers) => {
    const { store } = emptyStore();
    right(store.create('jobs', { ...map('j'), kind: 'Job', apiVersion: 'batch/v1' }));
    right(store.remove('jobs', 'ns', 'j', propagation ? { propagation } : {}));
    expect(store.get('jobs', 'ns', 'j')?.metadata.finalizers).toEqual(finalizers);
  });

  it('removes a deleted object with its last finalizer', () => {
    const { store, changes } = emptyStore();
    right(store.create('configmaps', map('a', { finalizers: ['x/y'] })));
    right(store.remove('configmaps', 'ns', 'a'));
    expect(store.get('configmaps', 'ns', 'a')).toBeDefined();
    right(
      store.update('configmaps', 'ns', 'a', ({ metadata: { finalizers: _gone, ...metadata }, ...rest }) => ({
        ...rest,
        metadata,
      })),
    );
    expect(store.get('configmaps', 'ns', 'a')).toBeUndefined();
    expect(changes.at(-1)?.type).toBe('DELETED');
  });

  it('keeps a namespace as Terminating until it is purged', () => {
    const { store } = emptyStore();
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'n' },
      spec: { finalizers: ['kubernetes'] },
    };
    right(store.create('namespaces', namespace));
    right(store.remove('namespaces', undefined, 'n'));
    expect(store.get('namespaces', undefined, 'n')).toMatchObject({ status: { phase: 'Terminating' } });
    store.purge('namespaces', undefined, 'n');
    expect(store.get('namespaces', undefined, 'n')).toBeUndefined();
  });

  it('finds the dependents of an owner, before and after they change owners', () => {
    const { store } = emptyStore();
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'owner' };
    right(store.create('configmaps', map('child', { ownerReferences: [owner] })));
    expect(store.dependents('owner').map(({ object }) => object.metadata.name)).toEqual(['child']);
    right(
      store.update('configmaps', 'ns', 'child', (current) => ({
        ...current,
        metadata: { ...current.metadata, ownerReferences: [{ ...owner, uid: 'other' }] },
      })),
    );
    expect(store.dependents('owner')).toEqual([]);
    expect(store.dependents('other')).toHaveLength(1);
  });

  it('lists in the order of keys, by namespace and altogether', () => {
    const names = fc.array(fc.tuple(fc.constantFrom('a', 'a-b', 'b'), fc.constantFrom('x', 'x-y', 'z')), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, (keys) => {
        const { store } = emptyStore();
        for (const [namespace, name] of keys) store.create('configmaps', map(name, { namespace }));
        const listed = store.list('configmaps').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
        expect(listed).toEqual([...new Set(keys.map((key) => key.join('/')))].toSorted((a, b) => (a < b ? -1 : 1)));
        expect(store.list('configmaps', 'a').every(({ metadata }) => metadata.namespace === 'a')).toBe(true);
      }),
    );
  });
});
