import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

it('the kustomization of the operator changes nothing but the variable that names the image, which is of this version', () => {
  const { kind, patches, ...others } = parse(read('examples/deploy/operator/kustomization.yaml'));
  expect([kind, Object.keys(others)]).toEqual(['Component', ['apiVersion']]);
  expect(patches).toHaveLength(1);
  expect(patches[0].target).toEqual({ group: 'apps', kind: 'Deployment', name: 'chaos-operator-ce' });
  const image = `chaos-runner:${JSON.parse(read('package.json')).version}`;
  expect(parse(patches[0].patch)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'chaos-operator-ce' },
    spec: {
      template: {
        spec: { containers: [{ name: 'chaos-operator', env: [{ name: 'CHAOS_RUNNER_IMAGE', value: image }] }] },
      },
    },
  });
  expect(read('README.md')).toContain(`CHAOS_RUNNER_IMAGE=REGISTRY/${image}`);
});

it('the further rights are those of watches, of the audit log, of Secrets and of the monitor, each with its reason', () => {
  const text = read('examples/deploy/rbac/role.yaml');
  const { rules } = parse(text) as { readonly rules: readonly Record<'resources' | 'verbs', readonly string[]>[] };
  const rights = rules.map(({ resources, verbs }) => `${resources.join()}: ${verbs.join()}`);
  const reasons = (text.split('rules:\n')[1] ?? '').match(/(?:^ {2}#.*\n)+(?:^ {2}(?:-| ).*\n)+/gm) ?? [];
  expect(reasons.map((one) => (one.match(/resources: \["(\w+)/g) ?? []).map((each) => each.split('"')[1]))).toEqual([
    ['pods', 'jobs', 'chaosengines'],
    ['configmaps'],
    ['secrets'],
    ['deployments', 'services'],
  ]);
  expect(rights).toEqual([
    ...['pods: watch', 'jobs: watch', 'chaosengines: watch'],
    'configmaps: get,list,create,patch',
    'secrets: get',
    ...['deployments: get,create,delete', 'services: get,create,delete'],
  ]);
});
