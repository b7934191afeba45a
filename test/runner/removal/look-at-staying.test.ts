import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { identityLabels } from '../../../src/job/identity.ts';
import { type LookMeans, lookAtStaying } from '../../../src/runner/removal/look-at-staying.ts';
import { planOf, start } from '../fixtures.ts';
import { instantClock } from '../instant-clock.ts';
import { engineAs, identity, listOf, noRequests, silent } from '../means.ts';

const going = { deletionTimestamp: new Date(start + 3_600_000).toISOString() };

/** A Job or pod of a step of this run, by default one that is on its way. */
const thing = (kind: 'Job' | 'Pod', name: string, step: string, metadata: object = going, status: object = {}) => ({
  ...{ apiVersion: kind === 'Job' ? 'batch/v1' : 'v1', kind, status },
  metadata: {
    ...{ name, uid: `uid-${name}`, labels: { [identityLabels.run]: 'run1', [identityLabels.step]: step } },
    ...metadata,
  },
});
const owned = { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'a-job', uid: 'uid-a-job' }] };

interface Situation {
  readonly policy?: string;
  readonly list?: ClusterError;
}

/** Looks after step a; what is told to go does so at once, unless it was on its way before. */
const lookedAt = async (things: readonly KubeObject[], { policy = 'delete', list }: Situation = {}) => {
  const removed: string[] = [];
  const clock = instantClock(start);
  const run: LookMeans = {
    ...{ clock, plan: planOf([{ id: 'a' }, { id: 'b' }]), signal: new AbortController().signal },
    ...{ endsAt: () => undefined, log: silent, identity, engine: engineAs({ jobCleanUpPolicy: policy }) },
    cluster: {
      ...noRequests,
      list: async (kind) =>
        list === undefined
          ? listOf(things.filter((one) => one.kind === kind && !removed.includes(one.metadata.name)))
          : E.left(list),
      remove: async (_, { name }) => {
        removed.push(name);
        return E.right(undefined);
      },
    },
  };
  const left = await lookAtStaying(run, ['a']);
  return { left, removed, elapsed: clock.now() - start };
};

it('names what still does not go, after some seconds', async () => {
  const { left, elapsed } = await lookedAt([thing('Job', 'a-job', 'a'), thing('Pod', 'helper', 'a')]);
  expect(left).toEqual(['job/a-job is still there', 'pod/helper is still there']);
  expect(elapsed).toBeGreaterThanOrEqual(10_000);
  expect(elapsed).toBeLessThan(15_000);
});

it('tells to go what was never told, and waits for it', async () => {
  const things = [thing('Job', 'a-job', 'a', {}), thing('Pod', 'helper', 'a', {})];
  const { left, removed } = await lookedAt(things);
  expect([left, removed.toSorted()]).toEqual([[], ['a-job', 'helper']]);
});

it('leaves other steps and other runs alone, and what has ended', async () => {
  const { left, removed } = await lookedAt([
    thing('Pod', 'of-b', 'b', {}),
    thing('Pod', 'earlier', 'a', { labels: { [identityLabels.run]: 'run0', [identityLabels.step]: 'a' } }),
    thing('Pod', 'ended', 'a', {}, { phase: 'Failed' }),
    thing('Job', 'a-job', 'a', {}, { conditions: [{ type: 'Complete', status: 'True' }] }),
  ]);
  expect([left, removed]).toEqual([[], []]);
});

it('names a Job that `retain` may have kept while it has not ended, and its pod, and tells neither to go', async () => {
  const things = [thing('Job', 'a-job', 'a', {}), thing('Pod', 'main', 'a', owned), thing('Pod', 'helper', 'a', {})];
  const { left, removed } = await lookedAt(things, { policy: 'retain' });
  expect(left).toEqual(['job/a-job is still there', 'pod/main is still there and may yet start helpers']);
  expect(removed).toEqual(['helper']);
});

it('finds helpers that carry the name of their experiment only, as those of litmus-go before 2.8', async () => {
  const { removed } = await lookedAt([thing('Pod', 'old', 'a', { labels: { app: 'a-helper-x' } })]);
  expect(removed).toEqual(['old']);
});

it('says why nobody could look', async () => {
  const list: ClusterError = { is: 'Forbidden', message: 'not permitted: list pods', rule: 'list pods' };
  expect((await lookedAt([], { list })).left).toEqual(['not permitted: list pods']);
});
