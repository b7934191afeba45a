import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { identityLabels } from '../../../src/job/identity.ts';
import type { Composed, Flushed } from '../../../src/runner/publish/status-writer.ts';
import { type CloseRunMeans, closeRun, strayJobs } from '../../../src/runner/run/close-run.ts';
import { jobOf, planOf, start } from '../fixtures.ts';
import { instantClock } from '../instant-clock.ts';
import { absent, builtJob, eachByItself, engineAs, listOf, noRequests, rebuilding } from '../means.ts';

const ended = (job: KubeObject): KubeObject => ({
  ...job,
  status: { conditions: [{ type: 'Complete', status: 'True' }] },
});

/** A helper pod that is on its way and does not go. */
const helperOf = (step: string, name: string, job = `${step}-job`): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...{ name, uid: `uid-${name}`, deletionTimestamp: new Date(start + 3_600_000).toISOString() },
    labels: { [identityLabels.run]: 'run1', [identityLabels.step]: step, [identityLabels.job]: job },
  },
});

/** What closing a run does to the cluster. */
const closed = async (
  strays: readonly KubeObject[],
  plan = planOf([{ id: 'a' }]),
  injected: readonly string[] = [],
  abort: { readonly endsAt: () => number } | undefined = undefined,
  flushed: Flushed = 'written',
  { staying = [], pods = [] }: { readonly staying?: readonly string[]; readonly pods?: readonly KubeObject[] } = {},
) => {
  const removed: string[] = [];
  const published: string[] = [];
  const told: string[] = [];
  let flushes = 0;
  let written: Composed | undefined;
  const unfinished: string[] = [];
  const run: CloseRunMeans = {
    jointDeletion: eachByItself,
    ...rebuilding(instantClock(start), builtJob('a-job', { resultName: 'engine-a' })),
    ...{ plan, engine: engineAs({}), waitsForRemoval: () => pods.length > 0 },
    writer: {
      written: () => written,
      hinderedSince: () => undefined,
      flush: async () => {
        flushes += 1;
        if (flushed === 'written') written = { rows: [], checkpoint: '' };
        return flushed;
      },
    },
    endUnfinished: (reason) => unfinished.push(reason),
    publish: ({ reason, warning, message }) => {
      published.push(`${reason} ${warning}`);
      told.push(message);
    },
    endsAt: abort?.endsAt ?? (() => undefined),
    cluster: {
      ...noRequests,
      get: async () => absent,
      list: async (kind) => listOf(kind === 'Pod' ? pods : []),
      remove: async (kind, { name }, { propagation }) => {
        removed.push(`${kind} ${name} ${propagation}`);
        return E.right({ apiVersion: 'v1', kind, metadata: { name, deletionTimestamp: '2026-01-01T00:00:00Z' } });
      },
    },
  };
  const how = await closeRun(run, {
    ...{ outcome: 'Fail', aborted: abort !== undefined, rows: () => [] },
    ...{ injected, staying, strays },
  });
  return { removed, published, told, flushes, left: how?.left, unfinished };
};

describe('the end of a run', () => {
  it('removes the Job of an earlier process that nothing waits for any more', async () => {
    expect((await closed([jobOf('a')])).removed).toEqual(['Job a-job Foreground']);
  });

  it('looks only for Jobs of its own that have not ended', () => {
    const jobs = [jobOf('a'), ended(jobOf('b')), jobOf('c', { runId: 'another' })];
    expect(strayJobs(jobs, 'run1').map(({ metadata }) => metadata.name)).toEqual(['a-job']);
  });

  it('writes the last rows, and sums up a batch of more than one step', async () => {
    expect(await closed([])).toMatchObject({ removed: [], published: [], flushes: 1, left: undefined });
    expect((await closed([], planOf([{ id: 'a' }, { id: 'b' }]))).published).toEqual(['BatchSummary true']);
  });

  it('is none while the last rows are not written: the process ends without it', async () => {
    const { left, unfinished } = await closed([], planOf([{ id: 'a' }]), [], undefined, 'refused');
    expect(left).toBeUndefined();
    expect(unfinished).toEqual([expect.stringContaining('could not be written')]);
  });

  it('says in the summary which steps have targets that are still marked as injected, whatever their verdicts are', async () => {
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    const { told } = await closed([], plan, ['a (2 targets)']);
    expect(told).toEqual([expect.stringContaining('Still marked as injected: a (2 targets).')]);
  });

  it('tells of what had not gone and does not go: in an event, in the summary of a batch and in what it resolves with', async () => {
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    const stuck = { staying: ['a'], pods: [helperOf('a', 'stuck'), helperOf('b', 'other')] };
    const { published, told, left } = await closed([], plan, [], undefined, 'written', stuck);
    expect(left).toEqual(['pod/stuck is still there']);
    expect(published).toEqual(['LeftBehind true', 'BatchSummary true']);
    expect(told).toEqual([
      'Of a something had not gone, and it was not seen to be gone at the end. At the last look: pod/stuck is still there.',
      expect.stringContaining('Not seen to be gone: pod/stuck is still there.'),
    ]);
  });

  it('proves that what had not gone has gone since, and tells of nothing', async () => {
    const { published, left } = await closed([], planOf([{ id: 'a' }]), [], undefined, 'written', { staying: ['a'] });
    expect([published, left]).toEqual([[], []]);
  });

  it('looks again after the Job of an earlier process of which something does not go', async () => {
    const pods = [helperOf('a', 'stuck', 'a-job')];
    const { left } = await closed([jobOf('a')], planOf([{ id: 'a' }]), [], undefined, 'written', { pods });
    expect(left).toEqual(['pod/stuck is still there']);
  });

  it('tells of an abort that had no time to look at what is left', async () => {
    const { published, told, left } = await closed([], planOf([{ id: 'a' }]), [], { endsAt: () => start - 1 });
    expect(left).toEqual([expect.stringContaining('was not looked at')]);
    expect(published).toEqual(['LeftBehind true']);
    expect(told[0]).toContain(left?.[0]);
  });
});
