import { describe, expect, it } from 'vitest';
import { account, type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';
import { program } from './program.ts';

const environment = {
  CHAOSENGINE: 'engine',
  EXPERIMENT_LIST: 'pod-delete',
  CHAOS_NAMESPACE: namespace,
  CHAOS_SVC_ACC: account,
};

const run = (world: Ground, env: Readonly<Record<string, string>> = {}) =>
  program({
    kubeconfig: world.simulator.kubeconfig({ namespace, serviceAccount: account }),
    env: { ...environment, ...env },
  });

const simple = () => ground({ objects: [experiment('pod-delete'), engine(['pod-delete'])] });

const warnings = (world: Ground) => world.events().filter(({ type }) => type === 'Warning');

describe('what cannot be helped by trying again ends the row, and the program exits with 0', () => {
  const rejected = async (world: Ground, names: RegExp, env?: Readonly<Record<string, string>>, status = 'Skipped') => {
    const { code, stderr } = await run(world, env);
    expect(world.rows()).not.toEqual([]);
    for (const row of world.rows()) expect(row).toMatchObject({ status, verdict: 'Fail', experimentPod: 'N/A' });
    expect(warnings(world).map(({ message }) => message)).toContainEqual(expect.stringMatching(names));
    expect(stderr).toMatch(names);
    expect(code).toBe(0);
    expect(world.created.size).toBe(0);
  };

  it('a malformed EXPERIMENT_LIST', async () => {
    await rejected(await simple(), /EXPERIMENT_LIST.*entry 2 of .* is empty/, { EXPERIMENT_LIST: 'pod-delete,,x' });
  });

  it('an experiment that does not exist', async () => {
    const world = await ground({ objects: [engine(['pod-delete'])] });
    await rejected(world, /no ChaosExperiment pod-delete in namespace litmus/, {}, 'ChaosExperiment Not Found');
    expect(warnings(world)).toMatchObject([{ reason: 'ExperimentNotFound' }]);
  });

  it('an entry of the list that is not in the engine', async () => {
    const world = await ground({ objects: [experiment('node-drain'), engine(['pod-delete'])] });
    await rejected(world, /no entry node-drain in spec.experiments/, { EXPERIMENT_LIST: 'node-drain' });
  });

  it('an engine whose name becomes a label that is too long', async () => {
    const name = 'e'.repeat(64);
    const world = await ground({
      engine: name,
      objects: [experiment('pod-delete'), engine(['pod-delete'], { name })],
    });
    await rejected(world, /has 64 characters: at most 63 are possible/, { CHAOSENGINE: name });
  });

  it('an experiment whose Job’s name becomes too long', async () => {
    const name = `pod-${'x'.repeat(53)}`;
    const world = await ground({ objects: [experiment(name), engine([name])] });
    await rejected(world, /has 57 characters: at most 56 are possible/, { EXPERIMENT_LIST: name });
  });

  it('a batch document that cannot be read', async () => {
    const world = await ground({
      objects: [experiment('pod-delete'), engine(['pod-delete'], { batch: 'paralelism: 2' })],
    });
    await rejected(world, /paralelism.*parallelism/);
  });

  it('an engine of which a field cannot be read: in an event, because the server takes no row of it', async () => {
    const world = await simple();
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), terminationGracePeriodSeconds: 'long' } }));
    const { code, stderr } = await run(world);
    expect(warnings(world)).toMatchObject([{ message: expect.stringMatching(/terminationGracePeriodSeconds/) }]);
    expect(stderr).toMatch(/terminationGracePeriodSeconds/);
    expect([code, world.created.size]).toEqual([1, 0]);
  });

  it('a malformed EXPERIMENT_LIST of an engine of which a field cannot be read: both are said in an event', async () => {
    const world = await simple();
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), terminationGracePeriodSeconds: 'long' } }));
    const { code } = await run(world, { EXPERIMENT_LIST: 'pod-delete,,x' });
    expect(warnings(world)).toMatchObject([
      { message: expect.stringMatching(/pod-delete.*EXPERIMENT_LIST.*terminationGracePeriodSeconds/) },
    ]);
    expect(code).toBe(1);
  });

  it('a malformed EXPERIMENT_LIST of an engine in which no experiment has a name: both are said in one event', async () => {
    const world = await simple();
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), experiments: 'all' } }));
    const { code } = await run(world, { EXPERIMENT_LIST: 'pod-delete,,x' });
    expect(warnings(world)).toMatchObject([
      { message: expect.stringMatching(/^Nothing of this ChaosEngine can be run.*EXPERIMENT_LIST.*spec.experiments/) },
    ]);
    expect(code).toBe(0);
  });

  it('a ConfigMap that does not exist', async () => {
    const world = await ground({
      objects: [
        experiment('pod-delete', {}, { configMaps: [{ name: 'settings', mountPath: '/etc/settings' }] }),
        engine(['pod-delete']),
      ],
    });
    await rejected(world, /no ConfigMap settings in namespace litmus/);
  });
});

