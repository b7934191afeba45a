import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './source-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cycles-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the linter says, by the rules of this project, of files of which each is a name and a text. */
const lintOf = (files: Readonly<Record<string, string>>): string => {
  const { linter } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'));
  writeFileSync(path.join(folder, 'biome.json'), JSON.stringify({ root: true, linter }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  try {
    const biome = path.join(root, 'node_modules/.bin/biome');
    return execFileSync(biome, ['lint', '.'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  }
};

test('modules that import one another fail the lint, also where one of them needs only a type', () => {
  const circle = lintOf({
    'a.ts': "import { b } from './b.ts';\nexport type A = 1;\nexport const a = b;\n",
    'b.ts': "import type { A } from './a.ts';\nexport const b: A = 1;\n",
  });
  expect(circle).toContain('a.ts:1:19 lint/suspicious/noImportCycles');
  expect(circle).toContain('b.ts:1:24 lint/suspicious/noImportCycles');
});

test('modules that import one way pass the lint', () => {
  const line = lintOf({
    'a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
    'b.ts': 'export const b = 1;\n',
  });
  expect(line).not.toContain('noImportCycles');
});
