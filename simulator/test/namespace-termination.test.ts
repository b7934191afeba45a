import { expect, test } from 'vitest';
import { terminateNamespaces } from '../namespace-termination.ts';
import { jobObject, testCluster } from './cluster-fixture.ts';

test('a namespace goes with everything in it, also with what is still written while its pods end', () => {
  const cluster = testCluster();
  const { store, clock } = cluster;
  terminateNamespaces(store);
  cluster.create('jobs', jobObject('job', {}, { terminationGracePeriodSeconds: 2, serviceAccountName: 'litmus' }));
  clock.advance(500);
  expect(cluster.pods()).toHaveLength(1);
  store.remove('namespaces', undefined, 'litmus');
  expect(store.get('namespaces', undefined, 'litmus')?.status).toMatchObject({ phase: 'Terminating' });
  clock.advance(60_000);
  expect(cluster.pods()).toEqual([]);
  expect(cluster.events()).toEqual([]);
  expect(store.get('namespaces', undefined, 'litmus')).toBeUndefined();
});
