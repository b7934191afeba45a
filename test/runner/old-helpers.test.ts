import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import { type CleanUpMeans, cleanUp } from '../../src/runner/removal/clean-up.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { absent, eachByItself, listOf, noRequests, rebuilding } from './means.ts';

const hour = 3_600_000;

/** A helper of litmus-go before 2.8: nothing but its name and the time of its creation, by the server, tells whose it is. */
const helper = (name: string, createdAt: number, app = 'a-helper-xyz', phase = 'Running'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: `uid-${name}`, labels: { app }, creationTimestamp: new Date(createdAt).toISOString() },
  status: { phase },
});

/** What is removed after a launch at `start` by our clock; the server's differs by `serverAhead`. */
const removedOf = async (pods: readonly KubeObject[], serverAhead = 0): Promise<readonly string[]> => {
  const clock = manualClock(start);
  const removed: string[] = [];
  const run: CleanUpMeans = {
    jointDeletion: eachByItself,
    ...{ ...rebuilding(clock), waitsForRemoval: () => false },
    cluster: {
      ...{ ...noRequests, serverTime: () => clock.now() + serverAhead },
      get: async () => absent,
      list: async () => listOf(pods),
      remove: async (kind, { name }) => {
        if (kind === 'Pod') removed.push(name);
        return E.right(undefined);
      },
    },
  };
  const what = {
    ...{ step: 0, iteration: 1, attempt: 1, experiment: 'a', launchedAt: start },
    ...{ job: { name: 'a-job' }, removeJob: true, removeHelpers: true },
  };
  await cleanUp(run, what);
  return removed;
};

describe('helpers that carry no label of ours', () => {
  it('go with the launch after which they were created, and not with a later one', async () => {
    const earlier = helper('earlier', start - 60_000);
    expect(await removedOf([earlier, helper('own', start + 10_000)])).toEqual(['own']);
  });

  it('go although the server dates them to the second', async () => {
    expect(await removedOf([helper('own', start - 999)])).toEqual(['own']);
  });

  it.each([
    ['ahead', -hour],
    ['behind', hour],
  ])('go where our clock is an hour %s of the server', async (_, serverAhead) => {
    expect(await removedOf([helper('own', start + serverAhead + 10_000)], serverAhead)).toEqual(['own']);
  });

  it('stay where they are of another experiment, or have ended', async () => {
    const foreign = helper('foreign', start + 10_000, 'b-helper-xyz');
    const ended = helper('ended', start + 10_000, 'a-helper-xyz', 'Succeeded');
    expect(await removedOf([foreign, ended])).toEqual([]);
  });
});
