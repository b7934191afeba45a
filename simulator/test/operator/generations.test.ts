import { expect, test } from 'vitest';
import { type OperatorGeneration, runnerEnvironment } from '../../litmus/operator/generations.ts';
import type { KubeObject } from '../../store.ts';
import { engineObject } from './operator-fixture.ts';

const namesOf = (generation: OperatorGeneration) =>
  runnerEnvironment(generation, engineObject() as KubeObject).map(({ name }) => name);

test.each<[OperatorGeneration, string[]]>([
  ['0.6', ['CHAOSENGINE', 'APP_LABEL', 'APP_NAMESPACE', 'EXPERIMENT_LIST', 'CHAOS_SVC_ACC']],
  ['1.0', ['AUXILIARY_APPINFO', 'CLIENT_UUID']],
  ['1.2.2', ['CHAOS_NAMESPACE']],
  ['1.9.1', ['APP_KIND']],
  ['1.11', ['ANNOTATION_CHECK', 'ANNOTATION_KEY']],
])('the operator %s passes what its generation added', (generation, added) => {
  expect(namesOf(generation)).toEqual(expect.arrayContaining(added));
});

test('the operator 3.0 passes TARGETS instead of the application', () => {
  expect(namesOf('3.0')).toContain('TARGETS');
  expect(namesOf('3.0').filter((name) => /^(APP|ANNOTATION)_/.test(String(name)))).toEqual([]);
});

test('the operator 0.6 passes nothing that came later', () => {
  expect(namesOf('0.6')).toHaveLength(5);
});
