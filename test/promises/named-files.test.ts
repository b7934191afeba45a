import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../build/source-files.ts';
import { namedIn } from './named-files.ts';
import { textOf } from './promises.ts';

const documents = ['CONTRIBUTING.md', 'SECURITY.md', 'README.md', ...globSync('docs/*.md', { cwd: root }).toSorted()];

it.each(documents)('every file and folder that %s names is there', (document) => {
  const missing = namedIn(textOf(document), path.dirname(document)).filter(
    (name) => globSync(name, { cwd: root }).length === 0,
  );
  expect(missing).toEqual([]);
});

describe('the files that a document names', () => {
  it('are paths from the root in marks of code, and targets of links from its own folder', () => {
    const text = 'In `src/a.ts` (`src/b/`, `test/*.txt`), [here](../docs/c.md#part) and [there](https://x.y/z.md).';
    expect(namedIn(text, 'docs')).toEqual(['src/a.ts', 'src/b/', 'test/*.txt', 'docs/c.md']);
  });

  it('may be said by their name alone, or by the end of their path', () => {
    const anywhere = '{src,machines,simulator,test}/**';
    expect(namedIn('First `loop.ts`, then `graph/dot.ts`.')).toEqual([
      `${anywhere}/loop.ts`,
      `${anywhere}/graph/dot.ts`,
    ]);
  });

  it('are none where something else is written like that', () => {
    expect(namedIn('`npm run lint`, `kubectl`, `Launching.Held`, `job/x`, `/etc/hosts`, `engine.yaml`')).toEqual([]);
  });
});
