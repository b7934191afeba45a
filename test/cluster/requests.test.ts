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

/** One turn of observation: the list of what the run has launched, and the engine, whose user may have stopped it. */
const isPoll = ({ verb, requestURI }: AuditedRequest): boolean =>
  (verb === 'list' && /\/(pods|jobs)\?.*labelSelector/.test(requestURI)) ||
  (verb === 'get' && requestURI.endsWith('/chaosengines/engine'));

/** The requests up to the Job's creation, and those after it but for the polls, one line each. */
function requestsOf({ namespace }: Run): {
  readonly untilLaunch: readonly string[];
  readonly afterwards: readonly string[];
} {
  const requests = requestsBy('chaos-runner/', namespace);
  const launch = requests.findIndex(isLaunch);
  const line = ({ verb, requestURI, status }: AuditedRequest): string => `${verb} ${requestURI} ${status}`;
  const afterwards = requests.slice(launch + 1).filter((request) => !isPoll(request));
  return { untilLaunch: requests.slice(0, launch + 1).map(line), afterwards: afterwards.map(line) };
}

test('a run makes at most 8 requests until its Job exists and 8 more until it exits', async () => {
  const { untilLaunch, afterwards } = requestsOf(await runWith(10));
  expect(untilLaunch.at(-1)).toContain('/jobs');
  expect(untilLaunch.length, untilLaunch.join('\n')).toBeLessThanOrEqual(8);
  expect(afterwards.length, afterwards.join('\n')).toBeLessThanOrEqual(8);
});

test('3,000 variables cost no more requests than 10', async () => {
  const few = requestsOf(await runWith(10)).untilLaunch;
  const many = requestsOf(await runWith(3_000)).untilLaunch;
  expect(many.length, many.join('\n')).toBe(few.length);
});
