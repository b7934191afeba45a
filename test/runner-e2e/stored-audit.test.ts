import { expect, it } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import { account, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';
import { program } from './program.ts';

it.each([
  ['launched a Job', [experiment('pod-delete')], 'Pass'],
  ['could launch nothing', [], 'Error'],
])('a run that %s leaves its whole audit in ConfigMaps where it may make them', async (_, experiments, outcome) => {
  const world = await ground({ extras: { extras: true }, objects: [...experiments, engine(['pod-delete'])] });
  const { code } = await program({
    kubeconfig: world.simulator.kubeconfig({ namespace, serviceAccount: account }),
    env: {
      ...{ CHAOSENGINE: 'engine', EXPERIMENT_LIST: 'pod-delete', CHAOS_NAMESPACE: namespace, CHAOS_SVC_ACC: account },
    },
  });
  expect(code).toBe(0);
  const text = world.simulator.store
    .list('configmaps', namespace)
    .flatMap(({ data }) => Object.values((data ?? {}) as Record<string, string>))
    .join('');
  expect(verify(text).ok).toBe(true);
  const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '{}');
  expect(last.data).toMatchObject({ to: 'Completed' });
  expect(text).toContain(`"outcome":"${outcome}"`);
});
