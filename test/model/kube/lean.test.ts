import { describe, expect, it } from 'vitest';
import { lean } from '../../../src/model/kube/lean.ts';

const metadata = {
  ...{ name: 'a-job', uid: 'u', resourceVersion: '7', labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['f'] },
  ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'a-job', uid: 'j' }],
};
const managedFields = [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }];
const policy = { name: 'JOB_CLEANUP_POLICY', value: 'delete' };
const long = {
  ...{ name: 'a-job', image: 'example.invalid/go-runner:1', args: ['-c'], volumeMounts: [{ name: 'v' }] },
  env: [{ name: 'A', value: 'b' }, policy],
};
const sidecar = {
  name: 'mesh',
  restartPolicy: 'Always',
  image: 'example.invalid/mesh:1',
  env: [{ name: 'A', value: 'b' }],
};
const podSpec = {
  ...{ nodeName: 'n', terminationGracePeriodSeconds: 60, volumes: [{ name: 'v' }] },
  ...{ containers: [long], initContainers: [sidecar] },
};
const leanPodSpec = {
  ...{ nodeName: 'n', terminationGracePeriodSeconds: 60 },
  ...{ containers: [{ name: 'a-job', env: [policy] }], initContainers: [{ name: 'mesh', restartPolicy: 'Always' }] },
};
const status = { phase: 'Running', containerStatuses: [{ name: 'a-job', state: { running: {} } }] };

describe('what is kept of an object that is followed', () => {
  it('is of a pod who it is, where it runs, how long it may take to end, and its status', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, managedFields }, spec: podSpec, status };
    expect(lean(pod)).toStrictEqual({ apiVersion: 'v1', kind: 'Pod', metadata, spec: leanPodSpec, status });
  });

  it('is of a Job who it is, who manages it, under which policy it was launched, and its status', () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: podSpec };
    const job = {
      ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, managedFields } },
      ...{ spec: { managedBy: 'kueue', suspend: true, template }, status: { conditions: [{ type: 'Complete' }] } },
    };
    expect(lean(job)).toStrictEqual({
      ...job,
      ...{ metadata, spec: { managedBy: 'kueue', suspend: true, template: { ...template, spec: leanPodSpec } } },
    });
  });

  it('is all of an object without a spec', () => {
    const bare = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    expect(lean(bare)).toStrictEqual(bare);
  });
});
