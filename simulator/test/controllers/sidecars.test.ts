import { expect, test } from 'vitest';
import type { ClusterOptions } from '../../cluster.ts';
import { records } from '../../controllers/views.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { at, testCluster } from '../cluster-fixture.ts';

const one = (name: string, script: string, more: Record<string, unknown> = {}) => ({
  name,
  image: 'busybox:1',
  command: ['sh', '-c', script],
  ...more,
});
const sidecar = (name: string, seconds: number) =>
  one(name, `trap "echo told; sleep ${seconds}; exit 0" TERM; sleep 900`, { restartPolicy: 'Always' });
const main = one('main', 'trap "echo told; sleep 2; exit 0" TERM; sleep 900');

/** A pod with two sidecars that need a second each to end, running, on a cluster of its own. */
const running = (grace: number, options: Partial<ClusterOptions> = {}) => {
  const cluster = testCluster(options);
  cluster.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'meshed', namespace: 'litmus' },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: grace,
      initContainers: [sidecar('outer', 1), sidecar('inner', 1)],
      containers: [main],
    },
  });
  cluster.clock.advance(500);
  return cluster;
};

test('a pod that is deleted ends its main containers first, then its sidecars one by one, the last first', () => {
  const cluster = running(30);
  cluster.store.remove('pods', 'litmus', 'meshed');
  const told = () => cluster.lines.map((line) => line.split(':')[0]);
  cluster.clock.advance(1_900);
  expect(told()).toEqual(['meshed/main']);
  cluster.clock.advance(1_000);
  expect(told()).toEqual(['meshed/main', 'meshed/inner']);
  cluster.clock.advance(1_000);
  expect(told()).toEqual(['meshed/main', 'meshed/inner', 'meshed/outer']);
  cluster.clock.advance(1_000);
  expect(cluster.pods()).toEqual([]);
});

test('sidecars whose turn does not come in the grace of their pod are killed with the rest', () => {
  const cluster = running(3);
  cluster.store.remove('pods', 'litmus', 'meshed');
  cluster.clock.advance(2_900);
  expect(cluster.pods()).toHaveLength(1);
  cluster.clock.advance(200);
  expect(cluster.pods()).toEqual([]);
  expect(cluster.lines).toEqual(['meshed/main: told', 'meshed/inner: told']);
});

test('each container that is told to end is named in an event', () => {
  const cluster = running(30);
  cluster.store.remove('pods', 'litmus', 'meshed');
  cluster.clock.advance(10);
  expect(cluster.messages('Killing').sort()).toEqual([
    'Stopping container inner',
    'Stopping container main',
    'Stopping container outer',
  ]);
});

test('before Kubernetes 1.28 such a container holds up all that come after it', () => {
  const cluster = running(30, { kubernetes: kubernetesOf('1.20') });
  cluster.clock.advance(60_000);
  const [pod] = cluster.pods();
  expect(at(pod, 'status', 'phase')).toBe('Pending');
  expect(records(at(pod, 'status', 'initContainerStatuses')).map(({ state }) => Object.keys(state as object))).toEqual([
    ['running'],
    ['waiting'],
  ]);
});
