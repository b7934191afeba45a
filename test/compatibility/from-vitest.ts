import path from 'node:path';
import type { SuiteReport } from './kept-report.ts';

/** What of vitest's JSON report is read. */
export interface VitestReport {
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly testResults: readonly {
    /** The path of the test file. */
    readonly name: string;
    readonly status: string;
    /** Of a file that failed as a whole. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly ancestorTitles?: readonly string[];
      readonly title?: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

export interface Circumstances {
  readonly suite: string;
  readonly minutes: number;
  readonly commit: string;
  readonly kubernetes?: string;
  /** The folder that paths are told from. */
  readonly root: string;
}

/** The report to keep of a run of vitest. A file that failed without a failed test, for one that threw, counts as one. */
export const fromVitest = (report: VitestReport, circumstances: Circumstances): SuiteReport => {
  const { root, minutes, ...rest } = circumstances;
  const files = report.testResults
    .map(({ name, status, assertionResults }) => {
      const of = (wanted: string): number => assertionResults.filter((result) => result.status === wanted).length;
      const failed = of('failed');
      return [
        path.relative(root, name),
        { passed: of('passed'), failed: failed || (status === 'failed' ? 1 : 0) },
      ] as const;
    })
    .toSorted(([one], [other]) => one.localeCompare(other));
  const sum = (of: 'passed' | 'failed'): number => files.reduce((total, [, counts]) => total + counts[of], 0);
  return {
    kind: 'suite',
    ...rest,
    passed: sum('passed'),
    failed: sum('failed'),
    minutes: Math.round(minutes * 10) / 10,
    date: new Date(report.startTime).toISOString().slice(0, 10),
    ...(rest.kubernetes === undefined ? {} : { files: Object.fromEntries(files) }),
  };
};
