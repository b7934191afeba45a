import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../src/cluster/port.ts';
import { type CreateJobMeans, createJob, type InFlight, settleLaunch } from '../../src/runner/effects/create-job.ts';
import type { ToExperiment } from '../../src/runner/run/loop.ts';
import { planOf } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { builtJob, engineAs, identity, noRequests, rebuilding } from './means.ts';

const params = { step: 0, iteration: 1, attempt: 1, job: 'pod-delete-abc' };

interface Scene {
  readonly run: CreateJobMeans;
  readonly created: string[];
  readonly latch: { closed: boolean };
  /** The experiment has been read. */
  readonly read: () => void;
}

/** A run whose Job was built by a process that is gone, so that a ChaosExperiment has to be read first. */
const scene = (cluster: Partial<Cluster> = {}, more: Partial<CreateJobMeans> = {}): Scene => {
  const created: string[] = [];
  const latch = { closed: false };
  let read: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    read = resolve;
  });
  const lent = rebuilding(manualClock());
  const run: CreateJobMeans = {
    ...{
      ...lent,
      latch,
      launched: { yet: false },
      identity: { ...identity, runId: 'r' },
      existing: new Map(),
      warned: new Map(),
    },
    plan: planOf([{ id: 'pod-delete' }]),
    engine: engineAs({ experiments: [{ name: 'pod-delete' }] }),
    readExperiment: async () => {
      await answered;
      lent.built.set(params.job, builtJob(params.job));
      return { is: 'Missing' };
    },
    cluster: {
      ...noRequests,
      create: async (_, object) => {
        created.push(object.metadata.name);
        return E.right(object);
      },
      ...cluster,
    },
    writer: { settle: async () => 'written' },
    giveUp: async () => 'reject',
    toExperiment: () => undefined,
    ...more,
  };
  return { run, created, latch, read: () => read() };
};

describe('a launch that is called off while its Job is being built again', () => {
  it('is answered for at once, and sends nothing later', async () => {
    const { run, created, read } = scene();
    const inFlight: InFlight = new Map();
    const answer = createJob(run, inFlight, params);
    expect(settleLaunch(inFlight, params.job)).toMatchObject({ type: 'JOB_REFUSED' });
    read();
    expect(await answer).toBeUndefined();
    expect(created).toEqual([]);
    expect(inFlight.size).toBe(0);
  });

  it('is answered for after the latch has closed it', async () => {
    const { run, latch, read } = scene();
    const inFlight: InFlight = new Map();
    const answer = createJob(run, inFlight, params);
    latch.closed = true;
    read();
    expect(await answer).toBeUndefined();
    expect(settleLaunch(inFlight, params.job)).toMatchObject({ type: 'JOB_REFUSED' });
  });
});

it.each([
  ['that agrees with ours', 0],
  ['that is an hour ahead', 3_600_000],
  ['that is an hour behind', -3_600_000],
])(
  'counts the deadlines of an adopted Job from its own creation, which a server has dated by a clock %s',
  async (_, ahead) => {
    const createdAt = Date.parse('2026-01-01T00:00:00Z');
    const clock = manualClock(createdAt + 60_000 - ahead);
    const labels = {
      'runner.litmuschaos.io/run': 'r',
      'runner.litmuschaos.io/step': 'pod-delete',
      'runner.litmuschaos.io/iteration': '1',
      'runner.litmuschaos.io/attempt': '1',
    };
    const metadata = { name: params.job, uid: 'u1', labels, creationTimestamp: '2026-01-01T00:00:00Z' };
    const there: Partial<Cluster> = {
      create: async () => E.left({ is: 'AlreadyExists', message: 'it is there' }),
      get: async () => E.right({ apiVersion: 'batch/v1', kind: 'Job', metadata }),
      serverTime: () => createdAt + 60_000,
    };
    const { run } = scene(there, { clock });
    run.built.set(params.job, builtJob(params.job));
    expect(await createJob(run, new Map(), params)).toMatchObject({
      ...{ type: 'JOB_CREATED', adopted: true },
      at: createdAt - ahead,
    });
  },
);

