import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import config from '../../vitest.config.ts';

const root = path.join(import.meta.dirname, '../..');
const { engines, devDependencies, scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const numbers = (version: string): readonly number[] => (/\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);

it('npm scripts run on a Node.js that npm installs and that the program supports', () => {
  const [major = 0, minor = 0] = numbers(devDependencies.node);
  const [least = 0, leastMinor = 0] = numbers(engines.node);
  expect(major > least || (major === least && minor >= leastMinor)).toBe(true);
  const installed = execFileSync(path.join(root, 'node_modules/.bin/node'), ['--version'], { encoding: 'utf8' });
  expect(installed.trim()).toBe(`v${devDependencies.node}`);
});

it('npm test leaves out every suite that needs a cluster or a browser', () => {
  expect(scripts.test).toBe('vitest run');
  const { exclude } = (config as { readonly test: { readonly exclude: readonly string[] } }).test;
  for (const suite of ['cluster', 'real', 'litmus', 'browser']) expect(exclude).toContain(`test/${suite}/**`);
});
