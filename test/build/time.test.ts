import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/** The one file that asks the platform; the page lives in a browser, the simulator by clocks of its own. */
const allowed = /^src\/(cluster\/clock\.ts|view\/page\/|simulator\/)/;

const sources = ['src', 'machines'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.tsx?$/.test(file) && !allowed.test(file)),
);

it('nothing but the clock asks the platform for the time: all of a process sees one that nobody sets', () => {
  const asks = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b/;
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((file) => asks.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});

it('what is due is never waited for by a difference of two times on the wall', () => {
  const differs =
    /\b(?:clock|systemClock)\.now\(\) (?:- \w+(?:\.\w+)*(?:\(\))?\s*(?:<|>|<=|>=)|[<>]=? (?:until|latest))/;
  expect(sources.filter((file) => differs.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([
    // It compares what outlives a process: the run's start.
    'src/runner/run/run-engine.ts',
  ]);
});
