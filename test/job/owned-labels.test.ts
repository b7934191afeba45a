import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isOwnedLabel, ownedLabels } from '../../src/job/owned-labels.ts';

test.each([
  'argocd.argoproj.io/instance',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'kustomize.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
  'kapp.k14s.io/app',
  'objectset.rio.cattle.io/hash',
  'helm.sh/chart',
  'pod-template-hash',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'applyset.kubernetes.io/part-of',
  'addonmanager.kubernetes.io/mode',
  'olm.owner.namespace',
])('%s is owned', (name) => {
  expect(isOwnedLabel(name)).toBe(true);
});

test.each([
  'team',
  'app',
  'name',
  'chaosUID',
  'workflow_run_id',
  'app.kubernetes.io/name',
  'app.kubernetes.io/part-of',
  'kueue.x-k8s.io/queue-name',
  'helm.sh',
  'my-job-name',
])('%s is not', (name) => {
  expect(isOwnedLabel(name)).toBe(false);
});

test('the page says the same as the table', () => {
  const page = readFileSync(new URL('../../docs/generations.md', import.meta.url), 'utf8');
  for (const { names, because } of ownedLabels)
    expect(page).toContain(`| ${names.map((name) => `\`${name}\``).join(', ')} | ${because} |`);
});
