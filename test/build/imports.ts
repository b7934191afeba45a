import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './source-files.ts';

/** The name under which others import the package in `simulator/`. */
export const simulator = 'chaos-runner-simulator';

export interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
}

const specifiers = /(?:\bfrom|\bimport\(|^import)\s*'([^']+)'/gm;

/** What a file of the project imports, types included, now or later. */
export const importsOf = (from: string): readonly Import[] =>
  [...readFileSync(path.join(root, from), 'utf8').matchAll(specifiers)].map(([, named = '']) => ({
    from,
    to: named.startsWith('.') ? path.posix.join(path.posix.dirname(from), named) : named,
  }));
