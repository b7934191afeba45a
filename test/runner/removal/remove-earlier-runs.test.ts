import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { removeEarlierRuns } from '../../../src/runner/removal/remove-earlier-runs.ts';
import { engineOf, jobOf, start } from '../fixtures.ts';
import { instantClock } from '../instant-clock.ts';
import { listOf, noRequests, silent } from '../means.ts';

const job = (name: string): KubeObject => {
  const made = jobOf(name);
  return { ...made, metadata: { ...made.metadata, uid: `uid-${name}` } };
};
const helper = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: `uid-${name}` },
});
const refused: ClusterError = { is: 'Invalid', message: 'admission webhook "w" denied the request', causes: [] };
const hidden: ClusterError = { is: 'Forbidden', message: 'not permitted', rule: 'list jobs' };

/** Removes two Jobs and two helpers of earlier runs, all of which go at once when they are told to. */
const removing = (change: (cluster: Cluster) => Partial<Cluster>) => {
  const jobs = [job('a'), job('b')];
  const things = [...jobs, helper('one'), helper('two')];
  const told: string[] = [];
  const cluster: Cluster = {
    ...noRequests,
    list: async (kind) => listOf(things.filter((one) => one.kind === kind && !told.includes(one.metadata.name))),
    remove: async (_, { name }) => {
      told.push(name);
      return E.right(undefined);
    },
  };
  const means = { cluster: { ...cluster, ...change(cluster) }, clock: instantClock(start), log: silent };
  return { answer: removeEarlierRuns(means, engineOf({}), jobs), told };
};

describe('what earlier runs have left at work', () => {
  it('is told to go, Jobs and helpers, and waited for', async () => {
    const { answer, told } = removing(() => ({}));
    expect(await answer).toEqual(E.right(undefined));
    expect(told.toSorted()).toEqual(['a-job', 'b-job', 'one', 'two']);
  });

  it.each<readonly [string, (cluster: Cluster) => Partial<Cluster>, ClusterError, readonly string[]]>([
    [
      'a Job that may not be deleted',
      ({ remove }) => ({
        remove: async (kind, ref, options) => (ref.name === 'a-job' ? E.left(refused) : remove(kind, ref, options)),
      }),
      refused,
      ['b-job', 'one', 'two'],
    ],
    [
      'a list of Jobs that is refused',
      ({ list }) => ({
        list: async (kind, ...rest) => (kind === 'Job' ? E.left(hidden) : list(kind, ...rest)),
      }),
      hidden,
      ['a-job', 'b-job', 'one', 'two'],
    ],
    [
      'a helper that may not be deleted',
      ({ remove }) => ({
        remove: async (kind, ref, options) => (ref.name === 'one' ? E.left(refused) : remove(kind, ref, options)),
      }),
      refused,
      ['a-job', 'b-job', 'two'],
    ],
  ])('is told to go all the same beside %s, of which the answer tells', async (_, change, error, names) => {
    const { answer, told } = removing(change);
    expect(await answer).toEqual(E.left(error));
    expect(told.toSorted()).toEqual(names);
  });

  it('is told to go where it injects, helper pods, while no deletion of a Job is answered', async () => {
    let answered: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const { answer, told } = removing(({ remove }) => ({
      remove: async (kind, ref, options) => {
        if (kind === 'Job') await waits;
        else answered();
        return remove(kind, ref, options);
      },
    }));
    expect(await answer).toEqual(E.right(undefined));
    expect(told.toSorted()).toEqual(['a-job', 'b-job', 'one', 'two']);
  });
});
