import { expect, test } from 'vitest';
import { endedRow } from '../../../src/model/litmus/ended-row.ts';
import * as rows from '../../../src/model/litmus/row.ts';

const of = { name: 'pod-delete', engine: 'engine', at: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
const base = { name: 'pod-delete', runner: 'engine-runner', lastUpdateTime: '2026-01-02T03:04:05Z' };

test.each([
  ['at the start', rows.waitingRow(of), 'Waiting for Job Creation', 'N/A', 'Yet to be launched'],
  ['when the pod was seen', rows.runningRow(of, 'p'), 'Running', 'Awaited', 'p'],
  ['when done', endedRow(of, { ending: 'completed', outcome: 'Pass' }, 'p'), 'Completed', 'Pass', 'p'],
  [
    'when done without a result',
    endedRow(of, { ending: 'completed', outcome: 'Error' }, 'p'),
    'Completed',
    'Error',
    'p',
  ],
  [
    'without an experiment',
    endedRow(of, { ending: 'notFound', outcome: 'Error' }),
    'ChaosExperiment Not Found',
    'Fail',
    'N/A',
  ],
  ['when rejected', rows.rejectedRow(of), 'Skipped', 'Fail', 'N/A'],
  ['when its condition was not met', endedRow(of, { ending: 'skipped', outcome: 'Skipped' }), 'Skipped', 'N/A', 'N/A'],
  ['when aborted', rows.abortedRow(of, 'p'), 'Forcefully Aborted', 'Stopped', 'p'],
  ['when aborted before launch', rows.abortedRow(of), 'Forcefully Aborted', 'Stopped', 'N/A'],
])('a row %s has the words of the contract and every field', (_when, row, status, verdict, experimentPod) => {
  expect(row).toEqual({ ...base, status, verdict, experimentPod });
});

test('times have whole seconds, and no time at all is still a valid one', () => {
  expect(rows.rfc3339Seconds(1)).toBe('1970-01-01T00:00:00Z');
  expect(rows.rfc3339Seconds(Number.NaN)).toBe('1970-01-01T00:00:00Z');
});

test('the statuses that end a step are told from those that do not', () => {
  const endings = ['skipped', 'aborted', 'notFound', 'completed'] as const;
  const ends = endings.map((ending) => endedRow(of, { ending, outcome: 'Fail' }, 'p'));
  expect(ends.map(({ status }) => rows.isTerminal(status))).toEqual([true, true, true, true]);
  expect([rows.waitingRow(of).status, 'Running', undefined].map(rows.isTerminal)).toEqual([false, false, false]);
});
