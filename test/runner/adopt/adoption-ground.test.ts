import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { resultsToAdopt } from '../../../src/runner/adopt/adoption-ground.ts';
import { manualClock } from '../manual-clock.ts';
import { listOf, noRequests, rebuilding } from '../means.ts';

const resultOf = (engine: string, name: string): KubeObject => ({
  ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult', metadata: { name } },
  spec: { engine, experiment: 'a' },
});

/** A cluster whose lists pick as the port promises. */
const resultsIn = (answer: E.Either<ClusterError, readonly KubeObject[]>) => {
  const list: Cluster['list'] = async (_kind, _namespace, _selector, { pick = (object: KubeObject) => object } = {}) =>
    E.isLeft(answer) ? answer : listOf(answer.right.flatMap((one) => pick(one) ?? []));
  const { environment } = rebuilding(manualClock());
  return resultsToAdopt({ cluster: { ...noRequests, list }, environment }, 1_000);
};

describe('the ChaosResults that may prove how steps have ended', () => {
  it('are those of the engine, of however many others there are in the namespace', async () => {
    const own = resultOf('engine', 'engine-a');
    expect(await resultsIn(E.right([resultOf('other', 'other-a'), own]))).toEqual(E.right([own]));
  });

  it('are none where they may not be listed', async () => {
    expect(await resultsIn(E.left({ is: 'Forbidden', message: 'no', rule: 'list' }))).toEqual(E.right([]));
  });

  it('are not known of where nobody answers', async () => {
    expect(await resultsIn(E.left({ is: 'Unavailable', message: 'nobody answers' }))).toEqual(
      E.left('The ChaosResults of the engine could not be listed: nobody answers'),
    );
  });
});
