import { describe, expect, it } from 'vitest';
import type { Interceptors } from '../../src/cluster/interceptor.ts';
import { checkpointAnnotation, shape } from '../../src/runner/checkpoint/checkpoint.ts';
import { type Ground, ground, namespace } from './ground.ts';
import { type Behaviour, type EngineOptions, engine, experiment } from './manifests.ts';

const names = ['fault-a', 'fault-b', 'fault-c', 'fault-d'];

/** `kubectl replace` of the manifest as it was applied: the status is gone, and what was annotated since. */
const replace = (world: Ground, keep: Readonly<Record<string, string>> = {}): void =>
  world.setEngine(({ apiVersion, kind, metadata, spec }) => {
    const { annotations: _, ...rest } = metadata;
    return { apiVersion, kind, metadata: { ...rest, annotations: keep }, spec };
  });

const hasRun = (step: string) => (world: Ground) =>
  world.records().some(({ subject, data }) => subject === step && data.to === 'Running.Observing');

interface Case {
  readonly behaviour?: Behaviour;
  readonly options?: EngineOptions;
  readonly between?: (world: Ground) => void;
  readonly when?: (world: Ground) => boolean;
  /** The Job of this experiment is gone as soon as the second runner has listed it. */
  readonly vanishes?: string;
}

/** Kills the runner when the third step runs, wipes the engine, and lets another runner end it. */
const wiped = async ({ behaviour = {}, options = {}, between, when = hasRun('fault-c'), vanishes }: Case) => {
  const durations: Readonly<Record<string, string>> = { 'fault-c': '30s' };
  const experiments = names.map((name) => experiment(name, { duration: durations[name] ?? '500ms', ...behaviour }));
  const world = await ground({ speed: 20, objects: [...experiments, engine(names, options)] });
  const first = world.start({ mode: 'pod', holder: 'pod-a' });
  await world.until(() => when(world));
  first.kill();
  const batch = options.batch === undefined ? {} : { 'runner.litmuschaos.io/batch': options.batch };
  replace(world, batch);
  between?.(world);
  const list: Interceptors['list'] = async (inner, kind, ...rest) => {
    const answer = await inner.list(kind, ...rest);
    const job = vanishes && [...world.created.keys()].find((name) => name.startsWith(vanishes));
    if (kind === 'Job' && job) world.simulator.store.remove('jobs', namespace, job, { propagation: 'Background' });
    return answer;
  };
  const second = world.start({ mode: 'pod', holder: 'pod-b', between: { list } });
  expect(await second.exited).toBe(0);
  return { world, second };
};

const verdicts = (world: Ground) =>
  Object.fromEntries(world.rows().map(({ name, status, verdict }) => [name, `${status} ${verdict}`]));
const launches = (world: Ground) => [...world.created.keys()].map((job) => job.replace(/-[^-]+$/, ''));
const errors = (world: Ground) =>
  world.records().filter(({ data }) => data.to === 'Verdict' && data.outcome === 'Error');

const policies = ['delete', 'retain'] as const;

describe.each(policies)('an engine that is wiped while its runner is down (%s)', (jobCleanUpPolicy) => {
  const options = { spec: { jobCleanUpPolicy } };

  it('injects nothing twice, goes on behind the step that runs, and believes results that name their launch', async () => {
    const { world } = await wiped({ options });
    expect(launches(world)).toEqual(names);
    expect([...world.created.values()]).toEqual([1, 1, 1, 1]);
    expect(new Set(Object.values(verdicts(world)))).toEqual(new Set(['Completed Pass']));
    expect(JSON.stringify(world.simulator.store.list('events', namespace))).not.toContain('1970-');
  });

  it('ends steps of which nothing proves how they ended with an error that says so', async () => {
    const { world } = await wiped({
      options,
      behaviour: { resultLabels: 'none' },
      between: (each) => {
        // Under `retain` the Jobs remember what the results were before: without them nothing does.
        for (const job of each.simulator.store.list('jobs', namespace))
          if (!job.metadata.name.startsWith('fault-c'))
            each.simulator.store.remove('jobs', namespace, job.metadata.name, { propagation: 'Background' });
      },
    });
    expect(launches(world)).toEqual(names);
    expect([...world.created.values()]).toEqual([1, 1, 1, 1]);
    expect(verdicts(world)).toMatchObject({
      ...{ 'fault-a': 'Completed Error', 'fault-b': 'Completed Error' },
      ...{ 'fault-c': 'Completed Pass', 'fault-d': 'Completed Pass' },
    });
    const reasons = world
      .records()
      .flatMap(({ subject, data }) => (data.reason?.includes('cannot be proven') ? [subject] : []));
    expect(reasons).toEqual(['fault-a', 'fault-b']);
  });
});

