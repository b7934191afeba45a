import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { KubeObject } from '../../src/cluster/port.ts';
import { identityLabels } from '../../src/job/identity.ts';
import { cleanUp } from '../../src/runner/effects/clean-up.ts';
import type { RunContext } from '../../src/runner/run-context.ts';
import { start } from './fixtures.ts';

const helper: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helper', uid: 'uid-helper', labels: { [identityLabels.job]: 'a-job' } },
};

/** Cleans up behind a failed step; the lists of its pods are answered one after the other, then with an empty one. */
const cleaned = async (...lists: readonly E.Either<ClusterError, readonly KubeObject[]>[]) => {
  const rest = [...lists];
  const removed: string[] = [];
  const said: string[] = [];
  let now = start;
  const run = {
    identity: { runId: 'run1', engineName: 'engine', engineUid: 'uid', namespace: 'litmus', holder: 'me' },
    clock: {
      now: () => now,
      setTimer: (due: number, callback: () => void) => {
        queueMicrotask(() => {
          now = due;
          callback();
        });
        return () => undefined;
      },
    },
    log: { error: (_: object, message: string) => said.push(message) },
    waitsForRemoval: () => true,
    cluster: {
      list: async () => {
        const list = rest.shift() ?? E.right([]);
        return E.isLeft(list) ? list : E.right({ items: list.right, resourceVersion: '1' });
      },
      remove: async (_kind: string, { name }: { readonly name: string }) => {
        removed.push(name);
        return E.right(undefined);
      },
    },
  } as unknown as RunContext;
  const what = {
    ...{ step: 0, iteration: 1, attempt: 1, experiment: 'a', launchedAt: start },
    ...{ job: { name: 'a-job' }, removeJob: true, removeHelpers: true },
  };
  return { event: await cleanUp(run, what, new AbortController().signal), removed, said };
};

describe('the clean-up of a step', () => {
  it('deletes the Job, then its helpers, and waits until they are gone', async () => {
    const { event, removed } = await cleaned(E.right([helper]), E.right([helper]));
    expect(removed).toEqual(['a-job', 'helper']);
    expect(event).toEqual({ type: 'CLEANED', deleted: ['job/a-job', 'pod/helper'], remaining: [] });
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
