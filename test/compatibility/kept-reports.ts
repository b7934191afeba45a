import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as E from 'fp-ts/Either';
import { reportsFolder } from './document.ts';
import { type KeptReport, readReport } from './kept-report.ts';

export interface KeptFile {
  readonly file: string;
  readonly report: KeptReport;
}

/** All reports that are kept. Throws with the name of a file that holds none. */
export const keptReports = (root: string): readonly KeptFile[] =>
  readdirSync(path.join(root, reportsFolder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const read = readReport(readFileSync(path.join(root, reportsFolder, file), 'utf8'));
      if (E.isLeft(read)) throw new Error(`${reportsFolder}/${file}: ${read.left}`);
      return { file, report: read.right };
    });
