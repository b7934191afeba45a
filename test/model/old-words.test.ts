import { expect, test } from 'vitest';
import { validateDocuments } from '../../src/model/validate-documents.ts';

const plain = `apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata:
  name: engine
  namespace: litmus
spec:
  chaosServiceAccount: litmus
  experiments:
    - name: pod-delete
`;

test.each([
  [
    'the list of components of an old engine',
    `${plain}      spec:\n        components: [{name: A, value: b}]\n`,
    'warning',
    /is a list, as up to operator 1\.0/,
  ],
  [
    'a name of an older generation',
    `${plain}      spec:\n        components: {experimentannotation: {a: b}}\n`,
    'warning',
    /is what operators up to 1\.13\.2 called experimentAnnotations/,
  ],
  ['a key without a meaning', `${plain}      spec: {rank: 1}\n`, 'warning', /orders nothing/],
  [
    'a text in place of a flag',
    `${plain}  defaultHealthCheck: "true"\n`,
    'warning',
    /is text, as up to operator 2\.14/,
  ],
  [
    'a kind of application that no server of today takes',
    `${plain}  appinfo: {applabel: a=b, appkind: job}\n`,
    'warning',
    /is passed on as it is, but a 3\.18 server refuses "job"/,
  ],
  [
    'a kind of workload that nobody knows',
    `${plain}  selectors: {workloads: [{kind: deploymnt, namespace: a, names: b}]}\n`,
    'warning',
    /a 3\.18 server refuses "deploymnt"/,
  ],
  [
    'a state that an old operator wrote',
    `${plain}  engineState: initialized\n`,
    'warning',
    /counts as active, but a 3\.18 server refuses "initialized"/,
  ],
  [
    'labels that cannot be any',
    plain.replace('spec:', '  annotations: {runner.litmuschaos.io/uncopied-labels: "a, b*c"}\nspec:'),
    'warning',
    /names "b\*c", which cannot be a label's name/,
  ],
  [
    'a name that is too long for the monitor alone',
    `${plain.replace('name: engine', `name: ${'e'.repeat(56)}`)}  monitoring: true\n`,
    'warning',
    /its monitor cannot be launched/,
  ],
])('validate mentions %s without calling it an error', (_what, text, severity, message) => {
  const { findings } = validateDocuments([{ path: 'e.yaml', text }]);
  expect(findings).toMatchObject([{ severity, message: expect.stringMatching(message) }]);
});

test('validate places what is old where it is written', () => {
  const text = `${plain}      spec:\n        rank: 1\n        components:\n          experimentannotation: {a: b}\n`;
  expect(validateDocuments([{ path: 'e.yaml', text }]).findings).toMatchObject([
    { line: 11, refused: true, path: ['spec', 'experiments', 0, 'spec', 'rank'] },
    { line: 13, refused: false, path: ['spec', 'experiments', 0, 'spec', 'components', 'experimentannotation'] },
  ]);
});
