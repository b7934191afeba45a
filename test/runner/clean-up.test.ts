import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { KubeObject } from '../../src/cluster/port.ts';
import { identityLabels } from '../../src/job/identity.ts';
import { type CleanUpMeans, cleanUp } from '../../src/runner/removal/clean-up.ts';
import { start } from './fixtures.ts';
import { instantClock } from './instant-clock.ts';
import { absent, builtJob, engineAs, listOf, noRequests, rebuilding, silent } from './means.ts';

const helper: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helper', uid: 'uid-helper', labels: { [identityLabels.job]: 'a-job' } },
};
const ending: KubeObject = {
  ...helper,
  metadata: { ...helper.metadata, deletionTimestamp: new Date(start + 60_000).toISOString() },
};
const mainPod: KubeObject = {
  ...helper,
  metadata: {
    ...{ name: 'main', uid: 'uid-main', labels: { [identityLabels.job]: 'a-job' } },
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'a-job', uid: 'uid-job' }],
    deletionTimestamp: new Date(start + 30_000).toISOString(),
  },
  spec: { containers: [{ name: 'a-job' }] },
};

const job: KubeObject = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a-job', uid: 'uid-job' } };
const goingJob: KubeObject = {
  ...job,
  metadata: { ...job.metadata, deletionTimestamp: new Date(start).toISOString() },
};
const refused: ClusterError = { is: 'Invalid', message: 'admission webhook "w" denied the request', causes: [] };

/** Of the last read, when nothing of the step is there any more. */
const result = (marks: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosResult',
  metadata: { name: 'engine-a', annotations: marks },
});

type Lists = readonly E.Either<ClusterError, readonly KubeObject[]>[];

/** What the server says to a deletion of the Job: it refuses, accepts and shows the Job on its way, or accepts and shows nothing. */
type JobAnswer = 'refuses' | 'shows' | 'accepts' | ClusterError;

const isError = (answer: JobAnswer): answer is ClusterError => typeof answer === 'object';

interface Situation {
  /** The engine's terminationGracePeriodSeconds. */
  readonly grace?: number;
  readonly marks?: Readonly<Record<string, string>>;
  readonly waits?: boolean;
  /** It has ended with a verdict of its own. */
  readonly clean?: boolean;
  /** To one deletion of the Job after the other; then it shows the Job on its way. */
  readonly jobAnswers?: readonly JobAnswer[];
  /** What reads of the Job bring, one after the other; then it is gone. */
  readonly jobReads?: readonly E.Either<ClusterError, KubeObject>[];
}

