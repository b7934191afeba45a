import { expect, test } from 'vitest';
import { type AuditedRequest, requestsBy } from './audit-log.ts';
import { environment } from './environment.ts';
import { completed, type Run, startRun } from './operator.ts';

/** An engine with one ConfigMap, one Secret and so many environment variables, run to its end. */
async function runWith(variables: number): Promise<Run> {
  const here = await environment();
  await here.api.create('ConfigMap', { metadata: { name: 'settings' }, data: { a: 'b' } }, here.namespace);
  await here.api.create('Secret', { metadata: { name: 'access' }, stringData: { token: 'x' } }, here.namespace);
  // The usual role may not read secrets: the charts that mount some grant it.
  const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };
  await here.api.create('Role', { metadata: { name: 'secrets' }, rules: [rule] }, here.namespace);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'secrets' };
  const subjects = [{ kind: 'ServiceAccount', name: 'pod-delete-sa', namespace: here.namespace }];
  await here.api.create('RoleBinding', { metadata: { name: 'secrets' }, roleRef, subjects }, here.namespace);
  const env = Array.from({ length: variables }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value ${index}` }));
  const definition = {
    configMaps: [{ name: 'settings', mountPath: '/settings' }],
    secrets: [{ name: 'access', mountPath: '/access' }],
  };
  const run = await startRun(here, {
    experiments: { 'pod-delete': { seconds: 1, definition, env } },
    spec: { jobCleanUpPolicy: 'delete' },
  });
  await completed(run);
  return run;
}

const isLaunch = ({ verb, requestURI }: AuditedRequest): boolean => verb === 'create' && requestURI.includes('/jobs');

/** The list and its watch, or the lists, by which the run is observed. */
const isPoll = ({ verb, requestURI }: AuditedRequest): boolean =>
  verb === 'list' && /\/(pods|jobs)\?/.test(requestURI) && requestURI.includes('labelSelector');

function counted({ namespace }: Run): { readonly untilLaunch: number; readonly afterwards: number } {
  const requests = requestsBy('chaos-runner/', namespace);
  const launch = requests.findIndex(isLaunch);
  const afterwards = requests.slice(launch + 1).filter((request) => !isPoll(request));
  return { untilLaunch: launch + 1, afterwards: afterwards.length };
}

test('a run makes at most 8 requests until its Job exists and 8 more until it exits, however many variables there are', async () => {
  const few = counted(await runWith(10));
  expect(few.untilLaunch).toBeGreaterThan(0);
  expect(few.untilLaunch).toBeLessThanOrEqual(8);
  expect(few.afterwards).toBeLessThanOrEqual(8);
  expect(counted(await runWith(3_000)).untilLaunch).toBe(few.untilLaunch);
});
