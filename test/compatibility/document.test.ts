import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { compatibilityDocument, documentFile } from './document.ts';
import type { KeptReport } from './kept-report.ts';
import { reportFile } from './kept-report.ts';
import { keptReports } from './kept-reports.ts';

const root = path.join(import.meta.dirname, '../..');

const run = { passed: 3, failed: 0, minutes: 1.5, date: '2026-01-31', commit: '0123456789abcdef' } as const;
const cluster = (
  kubernetes: string,
  files: Readonly<Record<string, { passed: number; failed: number }>>,
): KeptReport => ({
  kind: 'suite',
  suite: 'test:cluster',
  kubernetes,
  files,
  ...run,
});

it('docs/compatibility.md says what the kept reports say (else: npm run compatibility)', () => {
  const said = compatibilityDocument(keptReports(root).map(({ report }) => report));
  expect(readFileSync(path.join(root, documentFile), 'utf8')).toBe(said);
});

it('every kept report lies in the file that its suite and version name', () => {
  for (const { file, report } of keptReports(root)) expect(file).toBe(reportFile(report));
});

it('the newest version comes first, and a suite without a cluster last', () => {
  const document = compatibilityDocument([
    { kind: 'suite', suite: 'test', ...run },
    cluster('1.9.0', {}),
    cluster('1.37.2', {}),
  ]);
  const rows = document.split('\n').filter((line) => line.includes('2026-01-31'));
  expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(['1.37.2', '1.9.0', 'none']);
});

it('a file that was not run on a version has an empty cell there', () => {
  const document = compatibilityDocument([
    cluster('1.37.2', { 'a.test.ts': { passed: 3, failed: 0 }, 'b.test.ts': { passed: 1, failed: 1 } }),
    cluster('1.20.2', { 'b.test.ts': { passed: 2, failed: 0 } }),
  ]);
  expect(document).toContain('| file | 1.37.2 | 1.20.2 |');
  expect(document).toContain('| `a.test.ts` | 3 of 3 |  |');
  expect(document).toContain('| `b.test.ts` | 1 of 2 | 2 of 2 |');
});

const part = { commit: '0'.repeat(40), digest: `sha256:${'1'.repeat(64)}` };
const trials: KeptReport = {
  kind: 'trials',
  suite: 'test:real',
  kubernetes: '1.37.2',
  ...run,
  compared: { 'chaos-operator': part, 'litmus-go': part, 'go-runner': part },
  trials: [
    {
      name: 'engineState: stop, 20 targets',
      runner: 'go-runner',
      trials: 3,
      held: 1,
      faultsLeft: 16,
      measures: [{ what: 'stop to last revert', unit: 's', median: 7, p99: 12, most: 13 }],
    },
  ],
};

it('trials are told with their figures and with what was compared', () => {
  const document = compatibilityDocument([trials]);
  expect(document).toContain(
    '| engineState: stop, 20 targets | go-runner | 3 | 1 | 16 | stop to last revert: 7 s, 99 %: 12 s, at most 13 s |',
  );
  expect(document).toContain(`| litmus-go | \`${part.commit}\` | \`${part.digest}\` |`);
});

it('trials of which some were not carried out are told to be not complete', () => {
  expect(compatibilityDocument([{ ...trials, incomplete: ['3 of the 18 trials of x'] }])).toContain(
    '**Not complete**: 3 of the 18 trials of x.',
  );
  expect(compatibilityDocument([trials])).not.toContain('Not complete');
});

it('without trials nothing is claimed of the real LitmusChaos', () => {
  expect(compatibilityDocument([])).toContain('nothing is claimed here');
});

it('changes that no commit holds are told beside the commit', () => {
  expect(compatibilityDocument([{ kind: 'suite', suite: 'test', ...run, commit: '0123456789ab-dirty' }])).toContain(
    '| 0123456789 and changes |',
  );
});
