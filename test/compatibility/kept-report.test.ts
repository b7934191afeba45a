import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { fromVitest } from './from-vitest.ts';
import { readReport, reportFile, reportText } from './kept-report.ts';

const root = '/project';
const vitest = {
  startTime: Date.UTC(2026, 0, 31, 23, 59),
  testResults: [
    { name: '/project/test/cluster/b.test.ts', status: 'failed', assertionResults: [] },
    {
      name: '/project/test/cluster/a.test.ts',
      status: 'failed',
      assertionResults: [{ status: 'passed' }, { status: 'failed' }, { status: 'passed' }],
    },
  ],
};
const circumstances = { suite: 'test:cluster', minutes: 12.3456, commit: '0123456789', root };

it('a run on a cluster is kept with the counts of its files', () => {
  expect(fromVitest(vitest, { ...circumstances, kubernetes: '1.37.2' })).toEqual({
    kind: 'suite',
    suite: 'test:cluster',
    kubernetes: '1.37.2',
    passed: 2,
    failed: 2,
    minutes: 12.3,
    date: '2026-01-31',
    commit: '0123456789',
    files: { 'test/cluster/a.test.ts': { passed: 2, failed: 1 }, 'test/cluster/b.test.ts': { passed: 0, failed: 1 } },
  });
});

it('a run without a cluster is kept without its files', () => {
  expect(fromVitest(vitest, circumstances)).not.toHaveProperty('files');
});

it('a report is read as it was written', () => {
  const report = fromVitest(vitest, { ...circumstances, kubernetes: '1.37.2' });
  expect(readReport(reportText(report))).toEqual(E.right(report));
});

it('a report is kept by its suite and the minor version', () => {
  const report = fromVitest(vitest, { ...circumstances, suite: 'test:cluster:oldest', kubernetes: '1.20.2' });
  expect(reportFile(report)).toBe('cluster-oldest-1.20.json');
  expect(reportFile(fromVitest(vitest, { ...circumstances, suite: 'test' }))).toBe('test.json');
});

it.each([
  ['no JSON', 'nothing'],
  ['a count that is none', reportText({ ...fromVitest(vitest, circumstances), passed: -1 })],
  ['a commit that is none', reportText({ ...fromVitest(vitest, circumstances), commit: 'main' })],
  ['a version that is none', reportText({ ...fromVitest(vitest, circumstances), kubernetes: 'latest' })],
])('%s is refused', (_, text) => {
  expect(E.isLeft(readReport(text))).toBe(true);
});
