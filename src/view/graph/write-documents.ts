import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { graphFiles, withGraphs } from './documents.ts';

// Brings the generated graphs up to date: docs/graphs and what the pages hold between their markers.

const root = path.join(import.meta.dirname, '../../..');
const folder = path.join(root, 'docs/graphs');
mkdirSync(folder, { recursive: true });
for (const [file, text] of await graphFiles()) writeFileSync(path.join(folder, file), text);
for (const page of ['README.md', 'docs/machines.md']) {
  const file = path.join(root, page);
  if (existsSync(file)) writeFileSync(file, await withGraphs(readFileSync(file, 'utf8')));
}
