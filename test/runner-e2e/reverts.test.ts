import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { decodeResult } from '../../src/model/litmus/result.ts';
import { type Ground, ground, namespace, setState, statusOf } from './ground.ts';
import { type EngineOptions, engine, experiment } from './manifests.ts';

const targets = ['pod/a', 'pod/b', 'pod/c', 'pod/d'];

/** A fault of two helpers whose revert takes five seconds, as that of six qdiscs does under a tight CPU limit. */
const latency = experiment('pod-network-latency', {
  duration: '300s',
  helpers: '2',
  helperRevert: '5s',
  targets: targets.join(' '),
  stopTime: '6s',
  stopResult: '4s',
});

/** An operated cluster, once everything is injected; its engine says nothing of a grace unless the options do. */
const injecting = async (others: readonly object[] = [], options: EngineOptions = {}): Promise<Ground> => {
  const world = await ground({
    speed: 5,
    operator: '3.0',
    objects: [latency, ...others, engine(['pod-network-latency', ...others.map(nameOf)], options)],
  });
  await world.until(() => world.simulator.injected().length === targets.length);
  return world;
};

const nameOf = (object: object): string => (object as { metadata: { name: string } }).metadata.name;

const marks = (world: Ground): Readonly<Record<string, string>> => {
  const read = decodeResult(world.simulator.store.get('chaosresults', namespace, 'engine-pod-network-latency'));
  if (E.isLeft(read)) throw new Error('the result cannot be read');
  return Object.fromEntries(read.right.targets.map(({ kind, name, chaosStatus }) => [`${kind}/${name}`, chaosStatus]));
};

const expectReverted = (world: Ground): void => {
  expect(world.simulator.injected()).toEqual([]);
  expect(marks(world)).toEqual(Object.fromEntries(targets.map((target) => [target, 'reverted'])));
};

describe('helpers revert in their grace whatever grace the engine names', () => {
  it('where it names none and is stopped', async () => {
    const world = await injecting();
    setState(world, 'stop');
    await world.until(() => statusOf(world) === 'stopped');
    expectReverted(world);
  });

  it('where it names none and is deleted', async () => {
    const world = await injecting();
    const { uid } = world.engine()?.metadata ?? { uid: '' };
    world.simulator.store.remove('chaosengines', namespace, 'engine', { propagation: 'Background' });
    await world.until(() => world.engine() === undefined && world.residue(uid).length === 0);
    expectReverted(world);
  });

  it('where it names none and the step runs into its time-out', async () => {
    const world = await injecting([], { batch: 'steps: {pod-network-latency: {timeout: 10s}}' });
    await world.until(() => statusOf(world) === 'completed');
    expect(world.rows()).toMatchObject([{ status: 'Forcefully Aborted', verdict: 'Stopped' }]);
    expectReverted(world);
  });

  it('where it names too short a one, and the run itself deletes them', async () => {
    const batch = 'steps: {pod-network-latency: {timeout: 10s}}';
    const world = await injecting([], { batch, spec: { terminationGracePeriodSeconds: 2 } });
    await world.until(() => statusOf(world) === 'completed');
    expectReverted(world);
  });

  it('where it names none and the failure of another step cancels it', async () => {
    const failing = experiment('pod-delete', { duration: '8s', verdict: 'Fail' });
    const world = await injecting([failing], { batch: '{parallelism: 2, failurePolicy: cancelRunning}' });
    await world.until(() => statusOf(world) === 'completed');
    expect(world.rows().map(({ verdict }) => verdict)).toContain('Stopped');
    expectReverted(world);
  });

  it('where it names none and a run by hand is aborted', async () => {
    const world = await ground({ speed: 5, objects: [latency, engine(['pod-network-latency'])] });
    const { runner, finish } = world.start();
    await world.until(() => world.simulator.injected().length === targets.length);
    runner.abort('user', 'Enough.');
    expect(await finish).toMatchObject({ is: 'Finished', aborted: true, left: [] });
    expectReverted(world);
  });
});
