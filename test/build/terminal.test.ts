import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

const sources = ['src', 'machines'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.tsx?$/.test(file)),
);

it('nothing writes to the streams of the process but through what makes text plain', () => {
  const writes = /\bprocess\.(?:stdout|stderr)\.write\b(?!\(plainText\()|\bconsole\.\w+\(/;
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((file) => writes.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});

it('the sequences that a terminal obeys stand in one file', () => {
  const sequence = /\\u001b|\\x1b|\\033/i;
  expect(
    sources.filter((file) =>
      sequence.test(readFileSync(path.join(root, file), 'utf8').replace(/^\s*(\*|\/\*\*|\/\/).*$/gm, '')),
    ),
  ).toEqual(['src/app/progress/style.ts']);
});
