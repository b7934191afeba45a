import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { KubeObject } from '../../src/cluster/port.ts';
import { identityLabels } from '../../src/job/identity.ts';
import { type CleanUpMeans, cleanUp } from '../../src/runner/removal/clean-up.ts';
import { start } from './fixtures.ts';
import { instantClock } from './instant-clock.ts';
import { absent, builtJob, eachByItself, listOf, noRequests, rebuilding, silent } from './means.ts';

const podNamed = (name: string, container: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: `uid-${name}`, labels: { [identityLabels.job]: 'a-job' } },
  spec: { containers: [{ name: container }] },
});
const helper = podNamed('helper', 'helper');
const main = podNamed('main', 'a-job');

type Answer<A> = E.Either<ClusterError, A>;

/** What a server does with a request: answers it, or never does. */
interface Server {
  readonly removesJob?: Answer<KubeObject | undefined>;
  readonly getsJob?: Answer<KubeObject>;
  readonly listsPods?: Answer<readonly KubeObject[]>;
  readonly removesPod?: (name: string) => Answer<undefined> | undefined;
}

/** Cleans up until `enough` of the deletions have been asked for, or it has come to its end. */
const cleanedBy = async (
  server: Server,
  {
    knownPods,
    enough = () => false,
  }: { knownPods?: readonly KubeObject[]; enough?: (asked: readonly string[]) => boolean },
) => {
  const stop = new AbortController();
  const asked: string[] = [];
  const said: string[] = [];
  const answerOf = <A>(answer: Answer<A> | undefined): Promise<Answer<A>> =>
    answer !== undefined
      ? Promise.resolve(answer)
      : new Promise((resolve) => {
          if (stop.signal.aborted) resolve(E.left({ is: 'Cancelled', message: '' }));
          stop.signal.addEventListener('abort', () => resolve(E.left({ is: 'Cancelled', message: '' })));
        });
  const run: CleanUpMeans = {
    jointDeletion: eachByItself,
    ...rebuilding(instantClock(start), builtJob('a-job', { resultName: 'engine-a' })),
    log: { ...silent, error: (_, message) => said.push(message) },
    ...{ signal: stop.signal, waitsForRemoval: () => true },
    cluster: {
      ...noRequests,
      get: (kind) => answerOf(kind === 'Job' ? server.getsJob : absent),
      list: async () => {
        const list = await answerOf(server.listsPods);
        return E.isLeft(list) ? list : listOf(list.right);
      },
      remove: (kind, { name }) => {
        asked.push(name);
        const answer = kind === 'Job' ? answerOf(server.removesJob) : answerOf((server.removesPod ?? gone)(name));
        if (enough(asked)) stop.abort();
        return answer;
      },
    },
  };
  const what = {
    ...{ step: 0, iteration: 1, attempt: 1, experiment: 'a', launchedAt: start },
    ...{ job: { name: 'a-job', uid: 'uid-job' }, removeJob: true, removeHelpers: true },
    ...(knownPods === undefined ? {} : { knownPods: () => knownPods }),
  };
  const event = await cleanUp(run, what);
  return { event, asked, said };
};

const gone = (): Answer<undefined> => E.right(undefined);
const job: KubeObject = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a-job', uid: 'uid-job' } };
const going = E.right({
  ...job,
  metadata: { ...job.metadata, deletionTimestamp: new Date(start).toISOString() },
});
const hasAsked =
  (...names: readonly string[]) =>
  (asked: readonly string[]): boolean =>
    names.every((name) => asked.includes(name));

describe('helpers of a step', () => {
  it('that have been seen are deleted while no list of pods is answered', async () => {
    const { asked } = await cleanedBy({ removesJob: going }, { knownPods: [main, helper], enough: hasAsked('helper') });
    expect(asked).toEqual(['a-job', 'helper']);
  });

  it('that have been seen are deleted while the deletion of the Job is not answered, which is asked for first', async () => {
    const { asked } = await cleanedBy({}, { knownPods: [main, helper], enough: hasAsked('helper') });
    expect(asked).toEqual(['a-job', 'helper']);
  });

  it('that a list shows are deleted while a read of the Job is not answered', async () => {
    const { asked } = await cleanedBy(
      { removesJob: E.right(undefined), listsPods: E.right([main, helper]) },
      { enough: hasAsked('helper') },
    );
    expect(asked).toEqual(['a-job', 'helper']);
  });

  it('are all told to go though the deletion of one of them is not answered', async () => {
    const other = podNamed('other', 'helper');
    const { asked } = await cleanedBy(
      { removesJob: going, listsPods: E.right([helper, other]), removesPod: () => undefined },
      { enough: hasAsked('helper', 'other') },
    );
    expect(asked).toEqual(['a-job', 'helper', 'other']);
  });

  it('that have been seen are deleted where pods may never be listed, which is still said', async () => {
    const forbidden = E.left({ is: 'Forbidden', message: 'no', rule: 'list pods' } as const);
    const { asked, event } = await cleanedBy({ removesJob: going, listsPods: forbidden }, { knownPods: [helper] });
    expect(asked).toEqual(['a-job', 'helper']);
    expect(event).toMatchObject({ remaining: ['the pods of a-job, which could not be listed'] });
  });

  it('that are others of the same name by now are asked for once, and nobody complains', async () => {
    const other = E.left({
      is: 'Conflict',
      message:
        'Operation cannot be fulfilled on Pod "helper": the UID in the precondition (1) does not match the UID in record (2). The object might have been deleted and then recreated',
    } as const);
    const { event, asked, said } = await cleanedBy(
      { removesJob: going, listsPods: E.right([]), removesPod: () => other },
      { knownPods: [helper] },
    );
    expect([asked, said]).toEqual([['a-job', 'helper'], []]);
    expect(event).toMatchObject({ deletionAccepted: ['job/a-job'], remaining: [] });
  });
});

describe('the deletion of a Job by its uid', () => {
  it.each([
    'Operation cannot be fulfilled on Job.batch "a-job": the UID in the precondition (1) does not match the UID in record (2). The object might have been deleted and then recreated',
    'Operation cannot be fulfilled on jobs.batch "a-job": StorageError: invalid object, Code: 4, Key: /registry/jobs/litmus/a-job, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: 1, UID in object meta: 2',
  ])('is over where another one has its name, also where no Job may be read: %s', async (message) => {
    const forbidden = E.left({ is: 'Forbidden', message: 'no', rule: 'get jobs' } as const);
    const { asked, event } = await cleanedBy(
      { removesJob: E.left({ is: 'Conflict', message }), getsJob: forbidden, listsPods: E.right([]) },
      { enough: (all) => all.length > 5 },
    );
    expect(asked).toEqual(['a-job']);
    expect(event).toMatchObject({ remaining: [], deletionAccepted: [] });
  });

  it('goes on after a conflict that says nothing of its uid, until a read shows how it is', async () => {
    const webhook = E.left({ is: 'Conflict', message: 'admission webhook "w" denied the request: busy' } as const);
    const { asked } = await cleanedBy(
      { removesJob: webhook, getsJob: E.right(job), listsPods: E.right([]) },
      { enough: (all) => all.length > 2 },
    );
    expect(asked).toEqual(['a-job', 'a-job', 'a-job']);
  });
});
