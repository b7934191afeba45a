import { describe, expect, it } from 'vitest';
import type { ClusterOptions } from '../../cluster.ts';
import { imageFault } from '../../controllers/image-faults.ts';
import { records } from '../../controllers/views.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { at, experimentJob, experimentObject, testCluster } from '../cluster-fixture.ts';

const current = kubernetesOf('1.37');
const old = kubernetesOf('1.20');

describe('an image that cannot be pulled', () => {
  const pulling = (options: Partial<ClusterOptions> = {}) => {
    const cluster = testCluster(options);
    const containers = [{ name: 'main', image: 'localhost:5000/team/does-not-exist:1' }];
    const metadata = { name: 'absent', namespace: 'litmus' };
    cluster.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } });
    cluster.clock.advance(2_000);
    return { cluster, waiting: at(cluster.pods()[0], 'status', 'containerStatuses', 0, 'state', 'waiting') };
  };
  const image = 'localhost:5000/team/does-not-exist:1';
  const fault = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve image: ${image}: not found`;

  it('is said with its cause while the next pull is waited for', () => {
    const { cluster, waiting } = pulling();
    expect(waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "${image}": ErrImagePull: ${fault}`,
    });
    expect(cluster.messages('Failed').sort()).toEqual([
      'Error: ErrImagePull',
      'Error: ImagePullBackOff',
      `Failed to pull image "${image}": ${fault}`,
    ]);
    expect(cluster.messages('BackOff')).toEqual([`Back-off pulling image "${image}"`]);
  });

  it('was said without it before', () => {
    expect(pulling({ kubernetes: old }).waiting).toEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "${image}"`,
    });
  });
});

describe('the fault of an image', () => {
  it.each([
    ['x', 'docker.io/library/x:latest'],
    ['team/x:1', 'docker.io/team/x:1'],
    ['reg.example.org/team/x', 'reg.example.org/team/x:latest'],
    ['localhost/x:1', 'localhost/x:1'],
  ])('names %s as the runtime completes it', (image, whole) => {
    expect(imageFault('ErrImagePull', image, current).message).toContain(`unpack image "${whole}"`);
  });

  it.each([
    ['x y', ''],
    ['reg.example.org/UPPER:1', ': repository name (UPPER) must be lowercase'],
    ['UPPER CASE', ': repository name (library/UPPER CASE) must be lowercase'],
  ])('says what is wrong with the name %s', (image, hint) => {
    expect(imageFault('InvalidImageName', image, current).message).toBe(
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${hint}`,
    );
  });
});

describe('a pod that the kubelet evicts', () => {
  const evicted = (options: Partial<ClusterOptions> = {}) => {
    const cluster = testCluster(options);
    cluster.create('chaosexperiments', experimentObject({ duration: '1m', 'evict-after': '1s' }));
    cluster.create('jobs', experimentJob('pod-delete-1'));
    cluster.clock.advance(2_000);
    return at(cluster.pods()[0], 'status');
  };
  const message = 'The node was low on resource: memory.';

  it('keeps what its containers have said, and a condition names the kubelet', () => {
    const status = evicted();
    expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
    expect(at(status, 'containerStatuses', 0, 'state', 'terminated', 'exitCode')).toBe(137);
    expect(records(at(status, 'conditions'))[0]).toMatchObject({
      type: 'DisruptionTarget',
      reason: 'TerminationByKubelet',
      message,
    });
  });

  it('forgot its containers before', () => {
    expect(evicted({ kubernetes: old })).toEqual({
      phase: 'Failed',
      reason: 'Evicted',
      message,
      startTime: expect.any(String),
    });
  });
});
