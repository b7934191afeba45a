import { expect, test } from 'vitest';
import { quantity } from '../../controllers/scheduler.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { at, jobObject, testCluster } from '../cluster-fixture.ts';

test('a selector that no node matches leaves the pod unschedulable, until a node with the label appears', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('picky', {}, { nodeSelector: { disk: 'fast' } }));
  cluster.clock.advance(5_000);
  expect(at(cluster.pods()[0], 'status', 'conditions', 0)).toMatchObject({
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message:
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  });
  cluster.store.update('nodes', undefined, 'node-2', (node) => ({
    ...node,
    metadata: { ...node.metadata, labels: { ...node.metadata.labels, disk: 'fast' } },
  }));
  cluster.clock.advance(100);
  expect(at(cluster.pods()[0], 'spec', 'nodeName')).toBe('node-2');
});

test('a pod that asks for more than any node has is unschedulable', () => {
  const cluster = testCluster();
  const resources = { requests: { cpu: '1000' } };
  cluster.create('jobs', jobObject('big', {}, { containers: [{ name: 'big', image: 'b:1', resources }] }));
  cluster.clock.advance(1_000);
  expect(cluster.messages('FailedScheduling')).toEqual([
    '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  ]);
});

test('before preemption was told of, the reasons were all', () => {
  const cluster = testCluster({ kubernetes: kubernetesOf('1.20') });
  const resources = { requests: { cpu: '1000' } };
  cluster.create('jobs', jobObject('big', {}, { containers: [{ name: 'big', image: 'b:1', resources }] }));
  cluster.clock.advance(1_000);
  expect(cluster.messages('FailedScheduling')).toEqual(['0/3 nodes are available: 3 Insufficient cpu.']);
});

test('no unit is too large to be asked for', () => {
  expect(['1P', '1E', '1Pi', '1Ei', '1u', '1n'].map(quantity)).toEqual([1e15, 1e18, 2 ** 50, 2 ** 60, 1e-6, 1e-9]);
});

test('a tainted node takes only pods that tolerate the taint', () => {
  const cluster = testCluster({ nodes: ['only'] });
  const taints = [{ key: 'dedicated', value: 'chaos', effect: 'NoSchedule' }];
  cluster.store.update('nodes', undefined, 'only', (node) => ({ ...node, spec: { taints } }));
  const tolerations = [{ key: 'dedicated', operator: 'Equal', value: 'chaos', effect: 'NoSchedule' }];
  cluster.create('jobs', jobObject('welcome', {}, { tolerations }));
  cluster.create('jobs', jobObject('unwelcome'));
  cluster.clock.advance(1_000);
  const phases = cluster.pods().map((pod) => [pod.metadata.labels?.['job-name'], at(pod, 'status', 'phase')]);
  expect(Object.fromEntries(phases)).toEqual({ welcome: 'Running', unwelcome: 'Pending' });
});

test('pods of runners get the first node and experiments the others', () => {
  const cluster = testCluster();
  cluster.create('jobs', jobObject('job', {}, { containers: [{ name: 'chaos-runner', image: 'r:1' }] }));
  cluster.create('jobs', jobObject('other'));
  cluster.clock.advance(100);
  const nodes = cluster.pods().map((pod) => [pod.metadata.labels?.['job-name'], at(pod, 'spec', 'nodeName')]);
  expect(Object.fromEntries(nodes).job).toBe('node-1');
  expect(Object.fromEntries(nodes).other).not.toBe('node-1');
});

test('quantities are read with their suffixes', () => {
  expect(['250m', '64Mi', '2', '1k', '', 'many'].map(quantity)).toEqual([
    0.25,
    67_108_864,
    2,
    1000,
    undefined,
    undefined,
  ]);
});
