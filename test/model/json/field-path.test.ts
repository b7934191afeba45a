import { expect, test } from 'vitest';
import { readFieldPath } from '../../../src/model/json/field-path.ts';

test.each([
  ['', []],
  ['metadata.name', ['metadata', 'name']],
  ['spec.experiments[0].spec.probe[12].name', ['spec', 'experiments', 0, 'spec', 'probe', 12, 'name']],
  ['spec.nodeSelector[beta.kubernetes.io/os]', ['spec', 'nodeSelector', 'beta.kubernetes.io/os']],
  ['spec.matrix[1][2]', ['spec', 'matrix', 1, 2]],
])('reads the path %j as Kubernetes writes it', (text, path) => {
  expect(readFieldPath(text)).toEqual(path);
});
