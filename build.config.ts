import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { pageBundle } from './src/view/inspector/page-bundle.ts';

const root = path.dirname(fileURLToPath(import.meta.url));

/** Node's own modules are loaded by `require`; an ES module has none. */
const defineRequire =
  "import{createRequire as chaosRunnerRequire}from'node:module';const require=chaosRunnerRequire(import.meta.url);";

/**
 * Node's own modules through `require`: an `import` of one reads every export that it has, and so loads what hides behind
 * them, such as all of WebCrypto. That is a sixth of the start and 6 MiB.
 */
const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path: name, kind }) =>
      kind === 'import-statement' ? { path: name, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => ({
      contents: `module.exports = require(${JSON.stringify(name)})`,
    }));
  },
};

/** What all code for Node has in common. `module` before `main` takes the ES builds of fp-ts and io-ts, of which only the used functions stay. */
const forNode: BuildOptions = {
  platform: 'node',
  target: 'node22',
  format: 'esm',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  banner: { js: defineRequire },
};

/** Leaves what is behind an `import()` to another bundle, and notes it there: the name of its file, and its source. */
const lazyApart = (lazy: Map<string, string>): Plugin => ({
  name: 'lazy-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path: imported, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = path.relative(root, path.join(resolveDir, imported));
      const name = `chunks/${source.replace(/\.ts$/, '').replaceAll('/', '-')}`;
      lazy.set(name, source);
      return { path: `./${name}.mjs`, external: true };
    });
  },
});

/**
 * The program: one file for what a pod runs, because each further file costs its start half a millisecond, and chunks for
 * everything behind an `import()`. What both need is in both.
 */
async function buildProgram(outdir: string): Promise<Metafile> {
  const lazy = new Map<string, string>();
  const entry = await bundle(outdir, {
    ...forNode,
    entryPoints: { main: 'src/main.ts' },
    plugins: [builtinsByRequire, lazyApart(lazy)],
  });
  const chunks = await bundle(outdir, {
    ...forNode,
    entryPoints: Object.fromEntries(lazy),
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [builtinsByRequire],
  });
  return {
    inputs: { ...entry.inputs, ...chunks.inputs },
    outputs: { ...entry.outputs, ...chunks.outputs },
  };
}

async function bundle(outdir: string, options: BuildOptions): Promise<Metafile> {
  const result = await build({
    ...options,
    absWorkingDir: root,
    outdir,
    bundle: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return result.metafile;
}

/**
 * Builds all bundles into a folder, with linked source maps beside them and `THIRD-PARTY-LICENSES.txt`. Answers esbuild's
 * metafiles: of the program, and of the inspector's page.
 */
export async function buildInto(outdir: string): Promise<readonly Metafile[]> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const metafiles = [await buildProgram(outdir), await bundle(outdir, pageBundle)];
  // What `bin` names asks for the version of Node first; an image, which brings its own, starts the program itself.
  copyFileSync(path.join(root, 'src/launcher.mjs'), path.join(outdir, 'chaos-runner.mjs'));
  for (const file of ['chaos-runner.mjs', 'main.mjs']) makeExecutable(path.join(outdir, file));
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  writeFileSync(path.join(outdir, 'THIRD-PARTY-LICENSES.txt'), licenceText(bundledPackages(root, inputs)));
  return metafiles;
}

/** The package's `bin` is started by its first line, which esbuild takes over from the entry's source. */
function makeExecutable(file: string): void {
  if (!readFileSync(file, 'utf8').startsWith('#!')) {
    throw new Error(`${file} must begin with "#!/usr/bin/env node": it is started by its name`);
  }
  chmodSync(file, 0o755);
}

/** A package whose code is inside a bundle. `text` is its licence file, `undefined` when it ships none. */
interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string | undefined;
}

/**
 * The packages that own the given input files of a bundle (paths relative to the root, as in esbuild's metafile),
 * sorted by name and version, each once.
 */
function bundledPackages(root: string, inputs: readonly string[]): readonly BundledPackage[] {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const packages = [...folders].map((folder) => readPackage(path.join(root, folder)));
  const key = (found: BundledPackage): string => `${found.name}@${found.version}`;
  const unique = new Map(packages.map((found) => [key(found), found]));
  return [...unique.values()].sort((a, b) => key(a).localeCompare(key(b), 'en'));
}

/** `node_modules/@scope/name/lib/a.js` -> `node_modules/@scope/name`; the innermost one for nested packages. */
function packageFolder(input: string): string | undefined {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

function readPackage(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const licenceFile = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return {
    name: manifest.name,
    version: manifest.version,
    licence: manifest.license ?? 'not stated',
    text: licenceFile && readFileSync(path.join(folder, licenceFile), 'utf8').trim(),
  };
}

/** The content of `THIRD-PARTY-LICENSES.txt`: the list first, then each licence in full. */
function licenceText(packages: readonly BundledPackage[]): string {
  const title = (found: BundledPackage): string => `${found.name} ${found.version} (${found.licence})`;
  const rule = '-'.repeat(80);
  const sections = packages.map((found) =>
    [
      rule,
      title(found),
      rule,
      found.text ?? `The package ships no licence file; its manifest states ${found.licence}.`,
    ].join('\n'),
  );
  const list = packages.map((found) => `- ${title(found)}`);
  return ['chaos-runner contains code of these packages:', '', ...list, '', ...sections, ''].join('\n');
}

function summary(metafile: Metafile): readonly string[] {
  return Object.entries(metafile.outputs)
    .filter(([file]) => !file.endsWith('.map'))
    .map(([file, output]) => `${String(Math.ceil(output.bytes / 1024)).padStart(6)} KiB  ${file}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const metafiles = await buildInto(path.join(root, 'dist'));
  for (const line of metafiles.flatMap(summary)) console.log(line);
}
