import { expect, test } from 'vitest';
import type { ClusterOptions } from '../../cluster.ts';
import { records } from '../../controllers/views.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { at, testCluster } from '../cluster-fixture.ts';

const server = (name: string, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'litmus' },
  spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'nginx:1' }], ...spec },
});

/** A cluster whose only pod is on a node that has been lost for as long as it takes. */
const bereft = (options: Partial<ClusterOptions> = {}) => {
  const cluster = testCluster(options);
  cluster.create('pods', server('unlucky'));
  cluster.clock.advance(100);
  const node = String(at(cluster.pods()[0], 'spec', 'nodeName'));
  cluster.nodes.lose(node);
  cluster.clock.advance(60_000);
  const [pod] = cluster.pods();
  return { cluster, node, pod, conditions: records(at(pod, 'status', 'conditions')) };
};

test('on a lost node a pod is stuck in Terminating until it is deleted by force', () => {
  const { cluster, pod } = bereft();
  expect(at(pod, 'status', 'phase')).toBe('Running');
  expect(pod?.metadata.deletionTimestamp).toBeDefined();
  cluster.store.remove('pods', 'litmus', 'unlucky', { gracePeriodSeconds: 0 });
  cluster.clock.advance(10);
  expect(cluster.pods()).toHaveLength(0);
});

test('a lost node is unreachable for new pods and for those that it has', () => {
  const { cluster, node } = bereft();
  const taints = records(at(cluster.store.get('nodes', undefined, node), 'spec', 'taints'));
  expect(taints.map(({ key, effect }) => [key, effect])).toEqual([
    ['node.kubernetes.io/unreachable', 'NoSchedule'],
    ['node.kubernetes.io/unreachable', 'NoExecute'],
  ]);
});

test('a pod on a lost node is not ready, though its containers still count as ready, and says what drives it away', () => {
  const { cluster, conditions } = bereft();
  const of = (type: string) => conditions.find((one) => one.type === type);
  expect([of('Ready')?.status, of('ContainersReady')?.status]).toEqual(['False', 'True']);
  expect(of('DisruptionTarget')).toMatchObject({ status: 'True', reason: 'DeletionByTaintManager' });
  expect(cluster.messages('NodeNotReady')).toEqual(['Node is not ready']);
  expect(cluster.messages('TaintManagerEviction')).toEqual(['Marking for deletion Pod litmus/unlucky']);
});

test('before Kubernetes 1.26 nothing on a pod says why it is driven away', () => {
  const { conditions } = bereft({ kubernetes: kubernetesOf('1.20') });
  expect(conditions.map(({ type }) => type)).not.toContain('DisruptionTarget');
});

test('a node that comes back takes pods again and forgets those that it had', () => {
  const cluster = testCluster({ nodes: ['only'] });
  cluster.create('pods', server('old'));
  cluster.clock.advance(100);
  cluster.nodes.lose('only');
  cluster.create('pods', server('new'));
  cluster.clock.advance(5_000);
  expect(cluster.messages('FailedScheduling')[0]).toContain('0/1 nodes are available');
  cluster.nodes.recover('only');
  cluster.clock.advance(1_000);
  expect(cluster.pods().map((pod) => [pod.metadata.name, at(pod, 'status', 'phase')])).toEqual([['new', 'Running']]);
});

test('a taint drives away what does not tolerate it, later what does for a time, and leaves the rest', () => {
  const cluster = testCluster({ nodes: ['only'] });
  const toleration = { key: 'away', operator: 'Exists', effect: 'NoExecute' };
  cluster.create('pods', server('intolerant'));
  cluster.create('pods', server('patient', { tolerations: [{ ...toleration, tolerationSeconds: 1 }] }));
  cluster.create('pods', server('tolerant', { tolerations: [toleration] }));
  cluster.clock.advance(200);
  const taints = [{ key: 'away', effect: 'NoExecute' }];
  cluster.store.update('nodes', undefined, 'only', (node) => ({ ...node, spec: { taints } }));
  const names = () => cluster.pods().map(({ metadata }) => metadata.name);
  cluster.clock.advance(500);
  expect(names()).toEqual(['patient', 'tolerant']);
  cluster.clock.advance(1_000);
  expect(names()).toEqual(['tolerant']);
});

test('a taint that goes in time drives nobody away', () => {
  const cluster = testCluster({ nodes: ['only'] });
  const tolerations = [{ key: 'away', operator: 'Exists', tolerationSeconds: 1 }];
  cluster.create('pods', server('patient', { tolerations }));
  cluster.clock.advance(200);
  const set = (taints: readonly object[]) =>
    cluster.store.update('nodes', undefined, 'only', (node) => ({ ...node, spec: { taints } }));
  set([{ key: 'away', effect: 'NoExecute' }]);
  cluster.clock.advance(500);
  set([]);
  cluster.clock.advance(5_000);
  expect(cluster.pods()[0]?.metadata.deletionTimestamp).toBeUndefined();
});
