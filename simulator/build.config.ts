import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);

/** fp-ts has no map of its exports: Node's own loader, and TypeScript after it, find its modules by their files only. */
const byFile = (specifier: string): string => specifier.replace(/^fp-ts\/(?!lib\/)(\w+)$/, 'fp-ts/lib/$1.js');

/** What is no file of this project stays outside, and is a dependency of the package. */
const dependenciesOutside: Plugin = {
  name: 'dependencies-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path: name, kind }) =>
      kind === 'entry-point' ? undefined : { path: byFile(name), external: true },
    );
  },
};

/** One module with the simulator and what it shares with the runner. Answers the packages that it imports. */
async function bundleInto(outdir: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['simulator/index.ts'],
    outfile: path.join(outdir, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    plugins: [dependenciesOutside],
    metafile: true,
    logLevel: 'warning',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map((one) => one.path));
  const names = imports.filter((name) => !name.startsWith('node:')).map((name) => name.split('/')[0] ?? name);
  return [...new Set(names)].sort();
}

const specifiers = /(\bfrom |\bimport\()(["'])([^"']+)\2/g;

/** The declarations that `index.ts` leads to, in the folders of their sources; the rest of the project is left behind. */
function declareInto(outdir: string): void {
  const all = mkdtempSync(path.join(tmpdir(), 'simulator-types-'));
  try {
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    const args = [compiler, '-p', path.join(here, 'tsconfig.declarations.json'), '--outDir', all];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the declarations cannot be made:\n${stdout}`);
    const wanted = ['simulator/index.d.ts'];
    for (const file of wanted) {
      const text = readFileSync(path.join(all, file), 'utf8').replace(specifiers, (_, before, quote, name: string) => {
        if (!name.startsWith('.')) return `${before}${quote}${byFile(name)}${quote}`;
        const target = path.posix.join(path.posix.dirname(file), name).replace(/\.ts$/, '.d.ts');
        if (!wanted.includes(target)) wanted.push(target);
        return `${before}${quote}${name.replace(/\.ts$/, '.js')}${quote}`;
      });
      mkdirSync(path.dirname(path.join(outdir, file)), { recursive: true });
      writeFileSync(path.join(outdir, file), text);
    }
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}

/** What the workspace says of itself, made into what its package says: public, with the versions of what the bundle imports. */
function manifestOf(imported: readonly string[]): object {
  const {
    private: _,
    scripts: _scripts,
    dependencies,
    ...own
  } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'));
  const named = Object.keys(dependencies).sort();
  if (imported.join() !== named.join())
    throw new Error(`simulator/package.json has the dependencies ${named}, but its code imports ${imported}`);
  return {
    ...own,
    exports: {
      '.': { types: './types/simulator/index.d.ts', default: './index.js' },
      './package.json': './package.json',
    },
    dependencies,
  };
}

/** Builds the package into a folder: one module, its declarations, the pages about it and the licence. */
export async function packageInto(outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(path.join(outdir, 'litmus'), { recursive: true });
  const imported = await bundleInto(outdir);
  declareInto(path.join(outdir, 'types'));
  writeFileSync(path.join(outdir, 'package.json'), `${JSON.stringify(manifestOf(imported), undefined, 2)}\n`);
  for (const page of ['README.md', 'litmus/README.md']) cpSync(path.join(here, page), path.join(outdir, page));
  copyFileSync(path.join(root, 'LICENSE'), path.join(outdir, 'LICENSE'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await packageInto(path.join(here, 'dist'));
