import { describe, expect, it } from 'vitest';
import { append } from '../../src/audit/hash-chain.ts';
import { addToHistory, startHistory } from '../../src/audit/history.ts';
import { showHistory, showRecords } from '../../src/audit/show.ts';
import { summarizeLong } from '../../src/audit/show-summary.ts';
import { table } from '../../src/audit/table.ts';
import { durationText } from '../../src/model/text/duration.ts';
import { appended, chained, entry, freshChain, source, stepEntry } from './records.ts';
import { resumedRun, runId, startedAt, wholeRun } from './run-log.ts';

const run = wholeRun().map(({ record }) => record);
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => /\d\d:\d\d:\d\d/.test(line));

describe('showing a log', () => {
  it('has when, step with iteration and attempt, from, to, why and by whom in one line', () => {
    const line = rowsOf(showRecords(run)).find(
      (row) => row.includes('pod-cpu-hog 1/1') && row.includes('CleaningUp.Recording '),
    );
    expect(line).toMatch(
      /12:00:\d\d\.000 {2}pod-cpu-hog 1\/1 +Running\.ReadingResult → CleaningUp\.Recording +The ChaosResult says Fail\. +runner/,
    );
  });

  it('names the step whose end the supervisor was told', () => {
    expect(showRecords(run)).toMatch(/\(supervisor\) .* step ended: pod-cpu-hog, Fail, The ChaosResult says Fail\./);
  });

  it('shows every record once', () => {
    expect(rowsOf(showRecords(run))).toHaveLength(run.length);
  });

  it('sums the run up', () => {
    expect(showRecords(run)).toMatch(
      /Run 7d1f0c1e of demo\/engine: Fail after 3 min \d+ s, \d+ records by one process\./,
    );
  });

  it('marks what a killed process printed after its checkpoint and explains the mark', () => {
    const { first, second } = resumedRun(30, 36);
    const text = showRecords([...first, ...second].map(({ record }) => record));
    const marked = rowsOf(text).filter((row) => row.startsWith('~'));
    expect(marked.length).toBe(first.length - (second[0]?.record.data.continues?.sequence ?? 0));
    expect(text).toContain('~ printed after the checkpoint');
  });

  it.each([
    ['step', { step: 'node-drain' }, (row: string) => row.includes('node-drain ')],
    ['machine', { machine: 'supervisor' as const }, (row: string) => row.includes('(supervisor)')],
    ['actor', { actor: 'kubernetes' as const }, (row: string) => row.endsWith('kubernetes')],
    ['outcome', { outcome: 'Skipped' as const }, (row: string) => row.includes('pod-delete-2')],
  ])('filters by %s', (_, filter, fits) => {
    const rows = rowsOf(showRecords(run, filter));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every(fits)).toBe(true);
  });

  it('filters by time, both ends included', () => {
    const [since, until] = [Date.parse(run[3]?.time ?? ''), Date.parse(run[7]?.time ?? '')];
    expect(rowsOf(showRecords(run, { since, until }))).toHaveLength(5);
  });

  it('says when nothing matches', () => {
    expect(showRecords(run, { step: 'no-such-step' })).toBe('No record matches.\n');
  });

  it('says in the line of a clean-up what had not gone, and which targets are still marked', () => {
    const cleaned = { type: 'CLEANED', remaining: ['pod/helper'], injected: ['pod/a', '3 more'], at: 1 };
    expect(showRecords(chained(stepEntry(cleaned)))).toMatch(
      /cleaned; still there: pod\/helper; still marked as injected: pod\/a and 3 more +runner/,
    );
  });

  it('says in the line of a clean-up why the marks are not known', () => {
    const cleaned = { type: 'CLEANED', remaining: [], unread: 'The marks could not be read: no route', at: 1 };
    expect(showRecords(chained(stepEntry(cleaned)))).toContain('cleaned; The marks could not be read: no route');
  });

  it('names below the table what is left behind', () => {
    const passed = stepEntry({ type: 'CLEANED', remaining: [], injected: ['pod/a'], at: 1 }, { outcome: 'Pass' });
    expect(showRecords(chained(passed))).toMatch(
      /\nRun run-1 of demo\/engine: .*\nWhen latency had ended, its ChaosResult still marked pod\/a as injected\.\n$/,
    );
  });

  it('fits the terminal', () => {
    for (const width of [60, 80, 100, 200]) {
      const longest = Math.max(...rowsOf(showRecords(run, {}, width)).map((row) => [...row].length));
      expect(longest).toBeLessThanOrEqual(width);
    }
  });

  it('passes nothing on that a terminal would obey', () => {
    const evil = append(freshChain(), entry(1, { reason: 'a\u001b[31mred\nline\u202e' }), 0);
    const text = showRecords([evil.record]);
    expect(text).toContain('a [31mred line');
    expect(text).not.toContain('\u001b');
  });

  it('puts the day before the time when the log has several days', () => {
    const later = append(appended(freshChain(), 1).chain, entry(2), 86_400_000 * 2);
    const records = [...appended(freshChain(), 1).written.map(({ record }) => record), later.record];
    expect(rowsOf(showRecords(records))[1]).toContain('1970-01-03 00:00:00.000');
  });
});

