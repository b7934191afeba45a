import { createCluster, type FaultAction, type Interceptor } from 'chaos-runner-simulator';
import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, onTestFinished, test } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { connectTo } from '../../src/cluster/credentials/connection.ts';
import type { KubeObject } from '../../src/cluster/port.ts';
import { reflect } from '../../src/cluster/reflector.ts';
import { left, right } from './adapter-fixture.ts';
import { testClock } from './test-clock.ts';

const namespace = 'litmus';
const configMap = (name: string, value = ''): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { value },
});

const start = async () => {
  const simulator = await createCluster({ seed: 1, namespaces: [namespace], https: false });
  const clock = testClock();
  const cluster = assembleCluster({
    connection: connectTo({ server: simulator.url, token: simulator.adminToken }),
    clock,
    random: () => 0.5,
    userAgent: 'chaos-runner/test',
  });
  const close = async () => {
    await cluster.close();
    await simulator.close();
  };
  return { simulator, cluster, clock, close };
};

/** Does each fault to one request of the verb, in order. */
const faults = (verb: string, actions: readonly FaultAction[]): Interceptor => {
  const coming = [...actions];
  return (request) => (request.verb === verb && request.resource === 'configmaps' ? coming.shift() : undefined);
};

describe('a write whose answer was lost', () => {
  const lost: FaultAction = { is: 'reset', when: 'after' };

  test('shows as AlreadyExists, Conflict and NotFound, so that the caller looks again', async () => {
    const { simulator, cluster, close } = await start();
    onTestFinished(close);
    simulator.interceptors.push(faults('create', [lost]), faults('patch', [lost]), faults('delete', [lost]));
    const ref = { namespace, name: 'a' };
    expect(left(await cluster.create('ConfigMap', configMap('a'))).is).toBe('AlreadyExists');
    const { resourceVersion } = right(await cluster.get('ConfigMap', ref)).metadata;
    const patch = { metadata: { resourceVersion }, data: { value: 'x' } };
    expect(left(await cluster.patch('ConfigMap', ref, patch)).is).toBe('Conflict');
    expect(right(await cluster.get('ConfigMap', ref)).data).toEqual({ value: 'x' });
    expect(left(await cluster.remove('ConfigMap', ref, {})).is).toBe('NotFound');
  });
});

const transient = fc.constantFrom<FaultAction>(
  { is: 'respond', status: 429, retryAfterSeconds: 2 },
  { is: 'respond', status: 500 },
  { is: 'respond', status: 503 },
  { is: 'reset', when: 'before' },
);

test('up to five transient faults in a row are never seen by the caller', async () => {
  const { simulator, cluster, close } = await start();
  onTestFinished(close);
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(transient, { maxLength: 5 }), async (actions) => {
      simulator.interceptors.splice(0);
      simulator.interceptors.push(faults('create', actions));
      count += 1;
      const before = simulator.requests.length;
      expect(E.isRight(await cluster.create('ConfigMap', configMap(`c-${count}`)))).toBe(true);
      expect(simulator.requests.length - before).toBe(actions.length + 1);
    }),
    { numRuns: 40 },
  );
});

type Step = { readonly do: 'write' | 'remove'; readonly name: string } | { readonly do: 'forget' };

test('a reflector’s picture is true in the end, whatever happens to lists and watches', async () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), name }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), name }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const) }) },
  );
  const cut = fc.record({ is: fc.constant('cutWatch' as const), afterEvents: fc.integer({ min: 0, max: 3 }) });
  const trouble = fc.array(fc.oneof(transient, cut), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array<Step>(step, { maxLength: 15 }), trouble, trouble, async (steps, onWatch, onList) => {
      const { simulator, cluster, clock, close } = await start();
      simulator.interceptors.push(faults('watch', onWatch), faults('list', onList));
      const picture = new Map<string, unknown>();
      const stop = new AbortController();
      const end = () => {
        if (picture.has('last')) stop.abort();
      };
      const reflecting = reflect({
        cluster,
        kind: 'ConfigMap',
        namespace,
        selector: {},
        clock,
        random: () => 0.5,
        signal: stop.signal,
        onSync: (objects) => {
          picture.clear();
          for (const { metadata, data } of objects) picture.set(metadata.name, data);
          end();
        },
        onChange: ({ type, object }) => {
          if (type === 'DELETED') picture.delete(object.metadata.name);
          else picture.set(object.metadata.name, object.data);
          end();
        },
      });
      for (const [index, step] of steps.entries()) {
        if (step.do === 'forget') simulator.compact();
        else if (step.do === 'remove') await cluster.remove('ConfigMap', { namespace, name: step.name }, {});
        else {
          const created = await cluster.create('ConfigMap', configMap(step.name, String(index)));
          const data = { value: String(index) };
          if (E.isLeft(created)) right(await cluster.patch('ConfigMap', { namespace, name: step.name }, { data }));
        }
      }
      right(await cluster.create('ConfigMap', configMap('last')));
      right(await reflecting);
      const present = simulator.store.list('configmaps', namespace).map(({ metadata, data }) => [metadata.name, data]);
      expect(Object.fromEntries(picture)).toEqual(Object.fromEntries(present));
      await close();
    }),
    { numRuns: 25 },
  );
});
