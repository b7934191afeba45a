import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageInto } from '../build.config.ts';

// The package as others get it, in a folder that has nothing but it: built, packed and installed once.

const root = path.join(import.meta.dirname, '../..');
const installed = (name: string): string => path.join(root, 'node_modules', name);
const folder = mkdtempSync(path.join(tmpdir(), 'simulator-package-'));
const user = path.join(folder, 'user');
const readme = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');
const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
const inPackage = (file: string): string =>
  readFileSync(path.join(user, 'node_modules/chaos-runner-simulator', file), 'utf8');

/** Runs a program, and fails with what it has said. */
const run = (program: string, args: readonly string[], cwd: string): string => {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  }
};

const npm = (args: readonly string[], cwd: string): string =>
  run('npm', [...args, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], cwd);

beforeAll(async () => {
  const built = path.join(folder, 'built');
  await packageInto(built);
  mkdirSync(user);
  const [archive] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], built));
  const { dependencies } = JSON.parse(readFileSync(path.join(built, 'package.json'), 'utf8'));
  const links = [...Object.keys(dependencies), '@types/node'].map((name) => [name, `file:${installed(name)}`]);
  const own = { 'chaos-runner-simulator': `file:${path.join(folder, archive.filename)}` };
  writeFileSync(
    path.join(user, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: { ...own, ...Object.fromEntries(links) } }),
  );
  // The dependencies come from this checkout instead of a registry; the package itself comes from its archive.
  npm(['install'], user);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the example of its README runs on plain Node where nothing but the package is installed', () => {
  const [example = ''] = examples;
  expect(example.split('\n').length).toBeGreaterThan(10);
  writeFileSync(path.join(user, 'example.ts'), `${example}console.log('the end');\n`);
  expect(run(process.execPath, ['example.ts'], user)).toBe('the end\n');
});

test('all examples of its README agree with its types, which need no others than those of Node and its dependencies', () => {
  const [first = '', ...others] = examples;
  const text = [first.replace('await cluster.close();', ''), ...others, 'await cluster.close();'].join('\n');
  writeFileSync(path.join(user, 'examples.ts'), text);
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit'];
  const likeNode = ['--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  const compiler = path.join(installed('typescript'), 'bin/tsc');
  expect(run(process.execPath, [compiler, ...strict, ...likeNode, 'examples.ts'], user)).toBe('');
});

test('it is public, and depends on nothing but what it imports', () => {
  const own = JSON.parse(inPackage('package.json'));
  expect(own).not.toHaveProperty('private');
  expect(own).not.toHaveProperty('scripts');
  const imported = [...inPackage('index.js').matchAll(/^import .*? from "(?!node:)((?:@[^/"]+\/)?[^/"]+)/gm)];
  expect([...new Set(imported.map(([, name]) => name))].sort()).toEqual(Object.keys(own.dependencies));
});

test('it brings its licence and its pages, whose links to files lead to files of the package', () => {
  expect(inPackage('LICENSE')).toContain('Apache License');
  for (const page of ['README.md', 'litmus/README.md']) {
    const links = [...inPackage(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    for (const link of links) expect(inPackage(path.join(path.dirname(page), link))).not.toBe('');
  }
});

test('each of its exports is described where it is defined', () => {
  const index = readFileSync(path.join(import.meta.dirname, '../index.ts'), 'utf8');
  const undocumented = [...index.matchAll(/export (?:type )?\{([^}]+)\} from '([^']+)'/g)].flatMap(
    ([, names = '', file = '']) =>
      names
        .split(',')
        .map((name) => name.replace('type ', '').trim())
        .filter((name) => name !== '' && !isDescribed(name, file)),
  );
  expect(undocumented).toEqual([]);
});

/** Whether a comment stands right above the definition, in this file or in the one that it takes the name from. */
const isDescribed = (name: string, file: string): boolean => {
  const text = readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
  const definition = new RegExp(`\\*/\\nexport (?:async )?(?:const|function|interface|type) ${name}\\b`);
  if (definition.test(text)) return true;
  const others = [...text.matchAll(/export type (?:\*|\{[^}]*\}) from '([^']+)'/g)].map(([, other = '']) => other);
  return others.some((other) => isDescribed(name, path.join(path.dirname(file), other)));
};