it('mounts a volume once that two entries name', async () => {
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace }, data: {} };
  const credentials = { ...settings, kind: 'Secret', metadata: { name: 'settings', namespace } };
  const world = await ground({
    extras: { secrets: true },
    speed: 5,
    objects: [
      settings,
      credentials,
      experiment(
        'pod-delete',
        {},
        {
          configMaps: [{ name: 'settings', mountPath: '/etc/settings' }],
          secrets: [{ name: 'settings', mountPath: '/etc/credentials' }],
          hostFileVolumes: [{ name: 'settings', mountPath: '/host', nodePath: '/var/run/docker.sock' }],
        },
      ),
      engine(['pod-delete']),
    ],
  });
  expect(await world.start().finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
});

describe('what may be better in a moment ends the program with another code than 0, and nothing is launched', () => {
  it('no engine', async () => {
    const world = await ground({ objects: [experiment('pod-delete')] });
    const { code, stderr } = await run(world);
    expect(stderr).toMatch(/There is no ChaosEngine engine in namespace litmus/);
    expect(code).toBe(1);
  });

  it('the wrong namespace', async () => {
    const world = await simple();
    const { code, stderr } = await run(world, { CHAOS_NAMESPACE: 'elsewhere' });
    expect(stderr).toMatch(/elsewhere/);
    expect(code).toBe(1);
    expect(world.rows()).toEqual([]);
    expect(world.created.size).toBe(0);
  });

  it('an API server that cannot be reached', async () => {
    const world = await ground({ objects: [experiment('pod-delete'), engine(['pod-delete'])], speed: 30 });
    const runner = world.start({ mode: 'pod', url: 'http://127.0.0.1:9' });
    expect(await runner.finish).toMatchObject({
      is: 'TryAgain',
      reason: expect.stringMatching(/ChaosEngine litmus\/engine could not be read.*127\.0\.0\.1:9/),
    });
    expect(await runner.exited).toBe(1);
  });

  it('an expired token', async () => {
    const world = await ground({ objects: [experiment('pod-delete'), engine(['pod-delete'])], speed: 30 });
    const runner = world.start({ mode: 'pod', token: 'expired' });
    expect(await runner.finish).toMatchObject({
      is: 'TryAgain',
      reason: expect.stringMatching(/credentials are not, or no longer, accepted/),
    });
    expect(await runner.exited).toBe(1);
    expect(world.created.size).toBe(0);
  });

  it('an API server that fails before the launch', async () => {
    const world = await ground({
      objects: [experiment('pod-delete'), engine(['pod-delete'])],
      speed: 60,
      interceptors: [({ resource }) => (resource === 'chaosexperiments' ? { is: 'respond', status: 500 } : undefined)],
    });
    const runner = world.start({ mode: 'pod' });
    expect(await runner.finish).toMatchObject({ is: 'TryAgain' });
    expect(world.created.size).toBe(0);
  });
});
