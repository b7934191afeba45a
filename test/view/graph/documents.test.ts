import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { graphFiles, markersOf, pageDrawings, withGraphs } from '../../../src/view/graph/documents.ts';
import { machineNames } from '../../../src/view/graph/machines.ts';

const root = path.join(import.meta.dirname, '../../..');

it('docs/graphs is what the machines are (else: npm run graphs)', async () => {
  const files = await graphFiles();
  expect(files.size).toBe(15);
  for (const [file, text] of files) expect(readFileSync(path.join(root, 'docs/graphs', file), 'utf8')).toBe(text);
});

it('the drawings of the inspector page are what the machines are (else: npm run graphs)', async () => {
  const files = await pageDrawings();
  expect(files.size).toBe(2);
  for (const [file, text] of files)
    expect(readFileSync(path.join(root, 'src/view/page/drawings', file), 'utf8')).toBe(text);
});

const pages = ['README.md', 'docs/machines.md'].filter((page) => existsSync(path.join(root, page)));

it.each(pages)('%s shows the machines as they are (else: npm run graphs)', async (page) => {
  const text = readFileSync(path.join(root, page), 'utf8');
  expect(await withGraphs(text)).toBe(text);
});

it('docs/machines.md shows every machine', () => {
  const text = readFileSync(path.join(root, 'docs/machines.md'), 'utf8');
  for (const name of machineNames) expect(text).toContain(markersOf(name).begin);
});

it('a page without markers stays as it is', async () => {
  expect(await withGraphs('# Title\n')).toBe('# Title\n');
});
