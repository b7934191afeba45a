import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { graphFiles, pageDrawings, withGraphs } from './documents.ts';

// Brings what is made from the machines up to date: docs/graphs, the drawings of the inspector page, and what pages of
// documentation hold between their markers.

const root = path.join(import.meta.dirname, '../../..');
const write = (folder: string, files: ReadonlyMap<string, string>): void => {
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const [file, text] of files) writeFileSync(path.join(root, folder, file), text);
};
write('docs/graphs', await graphFiles());
write('src/view/page/drawings', await pageDrawings());
for (const page of ['README.md', 'docs/machines.md']) {
  const file = path.join(root, page);
  if (existsSync(file)) writeFileSync(file, await withGraphs(readFileSync(file, 'utf8')));
}
