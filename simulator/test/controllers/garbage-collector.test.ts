import { expect, test } from 'vitest';
import type { OwnerReference } from '../../../src/model/json/json-object.ts';
import type { KubeObject, NewObject } from '../../store.ts';
import { jobObject, type TestCluster, testCluster } from '../cluster-fixture.ts';

const refer = ({ metadata: { name, uid } }: KubeObject): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  uid,
});
const configMap = (name: string, owners: readonly OwnerReference[]): NewObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'litmus', ownerReferences: [...owners] },
});
const names = (cluster: TestCluster) => cluster.store.list('configmaps', 'litmus').map(({ metadata }) => metadata.name);

test('in the background the owner goes first and its dependents follow', () => {
  const cluster = testCluster();
  const owner = cluster.create('configmaps', configMap('owner', []));
  const child = cluster.create('configmaps', configMap('child', [refer(owner)]));
  cluster.create('configmaps', configMap('grandchild', [refer(child)]));
  cluster.store.remove('configmaps', 'litmus', 'owner', { propagation: 'Background' });
  expect(names(cluster)).toEqual(['child', 'grandchild']);
  cluster.clock.advance(10);
  expect(names(cluster)).toEqual([]);
});

test('in the foreground the owner waits for the dependents that block it', () => {
  const cluster = testCluster();
  cluster.create(
    'jobs',
    jobObject(
      'owner',
      {},
      {
        terminationGracePeriodSeconds: 5,
        containers: [{ name: 'owner', image: 'busybox:1', command: ['sleep', '100'] }],
      },
    ),
  );
  cluster.clock.advance(200);
  cluster.store.remove('jobs', 'litmus', 'owner', { propagation: 'Foreground' });
  cluster.clock.advance(4_000);
  expect(cluster.job('owner')?.metadata.finalizers).toEqual(['foregroundDeletion']);
  expect(cluster.pods()[0]?.metadata.deletionTimestamp).toBeDefined();
  cluster.clock.advance(2_000);
  expect(cluster.job('owner')).toBeUndefined();
  expect(cluster.pods()).toHaveLength(0);
});

test('dependents that do not block are deleted, but the owner does not wait for them', () => {
  const cluster = testCluster();
  const owner = cluster.create('configmaps', configMap('owner', []));
  const child = configMap('child', [refer(owner)]);
  cluster.create('configmaps', { ...child, metadata: { ...child.metadata, finalizers: ['example.org/hold'] } });
  cluster.store.remove('configmaps', 'litmus', 'owner', { propagation: 'Foreground' });
  cluster.clock.advance(100);
  expect(names(cluster)).toEqual(['child']);
});

test('orphaned pods keep running when their Job is deleted', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('owner'));
  cluster.clock.advance(200);
  cluster.store.remove('jobs', 'litmus', 'owner', { propagation: 'Orphan' });
  cluster.clock.advance(100);
  expect(cluster.job('owner')).toBeUndefined();
  expect(cluster.pods()[0]?.metadata.ownerReferences).toBeUndefined();
});

test('an object with a second living owner stays and loses the reference to the dead one', () => {
  const cluster = testCluster();
  const dead = cluster.create('configmaps', configMap('dead', []));
  const alive = cluster.create('configmaps', configMap('alive', []));
  cluster.create('configmaps', configMap('shared', [refer(dead), refer(alive)]));
  cluster.store.remove('configmaps', 'litmus', 'dead', { propagation: 'Background' });
  cluster.clock.advance(10);
  const shared = cluster.store.get('configmaps', 'litmus', 'shared');
  expect(shared?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['alive']);
});

test('an object whose owner never existed is collected', () => {
  const cluster = testCluster();
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: 'no-such-uid' };
  cluster.create('configmaps', configMap('child', [owner]));
  cluster.clock.advance(10);
  expect(names(cluster)).toEqual([]);
});
