import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { decodeHistory, modelOfHistory } from '../../src/audit/history.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { checkpointAnnotation } from '../../src/runner/checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../../src/runner/checkpoint/checkpoint-text.ts';
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
  expect(last.data).toMatchObject({ machine: 'runner', to: 'Ended.Finished' });
  expect(text).toContain(`"outcome":"${outcome}"`);
});

it.each([
  ['may make no ConfigMaps', false],
  ['may make ConfigMaps', true],
])('a run that %s keeps a history in its checkpoint', async (_, extras) => {
  const world = await ground({ extras: { extras }, objects: [experiment('pod-delete'), engine(['pod-delete'])] });
  await program({
    kubeconfig: world.simulator.kubeconfig({ namespace, serviceAccount: account }),
    env: {
      ...{ CHAOSENGINE: 'engine', EXPERIMENT_LIST: 'pod-delete', CHAOS_NAMESPACE: namespace, CHAOS_SVC_ACC: account },
    },
  });
  const checkpoint = decodeCheckpoint(world.engine()?.metadata.annotations?.[checkpointAnnotation] ?? '');
  if (E.isLeft(checkpoint)) throw new Error(checkpoint.left);
  const history = decodeHistory(checkpoint.right.history);
  const kept = E.isRight(history) ? modelOfHistory(history.right).attempts : [];
  expect(kept.map(({ id, attempt }) => [id, attempt])).toEqual([['pod-delete', 1]]);
});
