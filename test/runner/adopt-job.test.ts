import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../src/cluster/port.ts';
import { adoptJob } from '../../src/runner/effects/adopt-job.ts';
import { jobOf, start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { absent, listOf, noRequests, readingResults, rebuilding } from './means.ts';

const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'unknown' };

type Answer = E.Either<ClusterError, KubeObject>;

const resultWith = (verdict: string, labels: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosResult',
  metadata: { name: 'engine-a', uid: 'r1', resourceVersion: '7', labels },
  spec: { engine: 'engine', experiment: 'a' },
  status: { experimentStatus: { verdict } },
});

/** What is told of a Job; to create anything would fail. */
const told = async (job: Answer, result: Answer = absent, more: Partial<typeof params> = {}) => {
  const cluster: Cluster = {
    ...noRequests,
    get: async (kind) => (kind === 'Job' ? job : result),
    list: async () => (E.isRight(result) ? listOf([result.right]) : result),
  };
  const run = readingResults({ ...rebuilding(manualClock(start)), launched: { yet: false }, cluster });
  const event = await adoptJob(run, { ...params, ...more });
  expect(run.launched.yet).toBe(true);
  return event;
};

describe('a Job of a run whose checkpoint is lost', () => {
  it('is taken over with what it remembers, and may take as long to start as the engine says', async () => {
    expect(await told(E.right(jobOf('a')))).toMatchObject({
      ...{ type: 'JOB_CREATED', adopted: true, job: { name: 'a-job' }, at: Date.parse('2026-01-01T00:00:00Z') },
      ...{ baseline: 'unknown', startTimeoutMs: 360_000 },
    });
  });

  it('is not created again where it has gone, and no ChaosResult is believed for it that names no launch', async () => {
    expect(await told(absent, E.right(resultWith('Pass')))).toMatchObject({
      type: 'LOST',
      started: true,
      reason: expect.stringMatching(
        /not launched again.*cannot be proven: ChaosResult engine-a may be of an earlier run/,
      ),
    });
  });

  it('is believed by the ChaosResult that names it', async () => {
    expect(await told(absent, E.right(resultWith('Fail', { 'job-name': 'a-job' })))).toEqual({
      type: 'RESULT_READ',
      verdict: 'Fail',
    });
  });

  it('is believed by a ChaosResult that has changed since its launch', async () => {
    const read = (baseline: string) => told(absent, E.right(resultWith('Pass')), { baseline });
    expect(await read('r1/6')).toEqual({ type: 'RESULT_READ', verdict: 'Pass' });
    expect(await read('r1/7')).toMatchObject({ type: 'LOST' });
  });

  it('is followed where it is going and has not said how it ended', async () => {
    const job = jobOf('a');
    const going = E.right({ ...job, metadata: { ...job.metadata, deletionTimestamp: '2026-01-01T00:01:00Z' } });
    expect(await told(going)).toMatchObject({ type: 'JOB_CREATED' });
    const said = E.right(resultWith('Pass', { 'job-name': 'a-job' }));
    expect(await told(going, said)).toEqual({ type: 'RESULT_READ', verdict: 'Pass' });
  });

  it('is not taken over where it belongs to another run', async () => {
    expect(await told(E.right(jobOf('a', { runId: 'other' })))).toMatchObject({ type: 'LOST' });
  });
});
