import { describe, expect, it } from 'vitest';
import { failedTests } from './failed-tests.ts';

const report = (...testResults: Parameters<typeof failedTests>[0]['testResults'][number][]) => ({
  startTime: 0,
  testResults,
});

describe('the failed tests of a report', () => {
  it('are named with their groups and the first line of what failed', () => {
    const file = {
      name: '/root/test/x.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'passed', ancestorTitles: ['group'], title: 'holds', failureMessages: [] },
        {
          status: 'failed',
          ancestorTitles: ['group', 'sub'],
          title: 'breaks',
          failureMessages: ['Error: no\n    at x'],
        },
      ],
    };
    expect(failedTests(report(file), '/root')).toEqual(['test/x.test.ts > group > sub > breaks: Error: no']);
  });

  it('are the file itself where it failed without one', () => {
    const file = {
      name: '/root/test/y.test.ts',
      status: 'failed',
      message: 'SyntaxError: bad\nmore',
      assertionResults: [],
    };
    expect(failedTests(report(file), '/root')).toEqual(['test/y.test.ts: SyntaxError: bad']);
  });

  it('are none where all passed', () => {
    const file = { name: '/root/test/z.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] };
    expect(failedTests(report(file), '/root')).toEqual([]);
  });
});
