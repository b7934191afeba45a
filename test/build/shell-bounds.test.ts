import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, root } from './source-files.ts';

const shell = 'src/runner/';
/** Constants that bound something by their names: times, sizes, and how many of a thing. */
const bound =
  /^(?:export )?const ([a-zA-Z]*(?:Ms|Bytes|Characters|Text)|most[A-Z][a-zA-Z]*|bytesPerSecond) *(?::[^=]*)?= *(?!.*=>)/gm;

const inCode = filesBelow('src/runner').flatMap((file) =>
  [...readFileSync(path.join(root, file), 'utf8').matchAll(bound)].map(
    ([, name]) => `${file.slice(shell.length)} ${name}`,
  ),
);

const section = /\n## Bounds of the shell\n([\s\S]*?)\n## /.exec(
  readFileSync(path.join(root, 'docs/architecture.md'), 'utf8'),
)?.[1];
const rows = (section ?? '').split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| What | '));

/** Of each row the files that it names, each with the constants behind it. */
const inTable = rows.flatMap((row) => {
  let file = '';
  return [...(row.split(' | ').at(-1) ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, word = '']) => {
    if (!word.endsWith('.ts')) return [`${file} ${word}`];
    file = word;
    return [];
  });
});

test('every bound that the shell keeps by itself stands in the table of the architecture, with its file', () => {
  expect(inCode.length).toBeGreaterThan(50);
  expect(inCode.filter((one) => !inTable.includes(one))).toEqual([]);
});

test('the table names no bound that is not there any more', () => {
  const gone = inTable.filter((one) => {
    const [file = '', name = ''] = one.split(' ');
    return !readFileSync(path.join(root, shell, file), 'utf8').includes(`const ${name}`);
  });
  expect(gone).toEqual([]);
});
