import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findKubectl } from '../contract/kubectl-binary.ts';

const root = path.join(import.meta.dirname, '../..');
const mebibyte = 2 ** 20;
const block = 4096;

/** The bytes of a file or folder on a disk with blocks of 4 KiB. What `seen` has counts nothing: a file may have several names. */
const bytesOf = (file: string, seen: Set<number>): number => {
  const found = lstatSync(file);
  if (found.isDirectory())
    return readdirSync(file).reduce((sum, name) => sum + bytesOf(path.join(file, name), seen), block);
  if (seen.has(found.ino)) return 0;
  seen.add(found.ino);
  return Math.ceil(found.size / block) * block;
};

const kubectl = await findKubectl();

/**
 * MiB of each folder in node_modules, all packages of a scope together. Of what suites make there, kubectl counts: the rest is
 * small, and comes and goes while other suites run.
 */
const installed = (): ReadonlyMap<string, number> => {
  const folder = path.join(root, 'node_modules');
  const seen = new Set<number>();
  const packages = readdirSync(folder).filter((name) => !name.startsWith('.'));
  const sizes = new Map(packages.map((name) => [name, bytesOf(path.join(folder, name), seen) / mebibyte]));
  return kubectl === undefined ? sizes : sizes.set('.cache', bytesOf(kubectl, seen) / mebibyte);
};

const sizes = installed();
const rows = /^\| `node_modules\/([^`]+)` \|/gm;
const names = [...readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(rows)].map(([, name = '']) => name);

it('what is installed and unpacked takes at most 650 MB', () => {
  expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(650);
});

it('CONTRIBUTING.md has a reason for everything in node_modules that takes more than 20 MB', () => {
  const large = [...sizes].filter(([, size]) => size > 20).map(([name]) => name);
  expect(large.filter((name) => !names.includes(name))).toEqual([]);
});

it('CONTRIBUTING.md names nothing as large that is small or not installed', () => {
  // A package differs from one platform to the next, and kubectl is there for one: half of the limit leaves room.
  const packages = names.filter((name) => name !== '.cache' || kubectl !== undefined);
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((name) => (sizes.get(name) ?? 0) < 10)).toEqual([]);
});
