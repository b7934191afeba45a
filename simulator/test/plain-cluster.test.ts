import { afterEach, describe, expect, test } from 'vitest';
import { manualClock } from '../clock.ts';
import { createCluster, type Simulator, type SimulatorOptions } from '../create-cluster.ts';
import { litmusDefinitions } from '../litmus/litmus-definitions.ts';
import { at, jobObject } from './cluster-fixture.ts';
import { openServer } from './server-fixture.ts';

const open: Simulator[] = [];
const started = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const simulator = await createCluster({ seed: 1, namespaces: ['litmus'], ...options });
  open.push(simulator);
  return simulator;
};
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

const engine = `
apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata: { name: engine, namespace: litmus }
spec: { chaosServiceAccount: litmus, experiments: [{ name: pod-delete }] }`;
const engines = '/apis/litmuschaos.io/v1alpha1/namespaces/litmus/chaosengines';

describe('a cluster without Litmus', () => {
  test('has nothing of it: no definition, no group, no path, no kind to apply', async () => {
    const simulator = await started();
    expect(simulator.store.list('customresourcedefinitions')).toEqual([]);
    const { body } = await simulator.request('GET', '/apis');
    expect(JSON.stringify(body)).toContain('"batch"');
    expect(JSON.stringify(body)).not.toContain('litmus');
    expect(await simulator.request('GET', engines)).toMatchObject({ status: 404, body: '404 page not found\n' });
    await expect(simulator.apply(engine)).rejects.toThrow('ChaosEngine engine: the simulator does not know this kind');
    expect(simulator).not.toHaveProperty('injected');
  });

  test('gives pods to all of its nodes, the first one too', async () => {
    const clock = manualClock();
    const simulator = await started({ clock, nodes: ['one', 'two'] });
    await simulator.apply(['a', 'b', 'c', 'd'].map((name) => jobObject(name)));
    clock.advance(1_000);
    const nodes = simulator.store.list('pods', 'litmus').map((pod) => at(pod, 'spec', 'nodeName'));
    expect(nodes.toSorted()).toEqual(['one', 'one', 'two', 'two']);
  });

  test('keeps nothing of it in its state, and takes such a state back', async () => {
    const state = (await started()).state();
    expect(state.launched).toEqual({});
    const next = await started();
    next.restore(JSON.parse(JSON.stringify(state)));
    expect(next.store.all()).toHaveLength(state.objects.length);
  });
});

test('a custom resource is served as long as its definition is there', async () => {
  await using open = await openServer();
  const [path] = litmusDefinitions.map(
    ({ metadata }) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`,
  );
  const served = async () => {
    const group = await open.client.get('/apis/litmuschaos.io/v1alpha1');
    return group.body.resources.map(({ name }: { name: string }) => name);
  };
  const inDefault = '/apis/litmuschaos.io/v1alpha1/namespaces/default/chaosengines';
  expect(await served()).toEqual(['chaosengines', 'chaosexperiments', 'chaosresults']);
  expect((await open.client.get(inDefault)).status).toBe(200);
  await open.client.remove(path ?? '');
  expect(await served()).toEqual(['chaosexperiments', 'chaosresults']);
  expect((await open.client.get(inDefault)).status).toBe(404);
});

describe('a cluster that is told more', () => {
  test('has these nodes and namespaces, and listens where it is told, for this token', async () => {
    const first = await started();
    const { port } = first;
    await first.close();
    const simulator = await started({
      nodes: ['only'],
      namespaces: ['mine'],
      port,
      https: false,
      adminToken: 'secret',
    });
    expect(simulator.url).toBe(`http://127.0.0.1:${port}`);
    expect(simulator.store.list('nodes').map(({ metadata }) => metadata.name)).toEqual(['only']);
    const path = '/api/v1/namespaces/mine/serviceaccounts/default';
    expect(await simulator.request('GET', path, undefined, { token: 'secret' })).toMatchObject({ status: 200 });
    expect(await simulator.request('GET', path, undefined, { token: 'other' })).toMatchObject({ status: 401 });
  });

  test('takes its time as it is told', async () => {
    const clock = manualClock();
    const simulator = await started({ clock, timings: { schedule: 60_000 } });
    await simulator.apply([jobObject('a')]);
    const node = () => at(simulator.store.list('pods', 'litmus')[0], 'spec', 'nodeName');
    clock.advance(59_000);
    expect(node()).toBeUndefined();
    clock.advance(2_000);
    expect(node()).toEqual(expect.any(String));
  });

  test('keeps no more requests than twice as many as it is told', async () => {
    const simulator = await started({ requestLog: 2 });
    for (let count = 1; count <= 9; count += 1) await simulator.request('GET', '/version');
    expect(simulator.requests.map(({ id }) => id)).toEqual([7, 8, 9]);
  });

  test('has in its store what the API would refuse', async () => {
    const simulator = await started();
    const odd = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'UPPER', namespace: 'default' }, data: 7 };
    await expect(simulator.apply([odd])).rejects.toThrow('ConfigMap UPPER');
    simulator.store.create('configmaps', odd);
    const { body } = await simulator.request('GET', '/api/v1/namespaces/default/configmaps/UPPER');
    expect(body).toMatchObject({ data: 7 });
  });
});

describe('a request', () => {
  test.each([true, false])('is answered over https: %s', async (https) => {
    const simulator = await started({ https });
    expect(await simulator.request('GET', '/api/v1/nodes/simulated-1')).toMatchObject({
      status: 200,
      body: { kind: 'Node' },
    });
  });

  test('is answered whatever becomes of it, and speaks as the owner of another token where one is given', async () => {
    const simulator = await started();
    const maps = '/api/v1/namespaces/default/configmaps';
    const token = simulator.tokenFor('default', 'default');
    expect(await simulator.request('GET', maps, undefined, { token })).toMatchObject({ status: 403 });
    expect(await simulator.request('POST', maps, { metadata: { name: 'a' } })).toMatchObject({ status: 201 });
    expect(await simulator.request('PATCH', `${maps}/a`, { data: { k: 'ü€' } })).toMatchObject({ status: 200 });
    const replaced = [{ op: 'replace', path: '/data/k', value: 'v' }];
    const contentType = 'application/json-patch+json';
    await simulator.request('PATCH', `${maps}/a`, replaced, { contentType });
    expect(simulator.store.get('configmaps', 'default', 'a')?.data).toEqual({ k: 'v' });
    const conditions = { preconditions: { uid: 'of-another' } };
    expect(await simulator.request('DELETE', `${maps}/a`, conditions)).toMatchObject({ status: 409 });
  });

  test('rejects when the connection breaks', async () => {
    const simulator = await started({ interceptors: [() => ({ is: 'reset', when: 'before' })] });
    await expect(simulator.request('GET', '/version')).rejects.toThrow();
    await expect(simulator.apply([jobObject('a')])).rejects.toThrow('Job a: the simulator did not answer');
  });
});

describe('until', () => {
  test('resolves with an answer that is there at once, or that a later change of the store brings', async () => {
    const simulator = await started();
    const found = () => simulator.store.get('configmaps', 'default', 'a');
    expect(await simulator.until(() => 0)).toBe(0);
    const awaited = simulator.until(found);
    await simulator.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}');
    expect((await awaited).metadata.name).toBe('a');
  });

  test('rejects with its question when nothing comes in time, and with what the question throws', async () => {
    const simulator = await started();
    await expect(simulator.until(() => false, 1)).rejects.toThrow('has not come within 1 ms: () => false');
    const thrower = () => {
      throw new Error('no such pod');
    };
    await expect(simulator.until(thrower)).rejects.toThrow('no such pod');
  });
});
