import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { manualClock } from '../clock.ts';
import { createCluster, type LitmusSimulator, type Simulator, type SimulatorOptions } from '../create-cluster.ts';
import { litmusServiceAccount } from '../litmus/litmus-account.ts';
import { at, experimentJob, experimentObject } from './cluster-fixture.ts';

const open: Simulator[] = [];
const started = async (options: SimulatorOptions = {}): Promise<LitmusSimulator> => {
  const simulator = await createCluster({ seed: 1, namespaces: ['litmus'], litmus: {}, ...options });
  open.push(simulator);
  return simulator;
};
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

const folder = new URL('../../examples/', import.meta.url);
const examples = (): string =>
  ['engine.yaml', ...readdirSync(new URL('experiments/', folder)).map((name) => `experiments/${name}`)]
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n---\n');

test('a Job that is applied runs, and its log can be read over HTTP', async () => {
  const clock = manualClock();
  const simulator = await started({ clock });
  await simulator.apply([
    ...litmusServiceAccount('litmus', 'litmus'),
    experimentObject({ logs: 'hello from the fault' }),
    experimentJob('pod-delete-1'),
  ]);
  clock.advance(2_000);
  const [pod] = simulator.store.list('pods', 'litmus');
  const path = `/api/v1/namespaces/litmus/pods/${pod?.metadata.name}/log?container=pod-delete-1`;
  expect(await simulator.request('GET', path)).toMatchObject({
    status: 200,
    body: expect.stringContaining('hello from the fault'),
  });
  expect([...simulator.launches().values()]).toEqual([1]);
});

test.each([
  [{}, { major: '1', minor: '37', gitVersion: 'v1.37.2+simulator' }],
  [{ kubernetes: '1.20' }, { major: '1', minor: '20', gitVersion: 'v1.20.2+simulator' }],
] as const)('started with %j it says so in its version', async (options, version) => {
  const simulator = await started(options);
  expect(await simulator.request('GET', '/version')).toMatchObject({ status: 200, body: version });
});

test('the Litmus account may list Jobs but not watch them, and may not read Secrets', async () => {
  const simulator = await started();
  await simulator.apply(litmusServiceAccount('litmus', 'litmus'));
  const token = simulator.tokenFor('litmus', 'litmus');
  const status = async (path: string) => (await simulator.request('GET', path, undefined, { token })).status;
  expect(await status('/apis/batch/v1/namespaces/litmus/jobs')).toBe(200);
  expect(await status('/apis/batch/v1/namespaces/litmus/jobs?watch=true')).toBe(403);
  expect(await status('/api/v1/namespaces/litmus/secrets')).toBe(403);
});

test('what the API refuses, apply refuses with its message', async () => {
  const simulator = await started();
  const upper = '{apiVersion: v1, kind: ConfigMap, metadata: {name: UPPER, namespace: litmus}}';
  await expect(simulator.apply(upper)).rejects.toThrow('ConfigMap UPPER: ConfigMap "UPPER" is invalid');
  const thing = '{apiVersion: v9, kind: Thing, metadata: {name: x}}';
  await expect(simulator.apply(thing)).rejects.toThrow('Thing x: the simulator does not know this kind');
});

test('applying twice merges', async () => {
  const simulator = await started();
  const text = (value: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: litmus}, data: {${value}}}`;
  await simulator.apply(text('a: "1"'));
  await simulator.apply(text('b: "2"'));
  expect(simulator.store.get('configmaps', 'litmus', 'c')?.data).toEqual({ a: '1', b: '2' });
});

test('the bundled experiments and the example engine are accepted, and their annotations can all be read', async () => {
  const clock = manualClock();
  const simulator = await started({ clock });
  await simulator.apply(examples());
  clock.advance(100);
  expect(simulator.store.list('events', 'litmus').filter(({ reason }) => reason === 'InvalidBehaviour')).toEqual([]);
  expect(simulator.store.list('chaosexperiments', 'litmus').map(({ metadata }) => metadata.name)).toContain(
    'pod-delete',
  );
});

test('behave replaces the script of an experiment', async () => {
  const clock = manualClock();
  const simulator = await started({ clock });
  await simulator.apply([...litmusServiceAccount('litmus', 'litmus'), experimentObject({ verdict: 'Fail' })]);
  expect(simulator.behave('litmus', 'pod-delete', { verdict: 'Error', evictAfter: '1h' })).toBe(true);
  expect(simulator.behave('litmus', 'nothing', {})).toBe(false);
  await simulator.apply([experimentJob('pod-delete-1')]);
  clock.advance(2_000);
  const result = simulator.store.get('chaosresults', 'litmus', 'engine-pod-delete');
  expect(at(result, 'status', 'experimentStatus', 'verdict')).toBe('Error');
});

test('the operator runs a child process with a kubeconfig that works, and completes the engine', async () => {
  const script = `
    const text = require('node:fs').readFileSync(process.argv.at(-1), 'utf8');
    const { clusters: [{ cluster }], users: [{ user }] } = require('yaml').parse(text);
    const path = '/apis/litmuschaos.io/v1alpha1/namespaces/' + process.env.CHAOS_NAMESPACE + '/chaosengines/';
    const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
    const headers = { authorization: 'Bearer ' + user.token };
    require('node:https').get(cluster.server + path + process.env.CHAOSENGINE, { ca, headers }, ({ statusCode }) => {
      console.log(process.env.HOSTNAME + ' sees the engine: ' + statusCode);
      process.exit(statusCode === 200 ? 0 : 1);
    });`;
  const simulator = await started({
    litmus: { operator: { command: [process.execPath, '-e', script, '--'] } },
    speed: 10,
  });
  await simulator.apply(litmusServiceAccount('litmus', 'litmus'));
  await simulator.apply(examples());
  const status = () => at(simulator.store.get('chaosengines', 'litmus', 'engine'), 'status', 'engineStatus');
  await simulator.until(() => status() === 'completed');
  const lines = simulator.logs.read('litmus', 'engine-runner', 'chaos-runner').map(({ text }) => text);
  expect(lines).toEqual(['engine-runner sees the engine: 200']);
  expect(simulator.requests.some(({ user }) => user === 'system:serviceaccount:litmus:litmus')).toBe(true);
});

test('a runner that is still running is killed when the simulator is closed', async () => {
  const simulator = await createCluster({
    namespaces: ['litmus'],
    litmus: {
      operator: {
        command: [process.execPath, '-e', 'setInterval(() => {}, 1000); console.log("pid " + process.pid)', '--'],
      },
    },
    speed: 10,
  });
  await simulator.apply(litmusServiceAccount('litmus', 'litmus'));
  await simulator.apply(examples());
  const pid = await new Promise<number>((resolve) => {
    simulator.logs.subscribe('litmus', 'engine-runner', 'chaos-runner', ({ text }) =>
      resolve(Number(text.split(' ')[1])),
    );
  });
  await simulator.close();
  await expect.poll(() => alive(pid)).toBe(false);
});

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has waited for yet still answers.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

test('two simulators with the same seed give the same uids', async () => {
  const [one, two] = [await started({ seed: 7 }), await started({ seed: 7 })];
  expect(one.store.get('namespaces', undefined, 'litmus')?.metadata.uid).toBe(
    two.store.get('namespaces', undefined, 'litmus')?.metadata.uid,
  );
});