describe('a launch that a full quota holds up', () => {
  type Answer = E.Either<ClusterError, KubeObject>;
  const full: Answer = E.left({ is: 'QuotaExceeded', message: 'exceeded quota: q' });

  /** Creations are answered one after the other; the last answer is repeated. */
  const held = (first: Answer, ...answers: readonly Answer[]) => {
    const rest = [first, ...answers];
    const clock = manualClock();
    const told: ToExperiment[] = [];
    const tries: Answer[] = [];
    const create = async () => {
      const answer = (rest.length > 1 ? rest.shift() : rest[0]) ?? first;
      tries.push(answer);
      return answer;
    };
    const { run, latch } = scene({ create }, { clock, toExperiment: (_, event) => told.push(event) });
    run.built.set(params.job, builtJob(params.job));
    const inFlight: InFlight = new Map();
    const answer = createJob(run, inFlight, params);
    return { clock, told, tries, latch, inFlight, answer };
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('is tried again until there is room', async () => {
    const { clock, told, answer } = held(full, full, E.right(builtJob(params.job).job));
    await settled();
    clock.goTo(clock.now() + 1_000);
    await settled();
    clock.goTo(clock.now() + 2_000);
    expect(await answer).toMatchObject({ type: 'JOB_CREATED' });
    expect(told).toMatchObject([
      { type: 'JOB_HELD', reason: expect.stringContaining('exceeded quota: q. It is tried again') },
      {},
    ]);
  });

  it('is tried again after 1, 2, 4 and then every 5 seconds', async () => {
    const { clock, tries } = held(full);
    const made: number[] = [];
    for (let second = 0; second <= 22; second += 1) {
      await settled();
      made.push(tries.length);
      clock.goTo(clock.now() + 1_000);
    }
    expect(made.flatMap((count, second) => (count > (made[second - 1] ?? 0) ? [second] : []))).toEqual([
      0, 1, 3, 7, 12, 17, 22,
    ]);
  });

  it('can be called off between two attempts, and sends nothing after that', async () => {
    const { clock, tries, inFlight, answer } = held(full);
    await settled();
    expect(settleLaunch(inFlight, params.job)).toMatchObject({ type: 'JOB_REFUSED' });
    clock.goTo(clock.now() + 60_000);
    expect(await answer).toBeUndefined();
    expect(tries.length).toBe(1);
  });

  it('answers for itself where it is called off during an attempt, which is the last', async () => {
    const { tries, inFlight, told, answer } = held(full);
    expect(settleLaunch(inFlight, params.job)).toBeUndefined();
    expect(await answer).toMatchObject({ type: 'JOB_REFUSED', reason: expect.stringContaining('exceeded quota') });
    expect([tries.length, told, inFlight.size]).toEqual([1, [], 0]);
  });

  it('sends nothing more once the latch is closed', async () => {
    const { clock, tries, latch, inFlight, answer } = held(full);
    await settled();
    latch.closed = true;
    clock.goTo(clock.now() + 60_000);
    expect(await answer).toBeUndefined();
    expect([tries.length, inFlight.size]).toEqual([1, 0]);
    expect(settleLaunch(inFlight, params.job)).toMatchObject({ type: 'JOB_REFUSED' });
  });
});

it('lets nothing of the environment into what the server warns of', async () => {
  const said: (string | undefined)[] = [];
  const { run } = scene({
    create: async (_, object, call) => {
      said.push(call?.mask?.('the value hunter2-hunter2 is odd'));
      return E.right(object);
    },
  });
  const { dependencies } = builtJob(params.job);
  const literals = [{ name: 'PASSWORD', value: 'hunter2-hunter2' }];
  run.built.set(params.job, builtJob(params.job, { dependencies: { ...dependencies, literals } }));
  await createJob(run, new Map(), params);
  expect(said).toEqual(['the value *** is odd']);
});

describe('a Job that somebody hands to another controller', () => {
  const handed = { apiVersion: 'batch/v1', kind: 'Job', spec: { managedBy: 'kueue.x-k8s.io/multikueue' } };
  const labels = {
    'runner.litmuschaos.io/run': 'r',
    'runner.litmuschaos.io/step': 'pod-delete',
    'runner.litmuschaos.io/iteration': '1',
    'runner.litmuschaos.io/attempt': '1',
  };
  const object = { ...handed, metadata: { name: params.job, labels } };
  const found: E.Either<ClusterError, never> = E.left({ is: 'AlreadyExists', message: 'it is there' });

  it.each<readonly [string, Partial<Cluster>]>([
    ['when it is created', { create: async () => E.right(object) }],
    ['when it is adopted', { create: async () => found, get: async () => E.right(object) }],
  ])('is refused with the doubt that it may run somewhere, %s', async (_, cluster) => {
    const { run } = scene(cluster);
    run.built.set(params.job, builtJob(params.job, { job: object }));
    expect(await createJob(run, new Map(), params)).toMatchObject({
      type: 'JOB_REFUSED',
      unsure: true,
      reason: expect.stringMatching(/handed to kueue\.x-k8s\.io\/multikueue .*Exempt the namespace litmus/),
    });
    expect(run.launched.yet).toBe(true);
  });
});

describe('a creation without an answer', () => {
  const unavailable = async () => E.left({ is: 'Unavailable', message: 'the connection broke' } as const);
  const labels = {
    'runner.litmuschaos.io/run': 'r',
    'runner.litmuschaos.io/step': 'pod-delete',
    'runner.litmuschaos.io/iteration': '1',
    'runner.litmuschaos.io/attempt': '1',
  };
  const readAs = async (read: E.Either<ClusterError, KubeObject>) => {
    const { run } = scene({ create: unavailable, get: async () => read });
    run.built.set(params.job, builtJob(params.job));
    return { answer: await createJob(run, new Map(), params), launched: run.launched };
  };

  it('is gone on with where a read finds the Job', async () => {
    const { answer, launched } = await readAs(
      E.right({ ...builtJob(params.job).job, metadata: { name: params.job, uid: 'u', labels } }),
    );
    expect(answer).toMatchObject({ type: 'JOB_CREATED', adopted: true, job: { name: params.job, uid: 'u' } });
    expect(launched.yet).toBe(true);
  });

  it.each([
    ['there is none yet', { is: 'NotFound', message: '' } as const],
    ['nobody answers', { is: 'Unavailable', message: '' } as const],
  ])('is refused with the doubt that the Job may be there, where %s', async (_, read) => {
    const { answer, launched } = await readAs(E.left(read));
    expect(answer).toEqual({ type: 'JOB_REFUSED', reason: 'the connection broke', unsure: true });
    expect(launched).toEqual({ yet: false, perhaps: true });
  });
});
