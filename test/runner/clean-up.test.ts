import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { DeleteOptions, KubeObject } from '../../src/cluster/port.ts';
import { identityLabels } from '../../src/job/identity.ts';
import { cleanUp } from '../../src/runner/effects/clean-up.ts';
import type { RunContext } from '../../src/runner/run-context.ts';
import { planOf, start } from './fixtures.ts';

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

/** Of the last read, when nothing of the step is there any more. */
const result = (marks: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosResult',
  metadata: { name: 'engine-a', annotations: marks },
});

type Lists = readonly E.Either<ClusterError, readonly KubeObject[]>[];

interface Situation {
  /** The engine's terminationGracePeriodSeconds. */
  readonly grace?: number;
  readonly marks?: Readonly<Record<string, string>>;
  readonly waits?: boolean;
}

/** Cleans up behind a failed step; the lists of its pods are answered one after the other, then with an empty one. */
const cleanedIn = async ({ grace, marks = {}, waits = true }: Situation, ...lists: Lists) => {
  const rest = [...lists];
  const removed: string[] = [];
  const graces: unknown[] = [];
  const said: string[] = [];
  let now = start;
  const run = {
    identity: { runId: 'run1', engineName: 'engine', engineUid: 'uid', namespace: 'litmus', holder: 'me' },
    clock: {
      now: () => now,
      elapsed: () => now,
      setTimer: (due: number, callback: () => void) => {
        queueMicrotask(() => {
          now = due;
          callback();
        });
        return () => undefined;
      },
    },
    log: { error: (_: object, message: string) => said.push(message) },
    waitsForRemoval: () => waits,
    plan: planOf([{ id: 'a' }]),
    engine: { current: () => ({ metadata: {}, spec: { terminationGracePeriodSeconds: grace } }) },
    built: new Map([['a-job', { resultName: 'engine-a' }]]),
    cluster: {
      get: async () => E.right(result(marks)),
      list: async () => {
        const list = rest.shift() ?? E.right([]);
        return E.isLeft(list) ? list : E.right({ items: list.right, resourceVersion: '1' });
      },
      remove: async (kind: string, { name }: { readonly name: string }, options: DeleteOptions) => {
        removed.push(name);
        if (kind === 'Pod') graces.push(options.gracePeriodSeconds);
        return E.right(undefined);
      },
    },
  } as unknown as RunContext;
  const what = {
    ...{ step: 0, iteration: 1, attempt: 1, experiment: 'a', launchedAt: start },
    ...{ job: { name: 'a-job' }, removeJob: true, removeHelpers: true },
  };
  return { event: await cleanUp(run, what, new AbortController().signal), removed, graces, said };
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

  it('looks again where an answer was no list', async () => {
    const { event, removed } = await cleaned(E.left({ _tag: 'Malformed', message: 'a page' }), E.right([helper]));
    expect(removed).toEqual(['a-job', 'helper']);
    expect(event).toMatchObject({ remaining: [] });
  });

  it('says what it does not know where it may not look', async () => {
    const forbidden: ClusterError = { _tag: 'Forbidden', message: 'not permitted', rule: 'list pods' };
    const { event, said } = await cleaned(E.left(forbidden));
    expect(event).toMatchObject({ remaining: ['the pods of a-job, which could not be listed'] });
    expect(said).toEqual(['the pods of a step could not be listed']);
  });
});
