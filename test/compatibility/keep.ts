import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { failedTests } from './failed-tests.ts';
import { fromVitest, type VitestReport } from './from-vitest.ts';
import { reportFile, reportText } from './kept-report.ts';

// keep.ts --suite NAME --minutes N --commit SHA [--kubernetes VERSION] [--into FOLDER] VITEST.json
// Prints `PASSED FAILED` and a line for each failed test, and with --into writes the report to keep.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    suite: { type: 'string', default: '' },
    minutes: { type: 'string', default: '' },
    commit: { type: 'string', default: '' },
    kubernetes: { type: 'string' },
    into: { type: 'string' },
  },
});
const results = JSON.parse(readFileSync(positionals[0] ?? '', 'utf8')) as VitestReport;
const report = fromVitest(results, {
  suite: values.suite,
  minutes: Number(values.minutes),
  commit: values.commit,
  root: process.cwd(),
  ...(values.kubernetes ? { kubernetes: values.kubernetes } : {}),
});
if (values.into) writeFileSync(path.join(values.into, reportFile(report)), reportText(report));
console.log(report.passed, report.failed);
for (const each of failedTests(results, process.cwd())) console.log(each);
