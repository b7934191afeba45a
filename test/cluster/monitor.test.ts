import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Api } from './api.ts';
import { environment, serviceAccount } from './environment.ts';
import { completed, experimentRunning, residue, startRun, stop } from './operator.ts';
import { until } from './waiting.ts';

// The CRD of today's operators erases spec.monitoring, so the annotation asks for the monitor.
const monitored = { 'runner.litmuschaos.io/monitoring': 'true' };

/** Grants what examples/deploy adds to a Litmus service account. */
async function grantExtras(api: Api, namespace: string): Promise<void> {
  const [role] = parseAllDocuments(readFileSync('examples/deploy/rbac/role.yaml', 'utf8')).map((document) =>
    document.toJS(),
  );
  await api.create('Role', { metadata: { name: role.metadata.name }, rules: role.rules }, namespace);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.metadata.name };
  const subjects = [{ kind: 'ServiceAccount', name: serviceAccount, namespace }];
  await api.create('RoleBinding', { metadata: { name: role.metadata.name }, roleRef, subjects }, namespace);
}

test('a monitored engine gets its exporter, and a stop leaves nothing of it', async () => {
  const here = await environment();
  await grantExtras(here.api, here.namespace);
  const run = await startRun(here, { experiments: { 'pod-delete': { seconds: 300 } }, annotations: monitored });
  const { api, namespace, name } = run;
  await experimentRunning(run);
  const deployment = await until(
    api,
    { kind: 'Deployment', namespace, name: `${name}-monitor`, within: 20, what: 'the monitor' },
    (deployments) => deployments[0],
  );
  const { labels } = (deployment.spec as { template: { metadata: { labels: Record<string, string> } } }).template
    .metadata;
  expect(labels).toMatchObject({ app: name, monitorFor: name });
  expect(labels).not.toHaveProperty('chaosUID');
  expect(await api.get('Service', { namespace, name: `${name}-monitor` })).toMatchObject({
    metadata: { labels: { app: 'chaos-exporter' } },
    spec: { selector: { monitorFor: name }, ports: [{ name: 'metrics', port: 8080 }] },
  });
  await stop(run);
  const gone = { kind: 'Pod', namespace, within: 60, what: 'no pod of the monitor' } as const;
  await until(api, gone, (pods) => (pods.length === 0 ? true : undefined));
  expect(await residue(run)).toEqual([]);
});

test('a monitor that may not be launched is one warning, and the run goes on', async () => {
  const run = await startRun(await environment(), { experiments: { 'pod-delete': {} }, annotations: monitored });
  await completed(run);
  const events = await run.api.list('Event', run.namespace);
  const warnings = events.filter((event) => event.type === 'Warning' && /monitor/i.test(String(event.message)));
  expect(warnings).toHaveLength(1);
});
