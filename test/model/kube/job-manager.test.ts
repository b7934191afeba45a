import { expect, test } from 'vitest';
import { foreignManager } from '../../../src/model/kube/job-manager.ts';
import { job } from '../pod-fixture.ts';

test.each([
  ['nobody is named', {}, undefined],
  ['the field is null', { managedBy: null }, undefined],
  ["the cluster's own controller", { managedBy: 'kubernetes.io/job-controller' }, undefined],
  ['MultiKueue', { managedBy: 'kueue.x-k8s.io/multikueue' }, 'kueue.x-k8s.io/multikueue'],
  [
    'a name that only looks like the own one',
    { managedBy: 'kubernetes.io/job-controller2' },
    'kubernetes.io/job-controller2',
  ],
  ['something that is no name', { managedBy: 7 }, '7'],
])('who manages a Job: %s', (_, spec, manager) => {
  expect(foreignManager({ ...job, spec })).toBe(manager);
});

test('a Job without a spec is managed by nobody else', () => {
  const { spec: _, ...bare } = job;
  expect(foreignManager(bare)).toBeUndefined();
});
