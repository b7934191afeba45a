import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { type Board, boardOf } from '../../src/app/progress/board.ts';
import { boardLines } from '../../src/app/progress/live-lines.ts';
import { lineOf } from '../../src/app/progress/plain-lines.ts';
import { clockText, lineText } from '../../src/app/progress/style.ts';
import { createView } from '../../src/app/progress/view.ts';
import { applyRecord, type RunModel, startModel } from '../../src/audit/run-model.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { chained, stepEntry } from '../audit/records.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from './files.ts';

const batch = `
parallelism: 2
steps:
  left:
    dependsOn: first
    retries: {limit: 1, on: [Error]}
  right:
    dependsOn: first
  last:
    dependsOn: left && right
  never:
    dependsOn: first.Fail
`;

/** The records of a diamond with one retry and one step that is skipped. */
const records: AuditRecord[] = [];
const folder = temporaryFolder(afterAll);

beforeAll(async () => {
  const names = ['first', 'left', 'right', 'last', 'never'];
  const script = (name: string) => (name === 'left' ? { verdict: 'Error,Pass' } : { duration: '1s' });
  const file = fileOf(
    [engine(names, { batch }), ...names.map((name) => experiment(name, script(name)))],
    'engine.yaml',
    folder,
  );
  const onRecord = (record: AuditRecord) => void records.push(record);
  expect(await demo({ files: [file], json: true, speed: 20, onRecord }, fakeTerminal())).toBe(0);
});

/** Folds the records one by one; calls back after each. */
const fold = (
  visit: (model: RunModel, record: AuditRecord) => void,
  of: readonly AuditRecord[] = records,
): RunModel => {
  const [head] = of;
  if (head === undefined) throw new Error('no records');
  let model = startModel(head);
  for (const record of of) {
    model = applyRecord(model, record);
    visit(model, record);
  }
  return model;
};

const boards = (): readonly Board[] => {
  const all: Board[] = [];
  fold((model, record) => {
    const board = boardOf(model, Date.parse(record.time));
    if (board !== undefined) all.push(board);
  });
  return all;
};

const esc = String.fromCharCode(27);
const plain = (text: string): string => text.replace(new RegExp(`${esc}\\[[0-9;]*[A-Za-z]`, 'g'), '');

describe('the board of a run', () => {
  it('counts every step once as waiting, running or done', () => {
    for (const { waiting, running, done, rows } of boards()) expect(waiting + running + done).toBe(rows.length);
    expect(boards().at(0)).toMatchObject({ waiting: 5, running: 0, done: 0 });
    expect(boards().at(-1)).toMatchObject({ waiting: 0, running: 0, done: 5 });
  });

  it('shows the longest chain that is left, shorter as steps end', () => {
    const chains = boards().map(({ chain }) => chain.join(' '));
    expect(chains[0]).toBe('first left last');
    expect(chains).toContain('left last');
    expect(chains.at(-1)).toBe('');
  });

  it('never shows more running steps than the plan allows', () => {
    expect(Math.max(...boards().map(({ running }) => running))).toBe(2);
  });

  it('does not call a step done that will be tried again', () => {
    const phases = boards().map(({ rows }) => rows.find(({ id }) => id === 'left')?.phase);
    expect(phases).toContain('Retrying');
    expect(phases).not.toContain('Error');
    expect(phases.at(-1)).toBe('Pass');
  });
});

/** 2,000 steps of which so many have ended, one in fifteen with a failure, and fifty of the others run. */
const largeBoard = (ended: number): Board => {
  const phaseOf = (index: number) =>
    index < ended
      ? index % 15 === 0
        ? ('Fail' as const)
        : ('Pass' as const)
      : index < ended + 50
        ? ('Injecting' as const)
        : ('Waiting' as const);
  const rows = Array.from({ length: 2_000 }, (_, index) => ({
    ...{ id: `a-step-with-a-name-of-some-length-${index}`, phase: phaseOf(index), attempt: 1, elapsedMs: 1_000 },
    detail: 'The ChaosResult says something that is longer than the line of a terminal has room for.',
  }));
  const running = Math.min(50, 2_000 - ended);
  return {
    ...{ runId: 'r', engine: 'litmus/engine', iteration: 1, iterations: 1, elapsedMs: 61_000, rows },
    ...{ waiting: 2_000 - ended - running, running, done: ended, chain: [], state: 'Iterating.Running' },
  };
};

