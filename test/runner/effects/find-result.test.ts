import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { findResult } from '../../../src/runner/effects/find-result.ts';
import { absent, identity, listOf } from '../means.ts';
import { asking } from './asking.ts';

const call = { patienceMs: 1_000 };
const away: E.Either<ClusterError, never> = E.left({ is: 'Unavailable', message: 'nobody answers' });

const resultOf = (name: string, more: { version?: string; engine?: string; experiment?: string } = {}): KubeObject => ({
  ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult' },
  metadata: { name, resourceVersion: more.version ?? '1' },
  spec: { engine: more.engine ?? 'engine', experiment: more.experiment ?? 'a' },
});
const unreadable: KubeObject = JSON.parse('{ "kind": "ChaosResult", "metadata": null }');

const found = async (answers: Partial<Cluster>, resultName?: string) => {
  const { cluster, asked } = asking(answers);
  const answer = await findResult({ cluster, identity }, 'a', resultName, call);
  return { asked, answer, name: E.isRight(answer) ? answer.right?.metadata.name : answer };
};

describe('the ChaosResult of a launch', () => {
  it('is read by its name where that is known', async () => {
    const { asked, name } = await found({ get: async () => E.right(resultOf('engine-a')) }, 'engine-a');
    expect(name).toBe('engine-a');
    expect(asked).toEqual([['get', 'ChaosResult', { namespace: 'litmus', name: 'engine-a' }, call]]);
  });

  it('is none where there is none of its name', async () => {
    expect((await found({ get: async () => absent }, 'engine-a')).answer).toEqual(E.right(undefined));
  });

  it('is looked for among all of the namespace where its name is known to the pod only', async () => {
    const { asked, name } = await found({ list: async () => listOf([resultOf('engine-a-x')]) });
    expect(name).toBe('engine-a-x');
    expect(asked).toEqual([['list', 'ChaosResult', 'litmus', {}, { ...call, pick: expect.any(Function) }]]);
  });

  it.each([
    ['another engine', { engine: 'other' }],
    ['another experiment', { experiment: 'b' }],
  ])('is none of %s', async (_, more) => {
    const { name } = await found({ list: async () => listOf([resultOf('mine'), resultOf('not-mine', more)]) });
    expect(name).toBe('mine');
    expect((await found({ list: async () => listOf([resultOf('not-mine', more)]) })).name).toBeUndefined();
  });

  it('is the latest, by the number of its version', async () => {
    const versions = ['9', '100', '20'].map((version) => resultOf(`at-${version}`, { version }));
    expect((await found({ list: async () => listOf(versions) })).name).toBe('at-100');
    expect((await found({ list: async () => listOf([...versions].reverse()) })).name).toBe('at-100');
  });

  it('is found beside one that cannot be read', async () => {
    expect((await found({ list: async () => listOf([unreadable, resultOf('mine')]) })).name).toBe('mine');
  });

  it.each<readonly [string, Partial<Cluster>, string | undefined]>([
    ['read', { get: async () => away }, 'engine-a'],
    ['listed', { list: async () => away }, undefined],
  ])('is not known of where it cannot be %s', async (_, answers, resultName) => {
    expect((await found(answers, resultName)).answer).toEqual(away);
  });
});