/** Cleans up behind a failed step; the lists of its pods are answered one after the other, then with an empty one. */
const cleanedIn = async (
  { grace, marks = {}, waits = true, clean = false, jobAnswers = [], jobReads = [] }: Situation,
  ...lists: Lists
) => {
  const answers = [...jobAnswers];
  const reads = [...jobReads];
  const rest = [...lists];
  const removed: string[] = [];
  const graces: unknown[] = [];
  const said: string[] = [];
  const withOthers: string[] = [];
  const clock = instantClock(start);
  const run: CleanUpMeans = {
    ...rebuilding(clock, builtJob('a-job', { resultName: 'engine-a' })),
    log: { ...silent, error: (_, message) => said.push(message) },
    waitsForRemoval: () => waits,
    jointDeletion: {
      remove: ({ job: { name } }, byItself) => {
        withOthers.push(name);
        return byItself();
      },
    },
    engine: engineAs(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
    cluster: {
      ...noRequests,
      get: async (kind) => (kind === 'Job' ? (reads.shift() ?? absent) : E.right(result(marks))),
      list: async () => {
        const list = rest.shift() ?? E.right([]);
        return E.isLeft(list) ? list : listOf(list.right);
      },
      remove: async (kind, { name }, options) => {
        removed.push(name);
        if (kind === 'Pod') {
          graces.push(options.gracePeriodSeconds);
          return E.right(undefined);
        }
        const answer = answers.shift() ?? 'shows';
        if (isError(answer)) return E.left(answer);
        return answer === 'refuses' ? E.left(refused) : E.right(answer === 'shows' ? goingJob : undefined);
      },
    },
  };
  const what = {
    ...{ step: 0, iteration: 1, attempt: 1, experiment: 'a', launchedAt: start },
    ...{ job: { name: 'a-job' }, removeJob: true, removeHelpers: !clean },
  };
  const event = await cleanUp(run, what);
  return { event, removed, graces, said, withOthers, elapsed: clock.now() - start };
};
const cleaned = (...lists: Lists) => cleanedIn({}, ...lists);

describe('the clean-up of a step', () => {
  it('deletes the Job, then its helpers, and waits until they are gone', async () => {
    const { event, removed } = await cleaned(E.right([helper]), E.right([ending]));
    expect(removed).toEqual(['a-job', 'helper']);
    expect(event).toEqual({
      type: 'CLEANED',
      deletionAccepted: ['job/a-job', 'pod/helper'],
      gone: ['pod/helper'],
      remaining: [],
      injected: [],
    });
  });

  it.each([
    ['nothing', undefined, 60],
    ['0', 0, 60],
    ['less than they need', 10, 60],
    ['more', 120, 120],
  ])('gives helpers the time that their revert takes where the engine says %s', async (_, grace, given) => {
    const { graces } = await cleanedIn(grace === undefined ? {} : { grace }, E.right([helper]));
    expect(graces).toEqual([given]);
  });

  it('never shortens the grace that a helper was born with', async () => {
    const { graces } = await cleaned(E.right([{ ...helper, spec: { terminationGracePeriodSeconds: 300 } }]));
    expect(graces).toEqual([300]);
  });

  it('deletes a helper that is born while the main pod is still ending', async () => {
    const born = { ...helper, metadata: { ...helper.metadata, name: 'late', uid: 'uid-late' } };
    const { removed, event } = await cleaned(E.right([mainPod]), E.right([mainPod]), E.right([mainPod, born]));
    expect(removed).toEqual(['a-job', 'late']);
    expect(event).toMatchObject({ gone: ['pod/main', 'pod/late'], remaining: [] });
  });

  it('deletes a helper again whose deletion was accepted and cannot be seen', async () => {
    const { removed } = await cleaned(E.right([helper]), E.right([helper]), E.right([ending]));
    expect(removed).toEqual(['a-job', 'helper', 'helper']);
  });

  it('tells of the targets that are still marked as injected when everything is gone', async () => {
    const marks = { 'pod/one': 'injected', 'pod/two': 'reverted' };
    expect((await cleanedIn({ marks }, E.right([helper]))).event).toMatchObject({ injected: ['pod/one'] });
  });

  it('says of what it does not wait for that it remains, and nothing of its targets', async () => {
    const { event } = await cleanedIn({ waits: false }, E.right([helper]));
    expect(event).toEqual({
      type: 'CLEANED',
      deletionAccepted: ['job/a-job', 'pod/helper'],
      gone: [],
      remaining: ['pod/helper'],
    });
  });

  it('says that pods stay that it has looked for until they should have gone', async () => {
    const { event } = await cleaned(...Array.from({ length: 2_000 }, () => E.right([ending])));
    expect(event).toMatchObject({ remaining: ['pod/helper'], stays: true });
  });

  it('says nothing of the kind of the Job of a clean end that it may not delete: it injects nothing any more', async () => {
    const { event } = await cleanedIn({ clean: true, jobAnswers: Array.from({ length: 500 }, () => 'refuses') });
    expect(event).toEqual({ type: 'CLEANED', deletionAccepted: [], gone: [], remaining: ['job/a-job'] });
  });

  it('looks again where an answer was no list', async () => {
    const { event, removed } = await cleaned(E.left({ is: 'Malformed', message: 'a page' }), E.right([helper]));
    expect(removed).toEqual(['a-job', 'helper']);
    expect(event).toMatchObject({ remaining: [] });
  });

  it('says what it does not know where it may not look', async () => {
    const forbidden: ClusterError = { is: 'Forbidden', message: 'not permitted', rule: 'list pods' };
    const { event, said } = await cleaned(E.left(forbidden));
    expect(event).toMatchObject({ remaining: ['the pods of a-job, which could not be listed'], stays: true });
    expect(said).toEqual(['the pods of a step could not be listed']);
  });
});

describe('the deletion of a Job', () => {
  it('may be made with those of others where it is all that is left of its step', async () => {
    const { withOthers, removed } = await cleanedIn({ clean: true });
    expect([withOthers, removed]).toEqual([['a-job'], ['a-job']]);
  });

  it('is never made with those of others where something of the step may inject', async () => {
    const { withOthers, removed } = await cleanedIn({ clean: false });
    expect([withOthers, removed]).toEqual([[], ['a-job']]);
  });

  it('is believed at once where the answer shows the Job on its way', async () => {
    const { removed, event } = await cleanedIn({ jobAnswers: ['shows'], jobReads: [E.right(job)] });
    expect(removed).toEqual(['a-job']);
    expect(event).toMatchObject({ deletionAccepted: ['job/a-job'], remaining: [] });
  });

  it.each([
    ['is not there', E.left({ is: 'NotFound', message: '' } as const), 1],
    ['is on its way', E.right(goingJob), 1],
    ['is as it was', E.right(job), 2],
    ['cannot be read now', E.left({ is: 'Malformed', message: 'half a page' } as const), 2],
    ['may never be read', E.left({ is: 'Forbidden', message: 'no', rule: 'get jobs' } as const), 1],
  ])('is else made until a read says so: the Job %s', async (_, read, deletions) => {
    const { removed, event } = await cleanedIn({ jobAnswers: ['accepts'], jobReads: [read] });
    expect(removed).toEqual(Array.from({ length: deletions }, () => 'a-job'));
    expect(event).toMatchObject({ remaining: [] });
  });

  it('is made again after an answer that says nothing', async () => {
    const cut: ClusterError = { is: 'Malformed', message: 'half a page' };
    const { removed } = await cleanedIn({ jobAnswers: [cut, cut], jobReads: [E.right(job), E.right(job)] });
    expect(removed).toEqual(['a-job', 'a-job', 'a-job']);
  });

  it('that is refused keeps no helper from being deleted, and is asked for again', async () => {
    const { removed, event } = await cleanedIn({ jobAnswers: ['refuses'] }, E.right([helper]));
    expect(removed).toContain('helper');
    expect(removed.filter((name) => name === 'a-job')).toHaveLength(2);
    expect(event).toMatchObject({ remaining: [] });
  });

  it('that is refused for a minute is given up, and the Job is named', async () => {
    const { event, said, elapsed } = await cleanedIn({ jobAnswers: Array.from({ length: 500 }, () => 'refuses') });
    expect(event).toMatchObject({ remaining: ['job/a-job'], stays: true });
    expect(said).toEqual(['the Job could not be deleted']);
    expect(elapsed).toBeLessThan(2 * 60_000);
  });
});
