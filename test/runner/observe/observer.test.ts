import * as E from 'fp-ts/Either';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { identityLabels } from '../../../src/job/identity.ts';
import { createObserver, type ObserverMeans } from '../../../src/runner/observe/observer.ts';
import { createEngineDoor } from '../../../src/runner/run/engine-cache.ts';
import type { ToExperiment } from '../../../src/runner/run/loop.ts';
import { decoded, engineOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { identity, listOf, noRequests, silent } from '../means.ts';

const job = 'a-job';

const podOf = (metadata: object = {}, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'main', uid: 'uid-main', labels: { [identityLabels.job]: job }, ...metadata },
  spec: { containers: [{ name: job }] },
  status: { phase: 'Pending', ...status },
});

const runningAs = (name: string) => ({
  phase: 'Running',
  containerStatuses: [{ name, state: { running: { startedAt: new Date(start).toISOString() } } }],
});
const running = runningAs(job);

/** An observer that polls, on a clock that is driven by hand; `set` changes what the cluster shows from now on. */
const world = () => {
  const clock = manualClock(start);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const shown = { engine: engineOf({}), pods: [podOf()] as readonly KubeObject[] };
  const asked = { engine: 0, pods: 0, events: 0, of: [] as string[] };
  const told: ToExperiment[] = [];
  const cluster: Cluster = {
    ...noRequests,
    get: async (kind) => {
      if (kind === 'ChaosEngine') asked.engine += 1;
      return E.right(
        kind === 'ChaosEngine' ? shown.engine : { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: job } },
      );
    },
    list: async (kind, _namespace, { labels = '' }) => {
      if (kind === 'Pod') asked.pods += 1;
      if (kind === 'Event') asked.events += 1;
      if (kind === 'Pod') asked.of.push(/ in \((.*)\)/.exec(labels)?.[1] ?? labels);
      const jobs = asked.of.at(-1)?.split(',') ?? [];
      const isAsked = ({ metadata }: KubeObject) => jobs.includes(metadata.labels?.[identityLabels.job] ?? '');
      return listOf(kind === 'Pod' ? shown.pods.filter(isAsked) : []);
    },
  };
  const engine = createEngineDoor(cluster, decoded(shown.engine), clock.elapsed);
  const run: ObserverMeans = {
    ...{ cluster, clock, engine, signal: stop.signal, log: silent, random: () => 0 },
    ...{ identity: { ...identity, engineUid: 'engine-uid' }, enduranceMs: Number.POSITIVE_INFINITY },
    endUnfinished: () => undefined,
    toExperiment: (_, event) => told.push(event),
  };
  const observer = createObserver(run, async () => false);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    asked,
    told,
    observer,
    /** Of a step that is known to have started, one after the other, in one turn. */
    observe: async (...jobs: readonly string[]) => {
      for (const [step, name] of (jobs.length === 0 ? [job] : jobs).entries()) {
        const started = jobs.length === 0 ? {} : { startedAt: start, pod: 'main' };
        const to = { step, iteration: 1, attempt: 1 };
        observer.observe({ to, job: name, mask: (text) => text, launchedAt: clock.now(), ...started });
      }
      await settle();
    },
    pass: async (ms: number) => {
      for (const end = clock.now() + ms; clock.now() < end; ) {
        clock.goTo(Math.min(end, clock.now() + 100));
        await settle();
      }
    },
    set: (change: Partial<typeof shown>) => Object.assign(shown, change),
    types: () => told.map(({ type }) => type),
  };
};

describe('an observer that polls', () => {
  it('lists the pods often after a launch, and reads the engine about once a second', async () => {
    const { observe, pass, asked } = world();
    await observe();
    await pass(3_000);
    expect(asked.pods).toBeGreaterThanOrEqual(8);
    expect(asked.engine).toBeGreaterThanOrEqual(2);
    expect(asked.engine).toBeLessThanOrEqual(4);
  });

  it('asks for no list just because a step is said to have started, and then looks as often as that step needs', async () => {
    const { observe, pass, asked, observer } = world();
    await observe();
    await pass(70_000);
    for (const before = asked.pods; asked.pods === before; ) await pass(100);
    const before = asked.pods;
    const to = { step: 0, iteration: 1, attempt: 1 };
    observer.observe({ to, job, mask: (text) => text, launchedAt: start, startedAt: start + 70_000, pod: 'main' });
    await pass(200);
    expect(asked.pods).toBe(before);
    await pass(2_000);
    expect(asked.pods - before).toBeGreaterThanOrEqual(6);
  });

  it('tells nothing of a pod that is deleted because the engine ends: that is the abort’s business', async () => {
    const { observe, pass, set, types } = world();
    await observe();
    set({ pods: [podOf({ deletionTimestamp: new Date(start + 30_000).toISOString() }, running)] });
    set({ engine: engineOf({ state: 'stop' }) });
    await pass(5_000);
    expect(types()).not.toContain('LOST');
  });

  it('tells of a pod that is deleted while the engine goes on', async () => {
    const { observe, pass, set, types } = world();
    await observe();
    set({ pods: [podOf({ deletionTimestamp: new Date(start + 30_000).toISOString() }, running)] });
    await pass(5_000);
    expect(types()).toContain('LOST');
  });

  it('asks for the pods of the steps that it follows, and of none that it has forgotten', async () => {
    const { observe, observer, pass, asked } = world();
    await observe('one-job', 'two-job');
    await pass(5_000);
    expect(asked.of.at(-1)).toBe('one-job,two-job');
    observer.leave('one-job');
    observer.forget('two-job');
    await observe('three-job');
    await pass(5_000);
    expect(asked.of.at(-1)).toBe('one-job,three-job');
  });

  it('tells nothing of a step that it follows since a look began, before one that was for this step too', async () => {
    const { observe, pass, set, told } = world();
    const podFor = (name: string): KubeObject => ({
      ...podOf({ labels: { [identityLabels.job]: name } }, runningAs(name)),
      spec: { containers: [{ name }] },
    });
    set({ pods: [podFor('one-job'), podFor('two-job')] });
    await observe('one-job', 'two-job');
    await pass(5_000);
    expect(told.map(({ type }) => type)).not.toContain('POD_WAITING');
  });

  it('looks closer at all steps that do not start together, however many are launched one after the other', async () => {
    const { observer, pass, asked } = world();
    for (let step = 0; step < 20; step += 1) {
      const to = { step, iteration: 1, attempt: 1 };
      observer.observe({ to, job: `job-${step}`, mask: (text) => text, launchedAt: start + step * 1_000 });
      await pass(1_000);
    }
    expect(asked.events).toBeGreaterThanOrEqual(3);
    expect(asked.events).toBeLessThanOrEqual(5);
  });

  it('names the node that has not taken a pod up once the start is late', async () => {
    const { observe, pass, set, told } = world();
    set({ pods: [{ ...podOf(), spec: { containers: [{ name: job }], nodeName: 'worker-1' } }] });
    await observe();
    await pass(9_000);
    expect(JSON.stringify(told)).not.toContain('worker-1');
    await pass(5_000);
    expect(told.at(-1)).toMatchObject({
      type: 'POD_WAITING',
      reason: expect.stringMatching(/^NodeNotReady: node worker-1 /),
    });
  });
});
