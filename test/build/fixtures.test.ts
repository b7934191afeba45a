import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const folder = path.join(import.meta.dirname, '../litmus');

it('the suite over the published faults finds its fixtures at one place, which LITMUS_FIXTURES names', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'fixtures.ts');
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => readFileSync(path.join(folder, file), 'utf8').includes('shared/'))).toEqual([]);
});