describe('an engine that is replaced by another one while its runner is down', () => {
  const entries = (order: readonly string[]) => (each: Ground) =>
    each.setEngine((now) => ({
      ...now,
      spec: { ...(now.spec as object), experiments: order.map((name) => ({ name, spec: {} })) },
    }));

  it.each(policies)(
    'in another order has nothing injected again, and nothing that cannot be proven (%s)',
    async (policy) => {
      const order = ['fault-c', 'fault-a', 'fault-b', 'fault-d'];
      const { world, second } = await wiped({
        options: { spec: { jobCleanUpPolicy: policy } },
        between: entries(order),
      });
      expect(launches(world)).toEqual(names.slice(0, 3));
      expect([...world.created.values()]).toEqual([1, 1, 1]);
      expect(verdicts(world)).toEqual({
        ...{ 'fault-a': 'Completed Pass', 'fault-b': 'Completed Pass' },
        ...{ 'fault-c': 'Completed Pass', 'fault-d': 'Completed Error' },
      });
      const opened = second.records.find(({ data }) => data.event.type === 'OPENED')?.data;
      expect(opened?.reason).toMatch(/launched by another plan.*fault-c/);
      expect(world.residue().length).toBe(policy === 'delete' ? 0 : 6);
    },
  );

  it('with other experiments has none of them launched on the word of Jobs of the old ones', async () => {
    const { world } = await wiped({ between: entries(['fault-c', 'fault-d']) });
    expect(launches(world)).toEqual(names.slice(0, 3));
    expect(verdicts(world)).toEqual({ 'fault-c': 'Completed Pass', 'fault-d': 'Completed Error' });
    expect(world.residue()).toEqual([]);
  });
});

it('a step that was to be tried again is not, when nothing proves how often it was', async () => {
  const batch = 'steps: {fault-a: {retries: {limit: 2, on: [Error, Fail], backoff: 1s}}}';
  const { world } = await wiped({ options: { batch }, behaviour: { resultLabels: 'none' } });
  expect([...world.created.values()]).toEqual([1, 1, 1, 1]);
  expect(verdicts(world)['fault-a']).toBe('Completed Error');
  expect(errors(world).length).toBeGreaterThan(0);
});

it('a Job that vanishes between the list and the look at it is not created again, and no old result is believed for it', async () => {
  const { world } = await wiped({
    behaviour: { result: 'stale:Pass' },
    vanishes: 'fault-c',
  });
  expect([...world.created.values()]).toEqual([1, 1, 1, 1]);
  expect(verdicts(world)['fault-c']).toBe('Completed Error');
  expect(world.records().flatMap(({ data }) => data.effects.map(({ params }) => params.baseline))).not.toContain(
    'none',
  );
});

describe('a checkpoint that somebody has damaged', () => {
  it.each([
    ['text', 'hello'],
    ['no plan', (text: string) => text.replace(/"plan":\{.*?"notes":\[\]\},/, '')],
    ['no text that is packed', '{"shape":1,"holder":"x","deflate":{"length":4000000000}}'],
    ['a run that is over', (text: string) => text.replace('"state":"Iterating.Running"', '"state":"Completed"')],
    ['a step that there is not', (text: string) => text.replace(/"step":\d/, '"step":99')],
    ['the words of a later version', (text: string) => text.replace(`"shape":${shape}`, `"shape":${shape + 1}`)],
    ['a state that this version has not', (text: string) => text.replace(/"Running\.\w+"/, '"Running.Resting"')],
  ])('with %s counts as none: that is said once, and nothing is injected twice', async (_, damage) => {
    const { world, second } = await wiped({
      between: (each) => {
        const text = kept.get(each) ?? '';
        const value = typeof damage === 'string' ? damage : damage(text);
        expect(value).not.toBe(text);
        each.setEngine((now) => ({
          ...now,
          metadata: { ...now.metadata, annotations: { [checkpointAnnotation]: value } },
        }));
      },
      when: (each) => {
        const text = each.engine()?.metadata.annotations?.[checkpointAnnotation];
        if (text !== undefined) kept.set(each, text);
        return hasRun('fault-c')(each) && text?.includes('"fault-c"') === true;
      },
    });
    expect(launches(world)).toEqual(names);
    expect([...world.created.values()]).toEqual([1, 1, 1, 1]);
    expect(second.said.filter((line) => line.includes('is not used'))).toEqual([
      expect.stringMatching(/"level":"warn"/),
    ]);
    const identified = second.records.find(({ data }) => data.event.type === 'IDENTIFIED')?.data;
    expect(identified).toMatchObject({ event: { run: 'Adopt' }, reason: expect.stringMatching(/is not used/) });
    expect(world.residue()).toEqual([]);
  });
});

const kept = new Map<Ground, string>();
