import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { createEngineDoor } from '../../../src/runner/run/engine-cache.ts';
import { decoded, engineOf, start } from '../fixtures.ts';

const notFound: ClusterError = { is: 'NotFound', message: 'none' };
const unavailable: ClusterError = { is: 'Unavailable', message: 'no answer' };

/** A door whose reads get the answers, one after the other; `told` is how the engine was ending at each look. */
const world = (...answers: readonly E.Either<ClusterError, KubeObject>[]) => {
  const rest = [...answers];
  const door = createEngineDoor(
    { get: async () => rest.shift() ?? E.left(unavailable) },
    decoded(engineOf({})),
    () => start,
  );
  const told: (string | undefined)[] = [];
  door.onSeen(() => told.push(door.ending()));
  return { door, told };
};

/** What no decoder takes, with whatever else it says. */
const broken = (more: Parameters<typeof engineOf>[0] = {}): KubeObject => {
  const engine = engineOf(more);
  return { ...engine, spec: { ...(engine.spec as object), experiments: 'all' } };
};

describe('what is known of the engine', () => {
  it.each([
    ['nothing that ends it', engineOf({}), undefined],
    ['that it was stopped', engineOf({ state: 'stop' }), 'stopped'],
    ['that it is gone, where another one has its name', engineOf({ uid: 'other' }), 'gone'],
  ])('is %s', async (_, engine, ending) => {
    const { door, told } = world(E.right(engine));
    expect(E.isRight(await door.read())).toBe(true);
    expect([door.ending(), told]).toEqual([ending, [ending]]);
  });

  it('is that it is gone, for good, where it is not found', async () => {
    const { door } = world(E.left(notFound), E.right(engineOf({})));
    expect(E.isRight(await door.read())).toBe(true);
    await door.read();
    expect(door.ending()).toBe('gone');
  });

  it('is that it is gone where its kind has not been served for half a minute, and not before', async () => {
    let now = 0;
    const unserved: ClusterError = { is: 'Unserved', message: 'could not find the requested resource' };
    const door = createEngineDoor({ get: async () => E.left(unserved) }, decoded(engineOf({})), () => now);
    expect(await door.read()).toEqual(E.left(unserved));
    now = 29_999;
    expect(await door.read()).toEqual(E.left(unserved));
    expect([door.ending(), door.isUnserved()]).toEqual([undefined, false]);
    now = 30_000;
    expect(E.isRight(await door.read())).toBe(true);
    expect([door.ending(), door.isUnserved()]).toEqual(['gone', true]);
  });

  it('stays as it was where the server does not answer', async () => {
    const { door, told } = world(E.left(unavailable));
    expect(await door.read()).toEqual(E.left(unavailable));
    expect([door.ending(), told]).toEqual([undefined, []]);
  });

  it('is not what it was before: an answer that a later look has overtaken says nothing', async () => {
    const { door, told } = world(E.right(engineOf({ resourceVersion: '8', annotations: { mark: 'old' } })));
    const read = door.read();
    door.saw(engineOf({ resourceVersion: '9', annotations: { mark: 'new' } }));
    await read;
    door.saw(engineOf({ resourceVersion: '8', annotations: { mark: 'old' } }), '7');
    expect(door.current().metadata).toMatchObject({ resourceVersion: '9', annotations: { mark: 'new' } });
    expect(told).toEqual([undefined]);
  });

  it('is what an older version says that was asked for since: a server may have been put back', async () => {
    const { door } = world(E.right(engineOf({ resourceVersion: '8' })));
    door.saw(engineOf({ resourceVersion: '9' }));
    await door.read();
    expect(door.current().metadata.resourceVersion).toBe('8');
  });

  it('takes its version, its checkpoint and its end from a document of which the rest cannot be read', () => {
    const { door, told } = world();
    door.saw(broken({ resourceVersion: '9', state: 'stop', annotations: { mark: 'x' } }));
    expect(door.current().metadata).toMatchObject({ resourceVersion: '9', annotations: { mark: 'x' } });
    expect(door.current().spec.experiments.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(told).toEqual(['stopped']);
  });

  it('is that it is gone where a document that cannot be read is of another one', () => {
    const { door } = world();
    door.saw(broken({ uid: 'other' }));
    expect(door.ending()).toBe('gone');
  });

  it('is nothing new where there is no metadata to read', () => {
    const { door, told } = world();
    door.saw({ kind: 'Status' });
    door.saw(undefined);
    expect([door.ending(), told]).toEqual([undefined, []]);
  });
});
