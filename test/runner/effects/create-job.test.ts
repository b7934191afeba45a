import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import {
  type CreateJobMeans,
  createJob,
  type InFlight,
  jobThere,
  settleLaunch,
} from '../../../src/runner/effects/create-job.ts';
import { jobOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, builtJob, rebuilding, silent } from '../means.ts';
import { asking, experimentWith, settled } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 2, job: 'a-job' };
const to = { step: 0, iteration: 1, attempt: 2 };
const cancelled: ClusterError = { is: 'Cancelled', message: 'given up' };
const away: ClusterError = { is: 'Unavailable', message: 'nobody answers' };
const there: ClusterError = { is: 'AlreadyExists', message: 'it is there' };
const full: ClusterError = { is: 'QuotaExceeded', message: 'exceeded quota: q' };
const secret = 'hunter2-hunter2';
const { dependencies } = builtJob('a-job');
const built = builtJob('a-job', {
  dependencies: { ...dependencies, literals: [{ name: 'PASSWORD', value: secret }] },
});

/** The launch of the Job of an attempt, which was built in this process. */
const scene = (answers: Partial<Cluster> = {}, more: Partial<CreateJobMeans> = {}) => {
  const { cluster, asked } = asking(answers);
  const told: unknown[] = [];
  const said: unknown[] = [];
  const givenUp: unknown[] = [];
  const ends = new AbortController();
  const latch = { closed: false };
  const inFlight: InFlight = new Map();
  const run: CreateJobMeans = {
    ...{
      ...rebuilding(manualClock(start), built),
      cluster,
      latch,
      existing: new Map(),
      warned: new Map(),
      launched: { yet: false },
    },
    signal: ends.signal,
    log: { ...silent, info: (...words) => said.push(words) },
    toExperiment: (...words) => told.push(words),
    writer: { settle: async () => 'written' },
    giveUp: async (...why) => {
      givenUp.push(why);
      return 'reject';
    },
    ...more,
  };
  const launched = () => createJob(run, inFlight, params);
  return { run, asked, told, said, givenUp, ends, latch, inFlight, launched };
};

/** A request that is answered when a test says so. */
const pending = () => {
  const { promise, resolve } = Promise.withResolvers<E.Either<ClusterError, KubeObject>>();
  return { request: () => promise, answer: resolve };
};
const failing = (error: ClusterError) => async (): Promise<E.Either<ClusterError, never>> => E.left(error);

