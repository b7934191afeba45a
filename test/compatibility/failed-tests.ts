import path from 'node:path';
import type { VitestReport } from './from-vitest.ts';

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';

/**
 * A line for each failed test of a report, with the first line of what failed, so that the end of a long log tells them:
 * `test/x.test.ts > group > title: AssertionError: expected 1 to be 2`. A file that failed without a failed test, for one
 * that threw, has a line of its own.
 */
export const failedTests = ({ testResults }: VitestReport, root: string): readonly string[] =>
  testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = path.relative(root, name);
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return failed.map(
      ({ ancestorTitles = [], title = '', failureMessages = [] }) =>
        `${[file, ...ancestorTitles, title].join(' > ')}: ${firstLine(failureMessages[0] ?? '')}`,
    );
  });
