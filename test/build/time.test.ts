import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, root } from './source-files.ts';

/** The one file that asks the platform; the page lives in a browser. */
const allowed = /^src\/(cluster\/clock\.ts|view\/page\/)/;

const sources = ['src', 'machines'].flatMap(filesBelow).filter((file) => !allowed.test(file));

it('nothing but the clock asks the platform for the time: all of a process sees one that nobody sets', () => {
  const asks = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b/;
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((file) => asks.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});

it('what is due is never waited for by a difference of two times on the wall', () => {
  const differs =
    /\b(?:clock|systemClock)\.now\(\) (?:- \w+(?:\.\w+)*(?:\(\))?\s*(?:<|>|<=|>=)|[<>]=? (?:until|latest))/;
  expect(sources.filter((file) => differs.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});
