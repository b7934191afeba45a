import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  annotationOf,
  type BehaviourKey,
  behaviourKeys,
  behaviourPrefix,
} from '../litmus/experiments/behaviour-keys.ts';
import { operatorGenerations } from '../litmus/operator/generations.ts';

const page = readFileSync(new URL('../litmus/README.md', import.meta.url), 'utf8');

test('the page describes every key of a scripted experiment, with its values and meaning, and no other', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const described = rows.map((row) => row.split(' | ').map((cell) => cell.replace(/^\| |\s*\|$/g, '')));
  const expected = (Object.keys(behaviourKeys) as BehaviourKey[]).map((name) => [
    `\`${annotationOf(name).slice(behaviourPrefix.length)}\``,
    behaviourKeys[name].values,
    behaviourKeys[name].meaning,
  ]);
  expect(described.map(([key, values, , meaning]) => [key, values, meaning])).toEqual(expected);
});

test('the page names every generation of the operator', () => {
  for (const generation of operatorGenerations) expect(page).toContain(generation);
});
