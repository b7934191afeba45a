import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './api.ts';

/** The folder with the CRDs and the published charts of Litmus. */
export const fixtures = path.resolve(process.env.LITMUS_FIXTURES ?? '../shared/litmus');

/** The documents of a file. */
export const manifests = (file: string): readonly Manifest[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => document.toJS() ?? []);
