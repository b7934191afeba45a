import type { Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const batch = 'steps: {pod-delete: {retries: {limit: 2, on: [Error, Fail]}}}';

/** Only a part of so many answers to such requests of the runner arrives. */
const garbled = (verb: string, resource: string, when: 'before' | 'after', times = 2): Interceptor => {
  let left = times;
  let requests = 0;
  return (request) => {
    if (!request.userAgent.startsWith('chaos-runner/')) return undefined;
    requests += 1;
    // Of a server that was never understood nobody can know whether it is one.
    if (requests === 1 || request.verb !== verb || request.resource !== resource || left === 0) return undefined;
    left -= 1;
    return { is: 'garble', when };
  };
};

const run = async (interceptor: Interceptor): Promise<Ground> => {
  const world = await ground({
    speed: 10,
    objects: [experiment('pod-delete', { helpers: '1', duration: '1s' }), engine(['pod-delete'], { batch })],
    interceptors: [interceptor],
  });
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  return world;
};

describe('an answer of which only a part arrives', () => {
  it.each([
    ['create', 'jobs', 'after'],
    ['create', 'jobs', 'before'],
    ['list', 'jobs', 'after'],
    ['get', 'jobs', 'after'],
    ['get', 'chaosexperiments', 'after'],
    ['get', 'chaosresults', 'after'],
    ['list', 'pods', 'after'],
    ['patch', 'chaosengines', 'after'],
    ['get', 'chaosengines', 'before'],
    ['delete', 'jobs', 'before'],
    ['delete', 'jobs', 'after'],
  ] as const)('to %s %s is unknown, and no second injection (%s)', async (verb, resource, when) => {
    const world = await run(garbled(verb, resource, when));
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
    expect(world.residue()).toEqual([]);
  });

  it('to the creation of a Job and to the read behind it leaves one Job, which is gone on with', async () => {
    const [create, get] = [garbled('create', 'jobs', 'after', 1), garbled('get', 'jobs', 'after', 3)];
    const world = await run((request) => create(request) ?? get(request));
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    expect([...world.created.values()]).toEqual([1]);
  });
});

it('a deletion that was accepted and did nothing is made again until the Job is gone', async () => {
  let lies = 2;
  const world = await ground({
    speed: 10,
    objects: [experiment('pod-delete'), engine(['pod-delete'])],
  });
  const runner = world.start({
    mode: 'pod',
    between: {
      remove: async (inner, kind, ref, options, call) => {
        if (kind !== 'Job' || lies === 0) return inner.remove(kind, ref, options, call);
        lies -= 1;
        return { _tag: 'Right', right: undefined };
      },
    },
  });
  expect(await runner.exited).toBe(0);
  expect(world.residue()).toEqual([]);
  expect(lies).toBe(0);
});
