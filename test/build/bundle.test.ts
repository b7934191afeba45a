import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildInto } from '../../build.config.ts';

// The bundle as users get it, built once into a package of its own: it finds its examples beside `dist`.

const packageFolder = mkdtempSync(path.join(tmpdir(), 'chaos-runner-build-'));
const folder = path.join(packageFolder, 'dist');
const program = path.join(folder, 'chaos-runner.mjs');
let outputs: Metafile['outputs'];

beforeAll(async () => {
  symlinkSync(path.resolve('examples'), path.join(packageFolder, 'examples'));
  const [metafile] = await buildInto(folder);
  outputs = metafile?.outputs ?? {};
}, 60_000);

afterAll(() => rmSync(packageFolder, { recursive: true, force: true }));

const client = 'node_modules/@kubernetes/client-node/';

/** The files of the bundle that hold code of the Kubernetes client. */
function filesWithClient(): readonly string[] {
  return Object.entries(outputs)
    .filter(([, output]) =>
      Object.entries(output.inputs).some(([input, part]) => input.startsWith(client) && part.bytesInOutput > 0),
    )
    .map(([file]) => path.basename(file));
}

/** The names of the bundle's files that a command line loads, and how it exits. */
function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { code: number | null; loaded: readonly string[] } {
  const spy = `import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => (process.stderr.write('loaded ' + url + '\\n'), next(url, context)) });`;
  const hooks = `data:text/javascript,${encodeURIComponent(spy)}`;
  const { PATH = '' } = process.env;
  const child = spawnSync(process.execPath, ['--import', hooks, program, ...args], {
    env: { PATH, ...env },
    encoding: 'utf8',
  });
  const loaded = [...child.stderr.matchAll(/^loaded file:.*\/(.+)$/gm)].map(([, name]) => name ?? '');
  return { code: child.status, loaded };
}

test('the program is executable by its first line', () => {
  accessSync(program, constants.X_OK);
  expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('every file has its source map beside it', () => {
  const code = Object.keys(outputs).filter((file) => file.endsWith('.mjs'));
  expect(code.length).toBeGreaterThan(1);
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(code.map((file) => `${file}.map`)));
});

describe('the Kubernetes client', () => {
  test('is in the bundle, apart from the program itself', () => {
    expect(filesWithClient()).not.toEqual([]);
    expect(filesWithClient()).not.toContain('main.mjs');
  });

  test.each([
    '--help',
    '--version',
    'validate examples/engine.yaml',
    'plan examples/engine.yaml',
    'demo',
    'simulator --help',
  ])('is not loaded by %s', (line) => {
    const { code, loaded } = start(line.split(' '));
    expect(code).toBe(0);
    expect(loaded).toContain('main.mjs');
    expect(loaded.filter((file) => filesWithClient().includes(file))).toEqual([]);
  });

  test('is not loaded in a pod, which has its credentials mounted', () => {
    const { loaded } = start([], {
      CHAOSENGINE: 'engine',
      CHAOS_NAMESPACE: 'litmus',
      EXPERIMENT_LIST: 'pod-delete',
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: '1',
    });
    expect(loaded).toContain('main.mjs');
    expect(loaded.filter((file) => filesWithClient().includes(file))).toEqual([]);
  });
});

test('every package in the bundle is listed with its version, licence and licence text', () => {
  const text = readFileSync(path.join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const names = new Set(inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  expect(names.size).toBeGreaterThan(5);
  for (const name of names)
    expect(text).toMatch(new RegExp(`^- ${name.replaceAll(/[.+]/g, '\\$&')} \\d+\\.\\d+\\.\\d+\\S* \\(\\S.*\\)$`, 'm'));
  expect(text).toContain('Permission is hereby granted, free of charge');
});
