import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageBundle } from './page-bundle.ts';

/** The page's script and style sheet. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

const here = path.dirname(fileURLToPath(import.meta.url));

/** The page as it was built, beside the program or a folder above its chunks; undefined when the program runs from its sources. */
const builtFolder = (): string | undefined =>
  [here, path.dirname(here)]
    .map((folder) => path.join(folder, 'inspector'))
    .find((folder) => existsSync(path.join(folder, 'page.js')));

const withoutSourceMap = (text: string): string =>
  text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n').replace(/\n?\/\*# sourceMappingURL=\S+ \*\/\s*$/, '\n');

const fromBuild = async (folder: string): Promise<PageFiles> => {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((file) => readFile(path.join(folder, file), 'utf8')),
  );
  return { script: withoutSourceMap(script ?? ''), style: withoutSourceMap(style ?? '') };
};

/** Bundles the page from its sources. The bundler is there only where the program is developed. */
const fromSources = async (): Promise<PageFiles> => {
  const bundler = 'esbuild';
  const { build } = (await import(bundler)) as typeof import('esbuild');
  const { outputFiles } = await build({
    ...pageBundle,
    absWorkingDir: path.join(here, '../../..'),
    outdir: 'dist',
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  const textOf = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
};

let loaded: Promise<PageFiles> | undefined;

/** The page's files, read or bundled once per process. Rejects when the program's own files are missing, which is a defect. */
export const pageFiles = (): Promise<PageFiles> => {
  const folder = builtFolder();
  loaded ??= folder === undefined ? fromSources() : fromBuild(folder);
  return loaded;
};