describe('showing a run of 2,000 steps on a terminal', () => {
  const outcomeOf = (index: number) => (index % 10 === 3 ? 'Fail' : index % 10 === 1 ? 'Skipped' : 'Pass');
  const ends = Array.from({ length: 2_000 }, (_, index) =>
    stepEntry(
      { type: 'CLEANED', remaining: [], at: 1 },
      { subject: `step-${index}`, outcome: outcomeOf(index), reason: `The end of ${index}, ${'at length '.repeat(9)}` },
    ),
  );
  const long = chained(...ends);

  it.each([24, 50])('is a summary that fits %i lines', (rows) => {
    const text = summarizeLong(long, {}, { columns: 80, rows }) ?? '';
    const height = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / 80)), 0);
    expect(height).toBeLessThanOrEqual(rows);
    expect(height).toBeGreaterThan(rows - 4);
  });

  it('tells how many ended how, what failed first, how many have no line, and how to see more', () => {
    const text = summarizeLong(long, {}, { columns: 120, rows: 24 }) ?? '';
    expect(text).toContain('\n2000 steps: 200 Fail, 200 Skipped, 1600 Pass.\n');
    expect(text).toMatch(
      /\nBEGAN +STEP +OUTCOME +WHY\n00:00:04 +step-3 1\/1 +Fail +The end of 3, .*\n.* step-13 1\/1 /,
    );
    expect(text).toMatch(/\n… and 18\d Fail, 200 Skipped\nAll 2000 records: --all, or through a pipe\./);
  });

  it('is the table where a filter asks for less, or there are few steps', () => {
    const screen = { columns: 80, rows: 24 };
    expect(summarizeLong(long, { step: 'step-3' }, screen)).toBeUndefined();
    expect(summarizeLong(long, { runId: 'run-1' }, screen)).toBeDefined();
    expect(summarizeLong(run, {}, screen)).toBeUndefined();
  });
});

describe('showing the compact history', () => {
  const history = run.reduce((so, record) => addToHistory(so, record), startHistory(runId, source, startedAt));

  it('has a line for each attempt and says what is lacking', () => {
    const text = showHistory(history);
    expect(rowsOf(text)).toHaveLength(history.attempts.length);
    expect(text).toContain('it cannot be verified or replayed');
  });

  it('filters by step and outcome', () => {
    expect(rowsOf(showHistory(history, { step: 'node-drain', outcome: 'Error' }))).toHaveLength(2);
  });
});

describe('a table', () => {
  it('cuts the flexible column first', () => {
    const text = table(['A', 'WHY'], [['value', 'a very long reason that does not fit']], 30, 1);
    expect(text.split('\n')[1]).toBe('value  a very long reason tha…');
  });

  it('cuts other columns when that is not enough', () => {
    const text = table(['A', 'WHY'], [['x'.repeat(60), 'reason']], 40, 1);
    expect(text.split('\n').every((line) => [...line].length <= 40)).toBe(true);
  });
});

describe('a duration for people', () => {
  it.each([
    [0, '0 s'],
    [1540, '1.5 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h 0 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
