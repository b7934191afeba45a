import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { adoptJob } from '../../../src/runner/effects/adopt-job.ts';
import { jobOf, planOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, builtJob, engineAs, readingResults, rebuilding, silent } from '../means.ts';
import { asking } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'none' };
const call = { signal: expect.any(AbortSignal), patienceMs: Number.POSITIVE_INFINITY };
const cancelled: E.Either<ClusterError, never> = E.left({ is: 'Cancelled', message: 'ending' });

type Means = Parameters<typeof adoptJob>[0];
type Answer = E.Either<ClusterError, KubeObject>;

/** What is built of the Job is not what its entry in the engine says. */
const built = { resultName: 'engine-a', startTimeoutMs: 42_000 };

/** A Job that was built in this process, unless said otherwise. */
const scene = (job: Answer, result: Answer = absent, more: Partial<Means> = {}) => {
  const { cluster, asked } = asking({ get: async (kind) => (kind === 'Job' ? job : result) });
  const said: unknown[] = [];
  const run: Means = {
    ...readingResults({ ...rebuilding(manualClock(start), builtJob('a-job', built)), cluster }),
    log: { ...silent, info: (...words) => said.push(words) },
    ...more,
  };
  return { run, asked, said, told: () => adoptJob(run, params) };
};

describe('a Job that an earlier process had launched', () => {
  it('is looked for by its name, for as long as it takes, and taken over without a look at its result', async () => {
    const { asked, said, told } = scene(E.right(jobOf('a')));
    expect(await told()).toStrictEqual({
      ...{ type: 'JOB_CREATED', job: { name: 'a-job' }, adopted: true, baseline: 'unknown' },
      ...{ startTimeoutMs: 42_000, at: Date.parse('2026-01-01T00:00:00Z') },
    });
    expect(asked).toEqual([['get', 'Job', { namespace: 'litmus', name: 'a-job' }, call]]);
    expect(said).toEqual([[{ job: 'a-job' }, 'adopted a Job that an earlier process had created']]);
  });

  it('may take as long to start as its entry in the engine says, where it cannot be built again', async () => {
    const slow = { name: 'a', spec: { components: { statusCheckTimeouts: { timeout: 10 } } } };
    const engine = engineAs({ experiments: [slow] });
    const { told } = scene(E.right(jobOf('a')), absent, { built: new Map(), engine });
    expect(await told()).toMatchObject({ type: 'JOB_CREATED', startTimeoutMs: 20_000 });
  });

  it('may take as long to start as any, where the engine has no entry for it any more', async () => {
    const plan = planOf([{ id: 'a', entry: -1 }]);
    const { told } = scene(E.right(jobOf('a')), absent, { built: new Map(), plan });
    expect(await told()).toMatchObject({ type: 'JOB_CREATED', startTimeoutMs: 360_000 });
  });

  it('is not gone on with where somebody has handed it to another controller', async () => {
    const handed = { ...jobOf('a'), spec: { managedBy: 'kueue' } };
    expect(await scene(E.right(handed)).told()).toStrictEqual({
      ...{ type: 'JOB_REFUSED', unsure: true },
      reason: expect.stringContaining('The Job a-job was handed to kueue (spec.managedBy)'),
    });
  });

  it.each<readonly [string, Answer, Answer]>([
    ['the Job', cancelled, absent],
    ['its result', absent, cancelled],
  ])('is left to another process where this one ends while it reads %s', async (_, job, result) => {
    expect(await scene(job, result).told()).toBeUndefined();
  });

  it('is followed though it is going, where nothing says how it ended', async () => {
    const { metadata, ...job } = jobOf('a');
    const going = { ...job, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:01:00Z' } };
    expect(await scene(E.right(going)).told()).toMatchObject({ type: 'JOB_CREATED', adopted: true });
  });
});

describe('a Job that is not there any more', () => {
  const sentence = (why: string) =>
    `The checkpoint of this run is lost, and nothing proves that an earlier process did not launch this step: it is not launched again. How it ended cannot be proven: ${why}.`;
  const noResult = 'the experiment has written no ChaosResult';

  it.each<readonly [string, Answer, string]>([
    ['gone', absent, noResult],
    ['one of nobody', E.right(builtJob('a-job').job), noResult],
    [
      'not to be read',
      E.left({ is: 'Forbidden', message: 'not permitted', rule: 'get jobs' }),
      `not permitted; ${noResult}`,
    ],
  ])('is lost where it is %s, and why is said', async (_, job, why) => {
    expect(await scene(job).told()).toEqual({ type: 'LOST', started: true, reason: sentence(why) });
  });
});