describe('the creation of a Job', () => {
  it('is one request with what was built, for half a minute before anything was launched', async () => {
    const { run, asked, launched } = scene({ create: async (_, job) => E.right(job) });
    await launched();
    const call = { signal: run.signal, patienceMs: 30_000, noMore: expect.any(AbortSignal) };
    expect(asked).toEqual([['create', 'Job', built.job, { ...call, mask: expect.any(Function) }]]);
  });

  it('is told with the Job alone: all else is known', async () => {
    const { run, inFlight, launched } = scene({ create: async () => E.right(jobOf('a')) });
    expect(await launched()).toStrictEqual({ type: 'JOB_CREATED', job: { name: 'a-job' }, adopted: false });
    expect([run.launched, inFlight.size]).toEqual([{ yet: true }, 0]);
  });

  it('is told with its uid', async () => {
    const { metadata, ...job } = jobOf('a');
    const { launched } = scene({ create: async () => E.right({ ...job, metadata: { ...metadata, uid: 'u' } }) });
    expect(await launched()).toMatchObject({ job: { name: 'a-job', uid: 'u' } });
  });

  it('is not asked for once the latch is closed, and nothing is read for it', async () => {
    const { latch, asked, launched } = scene();
    latch.closed = true;
    expect(await launched()).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it.each<readonly [string, ClusterError]>([
    ['does not permit it', { is: 'Forbidden', message: `not with ${secret}`, rule: 'create jobs' }],
    ['refuses the Job', { is: 'Invalid', message: `not with ${secret}`, causes: [] }],
  ])('is refused where the server %s, without what may be a secret', async (_, error) => {
    const { run, launched } = scene({ create: failing(error) });
    expect(await launched()).toStrictEqual({
      ...{ type: 'JOB_REFUSED', reason: 'The Job could not be created: not with ***' },
    });
    expect(run.launched).toStrictEqual({ yet: false });
  });

  it('says nothing where it is given up because the process ends', async () => {
    const { launched } = scene({ create: failing(cancelled) });
    expect(await launched()).toBeUndefined();
  });
});

describe('a launch of a Job that another process had built', () => {
  const rebuilt = (more: Partial<CreateJobMeans>) => scene({ get: async () => absent }, { built: new Map(), ...more });

  it('is refused for the reason for which it is rejected now', async () => {
    const { inFlight, launched } = rebuilt({ readExperiment: async () => ({ is: 'Refused', reason: 'it is odd' }) });
    expect(await launched()).toStrictEqual({ type: 'JOB_REFUSED', reason: 'it is odd' });
    expect(inFlight.size).toBe(0);
  });

  it('is left to another process where nobody answers', async () => {
    const readExperiment = async () => ({ is: 'Unread', reason: 'nobody answers' }) as const;
    const { launched } = rebuilt({ readExperiment, giveUp: async () => 'exits' });
    expect(await launched()).toBeUndefined();
  });

  it('is refused where what is built now is not the same', async () => {
    const { launched } = rebuilt({ readExperiment: async () => ({ is: 'Found', experiment: experimentWith() }) });
    expect(await launched()).toStrictEqual({
      ...{ type: 'JOB_REFUSED', reason: 'The Job a-job could not be built again after a restart.' },
    });
  });
});

describe('a creation that finds a Job of its name', () => {
  const { metadata, ...job } = jobOf('a', { attempt: 2 });

  it('reads it as patiently as a run that has launched something, and takes it over', async () => {
    const { run, asked, said, launched } = scene({ create: failing(there), get: async () => E.right(jobOf('a')) });
    expect(await launched()).toStrictEqual({
      ...{ type: 'JOB_CREATED', job: { name: 'a-job' }, adopted: true },
      ...{ baseline: 'unknown', startTimeoutMs: 360_000, at: Date.parse('2026-01-01T00:00:00Z') },
    });
    const call = { signal: expect.any(AbortSignal), patienceMs: Number.POSITIVE_INFINITY };
    expect(asked[1]).toEqual(['get', 'Job', { namespace: 'litmus', name: 'a-job' }, call]);
    expect(said).toEqual([[{ job: 'a-job' }, 'adopted a Job that was created before']]);
    expect(run.launched).toStrictEqual({ yet: true });
  });

  it.each<readonly [string, KubeObject]>([
    ['of another run', jobOf('a', { runId: 'other' })],
    ['of nobody', { ...job, metadata: { name: 'a-job' } }],
  ])('is refused where that is one %s', async (_, found) => {
    const { said, launched } = scene({ create: failing(there), get: async () => E.right(found) });
    expect(await launched()).toStrictEqual({
      type: 'JOB_REFUSED',
      reason: 'There is a Job a-job that does not belong to this run. Delete it and start the engine again.',
    });
    expect(said).toEqual([]);
  });

  it('is refused with the doubt that it runs where it cannot be read', async () => {
    const { run, launched } = scene({ create: failing(there), get: async () => absent });
    expect(await launched()).toStrictEqual({
      type: 'JOB_REFUSED',
      reason: 'A Job a-job was there when it was to be created, and then could not be read: not found',
      unsure: true,
    });
    expect(run.launched).toStrictEqual({ yet: true });
  });

  it('is left to another process where this one ends meanwhile', async () => {
    const { launched } = scene({ create: failing(there), get: failing(cancelled) });
    expect(await launched()).toBeUndefined();
  });

  it.each([
    ['how long it may take', { expectedDurationMs: 60_000 }, { startTimeoutMs: 360_000, expectedMs: 60_000 }],
    ['that alone which was built', {}, { startTimeoutMs: 360_000 }],
  ])('tells of an adopted Job %s', (_, more, known) => {
    const { run } = scene({}, { built: new Map([['a-job', builtJob('a-job', more)]]) });
    expect(jobThere(run, { ...job, metadata: { name: 'a-job' } }, true)).toStrictEqual({
      ...{ type: 'JOB_CREATED', job: { name: 'a-job' }, adopted: true },
      ...known,
    });
  });

  it('tells of an adopted Job the baseline that it remembers', () => {
    const { run } = scene({}, { built: new Map() });
    const annotations = { 'runner.litmuschaos.io/baseline': 'r1/7' };
    expect(jobThere(run, { ...job, metadata: { ...metadata, annotations } }, true)).toStrictEqual({
      ...{ type: 'JOB_CREATED', job: { name: 'a-job' }, adopted: true, baseline: 'r1/7' },
      at: Date.parse('2026-01-01T00:00:00Z'),
    });
  });
});

describe('a creation of which nobody knows what came of it', () => {
  it('gives up with the doubt that the Job is there, and says which attempt', async () => {
    const { givenUp, launched } = scene({ create: failing(away), get: async () => absent });
    expect(await launched()).toStrictEqual({ type: 'JOB_REFUSED', reason: 'nobody answers', unsure: true });
    expect(givenUp).toEqual([[to, 'nobody answers']]);
  });

  it('says what a webhook has answered without what may be a secret', async () => {
    const failed: ClusterError = { is: 'Unavailable', message: `a webhook failed on ${secret}` };
    const { givenUp, launched } = scene({ create: failing(failed), get: async () => absent });
    expect(await launched()).toMatchObject({ reason: 'a webhook failed on ***', unsure: true });
    expect(givenUp).toEqual([[to, 'a webhook failed on ***']]);
  });

  it('is left to another process that may learn it', async () => {
    const { run, launched } = scene(
      { create: failing(away), get: async () => absent },
      { giveUp: async () => 'exits' },
    );
    expect(await launched()).toBeUndefined();
    expect(run.launched).toStrictEqual({ yet: false, perhaps: true });
  });

  it('says nothing where the process ends during the look at it', async () => {
    const { givenUp, launched } = scene({ create: failing(away), get: failing(cancelled) });
    expect(await launched()).toBeUndefined();
    expect(givenUp).toEqual([]);
  });
});

describe('a launch that is called off while its creation is under way', () => {
  it.each<readonly [string, ClusterError]>([
    ['nobody has answered', away],
    ['it was given up with that', cancelled],
  ])('is refused with the doubt that the Job is there, where %s', async (_, error) => {
    const { request, answer } = pending();
    const { asked, inFlight, launched } = scene({ create: request });
    const event = launched();
    expect(settleLaunch(inFlight, 'a-job')).toBeUndefined();
    answer(E.left(error));
    expect(await event).toStrictEqual({ type: 'JOB_REFUSED', reason: error.message, unsure: true });
    expect(asked.map(([verb]) => verb)).toEqual(['create']);
  });

  it.each<readonly [string, ClusterError]>([
    ['after no answer', away],
    ['that was there', there],
  ])('is not looked for any more, and is refused with the doubt, where a Job is looked for %s', async (_, error) => {
    const { request, answer } = pending();
    const { asked, inFlight, launched } = scene({ create: failing(error), get: request });
    const event = launched();
    await settled();
    settleLaunch(inFlight, 'a-job');
    expect(asked[1]?.[3]).toMatchObject({ signal: { aborted: true } });
    answer(E.left(cancelled));
    expect(await event).toStrictEqual({ type: 'JOB_REFUSED', reason: 'given up', unsure: true });
  });

  it('says nothing where the process ends as well', async () => {
    const { request, answer } = pending();
    const { ends, inFlight, launched } = scene({ create: failing(there), get: request });
    const event = launched();
    await settled();
    settleLaunch(inFlight, 'a-job');
    ends.abort();
    answer(E.left(cancelled));
    expect(await event).toBeUndefined();
  });

  it('is not looked for any more once the process ends', async () => {
    const { request } = pending();
    const { asked, ends, launched } = scene({ create: failing(there), get: request });
    void launched();
    await settled();
    ends.abort();
    expect(asked[1]?.[3]).toMatchObject({ signal: { aborted: true } });
  });

  it('answers for itself where the Job is created after all', async () => {
    const { request, answer } = pending();
    const { inFlight, launched } = scene({ create: request });
    const event = launched();
    settleLaunch(inFlight, 'a-job');
    answer(E.right(jobOf('a')));
    expect(await event).toMatchObject({ type: 'JOB_CREATED' });
  });
});

describe('a launch that a full quota holds up', () => {
  it('is told to its attempt, without what may be a secret', async () => {
    const { told, launched } = scene({ create: failing({ ...full, message: `no room for ${secret}` }) });
    void launched();
    await settled();
    expect(told).toEqual([
      [
        to,
        {
          type: 'JOB_HELD',
          reason:
            'no room for ***. It is tried again: room may come when other things in the namespace end, among them other steps of this run (its parallelism), or when the quota is raised',
        },
      ],
    ]);
  });

  it('is told to nobody once the latch has closed', async () => {
    const { request, answer } = pending();
    const { told, latch, inFlight, launched } = scene({ create: request });
    const event = launched();
    latch.closed = true;
    answer(E.left(full));
    expect(await event).toBeUndefined();
    expect([told, inFlight.size]).toEqual([[], 0]);
  });

  it('sends nothing more once the process ends', async () => {
    const { asked, ends, launched } = scene({ create: failing(full) });
    const event = launched();
    await settled();
    ends.abort();
    expect(await event).toBeUndefined();
    expect(asked.length).toBe(1);
  });
});

it('a launch that was never sent is answered for by whoever calls it off', () => {
  expect(settleLaunch(new Map(), 'a-job')).toStrictEqual({
    ...{ type: 'JOB_REFUSED', reason: 'The step was called off before its Job was created.' },
  });
});
