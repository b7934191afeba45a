import { expect, test } from 'vitest';
import { at, testCluster } from '../cluster-fixture.ts';

const exporter = (spec: Record<string, unknown> = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'exporter', namespace: 'litmus' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'engine' } },
    template: { metadata: { labels: { app: 'engine' } }, spec: { containers: [{ name: 'exporter', image: 'e:1' }] } },
    ...spec,
  },
});

test('a Deployment comes up through a ReplicaSet and is available', () => {
  const cluster = testCluster();
  cluster.create('deployments', exporter());
  cluster.clock.advance(500);
  expect(cluster.store.get('deployments', 'litmus', 'exporter')?.status).toMatchObject({
    readyReplicas: 1,
    conditions: [{ type: 'Available', status: 'True' }],
  });
  expect(cluster.pods()[0]?.metadata.labels).toMatchObject({ app: 'engine', 'pod-template-hash': expect.any(String) });
});

test('a deleted pod of a Deployment is replaced', () => {
  const cluster = testCluster();
  cluster.create('deployments', exporter());
  cluster.clock.advance(500);
  const name = cluster.pods()[0]?.metadata.name ?? '';
  cluster.store.remove('pods', 'litmus', name);
  cluster.clock.advance(500);
  expect(cluster.pods()).toHaveLength(1);
  expect(cluster.pods()[0]?.metadata.name).not.toBe(name);
});

test('scaling to none removes the pods, deleting the Deployment removes everything', () => {
  const cluster = testCluster();
  cluster.create('deployments', exporter());
  cluster.clock.advance(500);
  cluster.store.update('deployments', 'litmus', 'exporter', (now) => ({
    ...now,
    spec: { ...exporter({ replicas: 0 }).spec },
  }));
  cluster.clock.advance(500);
  expect(cluster.pods()).toHaveLength(0);
  cluster.store.remove('deployments', 'litmus', 'exporter', { propagation: 'Background' });
  cluster.clock.advance(500);
  expect(cluster.store.list('replicasets', 'litmus')).toHaveLength(0);
});

test('a Deployment whose pods cannot be made is not available', () => {
  const cluster = testCluster();
  const template = { metadata: { labels: { app: 'engine' } }, spec: { serviceAccountName: 'nobody', containers: [] } };
  cluster.create('deployments', exporter({ template }));
  cluster.clock.advance(500);
  expect(at(cluster.store.get('deployments', 'litmus', 'exporter'), 'status', 'readyReplicas')).toBe(0);
  expect(cluster.messages('FailedCreate')[0]).toContain('serviceaccount "nobody" not found');
});