describe('the live view', () => {
  it('fits the terminal, whatever the number of steps', () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      id: `step-with-a-rather-long-name-that-goes-on-and-on-${index}`,
      phase: index === 321 ? ('Injecting' as const) : ('Waiting' as const),
      attempt: 1,
      elapsedMs: 1000,
      detail: 'x'.repeat(300),
    }));
    const board: Board = {
      runId: 'r',
      engine: 'litmus/engine',
      iteration: 1,
      iterations: 3,
      elapsedMs: 61_000,
      rows,
      waiting: 499,
      running: 1,
      done: 0,
      chain: rows.slice(0, 50).map(({ id }) => id),
      state: 'Running',
    };
    const lines = boardLines(board, { columns: 60, rows: 20 }).map((line) => lineText(line, true));
    expect(lines.length).toBeLessThan(20);
    for (const line of lines) expect([...plain(line)].length).toBeLessThanOrEqual(60);
    expect(lines.some((line) => plain(line).includes('Injecting'))).toBe(true);
    expect(lines.some((line) => line.includes('more steps'))).toBe(true);
  });

  it.each([2, 3, 5, 6, 24, 50])(
    'of 2,000 steps has fewer lines than a terminal of %i, wherever the run stands',
    (rows) => {
      for (const ended of [0, 900, 2_000]) {
        const lines = boardLines(largeBoard(ended), { columns: 80, rows });
        expect(lines.length).toBeLessThan(rows);
        expect(Math.max(...lines.map((line) => [...lineText(line, false)].length))).toBeLessThanOrEqual(80);
      }
    },
  );

  it('of 2,000 steps says of those without a line how they stand, what failed first', () => {
    const lines = boardLines(largeBoard(900), { columns: 80, rows: 24 }).map((line) => lineText(line, false));
    expect(lines).toContain('  … 1981 more steps: 31 Injecting, 60 Fail, 1050 Waiting, 840 Pass');
    expect(lines.filter((line) => line.includes('Injecting ')).length).toBe(19);
  });

  it('has no colour without one', () => {
    const board = boards().at(-1);
    const lines = board && boardLines(board, { columns: 80, rows: 24 });
    expect(lines?.map((line) => lineText(line, true)).join('\n')).toContain(esc);
    expect(lines?.map((line) => lineText(line, false)).join('\n')).not.toContain(esc);
  });

  it('takes back what it has drawn before it draws again, and says notes above', () => {
    const terminal = fakeTerminal({ live: true });
    const view = createView({ terminal, now: () => 0, json: false });
    for (const record of records) view.record(record);
    view.note('first note');
    view.note('second note');
    view.close();
    const screen = drawnOn(terminal.out());
    expect(screen.slice(0, 2)).toEqual(['first note', 'second note']);
    expect(screen.filter((line) => line.includes('litmus/engine  run')).length).toBe(1);
    expect(screen.at(-1)).toContain('0 waiting, 0 running, 5 done');
  });
});

/** The lines that a terminal would show, for the few sequences that the view uses. */
const drawnOn = (text: string): readonly string[] => {
  let lines: string[] = [''];
  for (const part of text.split(new RegExp(`(${esc}\\[[0-9;]*[A-Za-z]|\\n)`))) {
    const up = new RegExp(`^${esc}\\[(\\d+)A$`).exec(part);
    if (up) lines = lines.slice(0, Math.max(1, lines.length - Number(up[1])));
    else if (part === '\n') lines.push('');
    else if (part.endsWith('J') && part.startsWith(esc)) lines[lines.length - 1] = '';
    else if (!part.startsWith(esc)) lines[lines.length - 1] += part.replaceAll('\r', '');
  }
  return lines.filter((line) => line !== '');
};

const linesOf = (of: readonly AuditRecord[]): readonly string[] => {
  const lines: string[] = [];
  fold((model, record) => {
    const line = lineOf(record, model);
    if (line !== undefined) lines.push(line);
  }, of);
  return lines;
};

/** The records of a run whose steps share a ChaosResult. */
const sharing = (record: AuditRecord): AuditRecord => {
  const text = JSON.stringify(record).replaceAll('"mutexes":[]', '"mutexes":["result:a"]');
  return JSON.parse(text) as AuditRecord;
};

describe('plain lines', () => {
  it('say first how many steps run at once, and what keeps it from being more', () => {
    expect(linesOf(records)).toContain('5 steps, at most 2 at once');
    expect(linesOf(records.map(sharing))).toContain(
      '5 steps, at most 1 at once (parallelism 2): they share the ChaosResult engine-a',
    );
  });

  it('tell of launches, starts, ends, retries and skipped steps, each once', () => {
    const lines = linesOf(records);
    expect(lines.filter((line) => /^first: Job first-\w+ created$/.test(line)).length).toBe(1);
    expect(lines.filter((line) => /^left: Error after .* It will be tried again\.$/.test(line)).length).toBe(1);
    expect(lines.filter((line) => /^left \(attempt 2\): Pass after /.test(line)).length).toBe(1);
    expect(lines.filter((line) => line.startsWith('never: Skipped: needs first.Fail')).length).toBe(1);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('tell a process that takes over a held run why nothing starts', () => {
    const [record] = chained({
      ...{ machine: 'supervisor', from: 'Iterating.Paused', to: 'Iterating.Paused', actor: 'runner', iteration: 1 },
      ...{ event: { type: 'RESUME', at: 1 }, effects: [] },
    });
    if (record === undefined) throw new Error('no record');
    expect(lineOf(record, applyRecord(startModel(record), record))).toContain('still held by the annotation');
  });

  it('go to standard error where standard output is for a program', () => {
    const terminal = fakeTerminal();
    const view = createView({ terminal, now: () => 0, json: true });
    for (const record of records) view.record(record);
    expect(terminal.out()).toBe('');
    expect(terminal.err()).toContain('last: Pass');
  });

  it.each([
    [3_400, '0:03'],
    [725_000, '12:05'],
    [3_607_000, '1:00:07'],
  ])('%i ms are %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });
});

describe('the line of a step that has ended', () => {
  it('says what it has left behind, though it passed', () => {
    const cleaned = { type: 'CLEANED', remaining: [], injected: ['pod/a'], at: 1 };
    const [record] = chained(stepEntry(cleaned, { outcome: 'Pass' }));
    if (record === undefined) throw new Error('no record');
    expect(lineOf(record, applyRecord(startModel(record), record))).toBe(
      'latency: Pass after 0 s. When latency had ended, its ChaosResult still marked pod/a as injected.',
    );
  });
});
