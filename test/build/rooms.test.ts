import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Import } from './imports.ts';
import { arrowsOf, roomGraph } from './room-graph.ts';
import { pictureFile, roomPicture } from './room-picture.ts';
import { root } from './source-files.ts';

it('the picture of the rooms is what the imports say (else: npm run graphs)', async () => {
  expect(await roomPicture()).toBe(readFileSync(path.join(root, pictureFile), 'utf8'));
});

const importing = (...pairs: readonly (readonly [string, string])[]): readonly Import[] =>
  pairs.map(([from, to]) => ({ from, to }));

const written = (imports: readonly Import[]): Record<string, string[]> =>
  Object.fromEntries([...arrowsOf(imports)].map(([from, tos]) => [from, [...tos].sort()]));

describe('arrows between rooms', () => {
  it('leave out what others lead to', () => {
    const imports = importing(
      ['src/app/a.ts', 'src/job/a.ts'],
      ['src/app/a.ts', 'src/model/plan/a.ts'],
      ['src/job/a.ts', 'src/model/plan/a.ts'],
      ['src/job/a.ts', 'src/job/b.ts'],
    );
    expect(written(imports)).toEqual({
      'src/app': ['src/job'],
      'src/job': ['src/model/plan'],
      'src/model/plan': [],
    });
  });

  it('take rooms that import one another for one, with all that is in their folder', () => {
    const imports = importing(
      ['src/runner/run/a.ts', 'src/runner/effects/a.ts'],
      ['src/runner/effects/a.ts', 'src/runner/run/b.ts'],
      ['src/runner/observe/a.ts', 'src/runner/clock.ts'],
      ['src/runner/effects/b.ts', 'src/cluster/port.ts'],
    );
    expect(written(imports)).toEqual({ 'src/runner': ['src/cluster'], 'src/cluster': [] });
  });

  it('are none where layers import one another', () => {
    const imports = importing(['src/app/a.ts', 'src/cli/a.ts'], ['src/cli/b.ts', 'src/app/b.ts']);
    expect(() => arrowsOf(imports)).toThrow('layers that import one another: src/app, src/cli');
  });
});

describe('the picture', () => {
  it('frames the rooms of a folder, and names in a box the rooms that it stands for', () => {
    const { nodes } = roomGraph(
      importing(
        ['src/main.ts', 'src/runner/run/a.ts'],
        ['src/runner/run/a.ts', 'src/runner/effects/a.ts'],
        ['src/runner/effects/a.ts', 'src/runner/run/b.ts'],
        ['src/runner/run/a.ts', 'src/audit/source.ts'],
        ['src/audit/verify/a.ts', 'src/audit/source.ts'],
      ),
    );
    const shown = nodes.map(({ id, parent, label, details }) => [id, parent, label, ...details]);
    expect(shown).toEqual([
      ['src/audit', undefined, 'src/audit'],
      ['src', undefined, 'src/main.ts'],
      ['src/audit/*.ts', 'src/audit', 'src/audit/*.ts'],
      ['src/audit/verify', 'src/audit', 'verify'],
      ['src/runner', undefined, 'src/runner', 'effects, run'],
    ]);
  });
});
