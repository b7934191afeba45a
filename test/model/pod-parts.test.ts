import { describe, expect, test } from 'vitest';
import { engineOf, experimentOf, linesOf } from './manifests.ts';

/** Components with everything that is checked, all of it right. */
const right = {
  env: [
    { name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a']" } } },
    { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
  ],
  tolerations: [
    { operator: 'Exists' },
    { key: 'a/b', value: 'c', effect: 'NoExecute', tolerationSeconds: 5 },
    { key: 'size', operator: 'Gt', value: '3', effect: 'NoSchedule' },
  ],
  resources: { limits: { cpu: 1, memory: '64Mi' }, requests: { cpu: '100m', memory: 0 } },
};

test('nothing is said of parts that Kubernetes takes', () => {
  expect(linesOf(engineOf({ components: right }), { strict: true })).toEqual([]);
});

const variable = (more: object): object => ({ env: [{ name: 'A', ...more }] });

describe('Kubernetes refuses the Job of', () => {
  test.each([
    [
      'two sources of one variable',
      variable({ valueFrom: { secretKeyRef: { name: 'a', key: 'k' }, fieldRef: { fieldPath: 'metadata.name' } } }),
      /env\[0\]\.valueFrom: A comes from secretKeyRef and fieldRef/,
    ],
    ['a variable that comes from nothing', variable({ valueFrom: {} }), /env\[0\]\.valueFrom: A comes from nothing/],
    [
      'a reference without a Secret',
      variable({ valueFrom: { secretKeyRef: { key: 'k' } } }),
      /secretKeyRef\.name: is missing: expected the name of a Secret/,
    ],
    [
      'a reference without a ConfigMap',
      variable({ valueFrom: { configMapKeyRef: { name: '', key: 'k' } } }),
      /configMapKeyRef\.name: is missing: expected the name of a ConfigMap/,
    ],
    [
      'a field that a pod has not',
      variable({ valueFrom: { fieldRef: { fieldPath: 'metadata.nam' } } }),
      /fieldPath: expected one of metadata\.name.*did you mean metadata\.name\?/,
    ],
    [
      'an effect that is none',
      { tolerations: [{ key: 'a', effect: 'NoShedule' }] },
      /tolerations\[0\]\.effect: .*did you mean NoSchedule\?/,
    ],
    [
      'an operator that is none',
      { tolerations: [{ key: 'a', operator: 'exists' }] },
      /tolerations\[0\]\.operator: .*did you mean Exists\?/,
    ],
    ['a toleration without a key', { tolerations: [{ value: 'a' }] }, /tolerations\[0\]: has no key/],
    [
      'a value beside Exists',
      { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] },
      /tolerations\[0\]\.value: has a value beside/,
    ],
    [
      'seconds without NoExecute',
      { tolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 }] },
      /tolerationSeconds: is for effect: NoExecute/,
    ],
    [
      'an amount that is none',
      { resources: { limits: { memory: '64MB' } } },
      /limits\.memory: expected an amount such as 100m or 64Mi, found the text "64MB"/,
    ],
    [
      'an amount below zero',
      { resources: { requests: { cpu: '-1' } } },
      /requests\.cpu: is -1: an amount cannot be negative/,
    ],
  ])('%s', (_, components, expected) => {
    expect(linesOf(engineOf({ components }))).toEqual([expect.stringMatching(expected)]);
    expect(linesOf(engineOf({ components }))[0]).toMatch(/^error: spec\.experiments\[0\]\.spec\.components\./);
  });

  test('a divisor that is no amount, by the CRD already', () => {
    const components = variable({ valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1x' } } });
    expect(linesOf(engineOf({ components }))).toEqual([expect.stringMatching(/divisor: "1x" is no amount/)]);
  });

  test('the variables of an experiment as those of an engine', () => {
    expect(linesOf(experimentOf(variable({ valueFrom: {} })))).toEqual([
      expect.stringMatching(/^error: spec\.definition\.env\[0\]\.valueFrom: A comes from nothing/),
    ]);
  });
});

test('the runner’s own tolerations and resources are checked, too', () => {
  const runner = { tolerations: [{ key: 'a', effect: 'No' }], resources: { limits: { cpu: 'a' } } };
  expect(linesOf(engineOf({}, { components: { runner } }))).toEqual([
    expect.stringMatching(/^error: spec\.components\.runner\.tolerations\[0\]\.effect: /),
    expect.stringMatching(/^error: spec\.components\.runner\.resources\.limits\.cpu: /),
  ]);
});
