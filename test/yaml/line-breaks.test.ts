import { expect, it } from 'vitest';
import { readObjects } from '../../src/model/json/objects.ts';

it.each(['\u0085', '\u2028', '\u2029'])('a character that ends a line for kubectl alone is refused: %j', (breaks) => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "x${breaks}y"}\n`;
  const { findings } = readObjects('file.yaml', text);
  expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1);
});
