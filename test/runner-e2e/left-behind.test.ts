import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

const helpersIn = (world: Ground): readonly string[] =>
  world.simulator.store
    .list('pods', namespace)
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.includes('-helper-'));

const warnings = (world: Ground) => world.events().filter(({ type }) => type === 'Warning');

/** litmus-go leaves its helpers to the runner under `retain` only: under `delete` it removes them itself before it ends. */
const retain = { spec: { jobCleanUpPolicy: 'retain' } };

/** A network fault of one helper that never takes anything back, and a step beside it that leaves nothing. */
const marked = async () => {
  const world = await ground({
    speed: 5,
    objects: [
      experiment('pod-network-latency', { duration: '1s', helpers: '1', targets: 'pod/a pod/b', reverts: 'no' }),
      experiment('pod-delete', { duration: '1s' }),
      engine(['pod-network-latency', 'pod-delete'], retain),
    ],
  });
  const runner = world.start({ mode: 'pod' });
  const finish = await runner.finish;
  if (finish?.is !== 'Finished') throw new Error(`it ended otherwise: ${finish?.is}`);
  return { world, finish, exitCode: await runner.exited };
};

describe('a step that passed and whose targets are still marked as injected', () => {
  it('has its verdict in row, finish and exit code', async () => {
    const { world, finish, exitCode } = await marked();
    expect(world.rows().map(({ status, verdict }) => `${status} ${verdict}`)).toEqual([
      'Completed Pass',
      'Completed Pass',
    ]);
    expect([finish.outcome, exitCode]).toEqual(['Pass', 0]);
  });

  it('is told of in an event of its own, in the summary of the batch and in the finish', async () => {
    const { world, finish } = await marked();
    const told = Object.fromEntries(warnings(world).map(({ reason, message }) => [reason, message]));
    expect(told).toEqual({
      TargetsStillInjected: expect.stringMatching(
        /^Chaos Experiment: pod-network-latency has ended \(Pass\), but .* pod\/a, pod\/b as inj/,
      ),
      BatchSummary: expect.stringContaining('Still marked as injected: pod-network-latency (2 targets).'),
    });
    expect(finish).toMatchObject({ injected: ['pod-network-latency (2 targets)'], left: [] });
  });

  it('loses its helper, which may still inject, and keeps its Job under `retain`', async () => {
    const { world } = await marked();
    expect(helpersIn(world)).toEqual([]);
    expect(world.residue().filter((one) => one.startsWith('jobs/'))).toHaveLength(2);
    const cleaned = world.records().find(({ data }) => data.event.type === 'CLEANED');
    expect(cleaned?.data.event).toMatchObject({ remaining: [], injected: ['pod/a', 'pod/b'] });
    expect(cleaned?.data.event.gone).toEqual([expect.stringMatching(/^pod\/pod-network-latency-helper-/)]);
  });
});

/** A single step that ends with Error, by pod. */
const failed = async (behaviour: Behaviour, definition: object = {}) => {
  const world = await ground({
    speed: 5,
    objects: [
      experiment('pod-network-latency', { duration: '1s', ...behaviour }, definition),
      engine(['pod-network-latency'], retain),
    ],
  });
  expect(await world.start({ mode: 'pod' }).finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
  return { world, messages: warnings(world).map(({ message }) => message) };
};

describe('the event about a step that ended with Error', () => {
  it('says that it ran, where it ran', async () => {
    const { messages } = await failed({ verdict: 'Error' });
    expect(messages).toEqual([
      expect.stringMatching(/^Chaos Experiment: pod-network-latency ran and ended with Error\. /),
    ]);
    expect(messages[0]).not.toContain('creation failed');
  });

  it('says that its Job was not created, where it was never launched', async () => {
    const { messages, world } = await failed({}, { configMaps: [{ name: 'missing', mountPath: '/etc/missing' }] });
    expect(messages).toEqual([
      expect.stringMatching(/^Experiment Job creation failed, skipping Chaos Experiment: pod-network-latency\. /),
    ]);
    expect(world.created.size).toBe(0);
  });

  it('has the last lines of a helper that failed, which is deleted only afterwards', async () => {
    const { messages, world } = await failed({ helpers: '1', helperExitCode: '3', targets: 'pod/a' });
    expect(messages).toEqual([
      expect.stringMatching(/ran and ended with Error\. .*Last lines of its helper's log: .*could not be injected/s),
    ]);
    const types = world.records().map(({ data }) => data.event.type);
    expect(types.indexOf('LOG_COLLECTED')).toBeLessThan(types.indexOf('CLEANED'));
    const collected = world.records().find(({ data }) => data.event.type === 'LOG_COLLECTED');
    expect(collected?.data.event.helperTail).toContain('the fault could not be injected');
    expect(helpersIn(world)).toEqual([]);
  });
});
