import { describe, expect, it } from 'vitest';
import { type Entry, startChain, type Written } from '../../../src/audit/hash-chain.ts';
import { startHistory } from '../../../src/audit/history.ts';
import type { AuditRecord } from '../../../src/model/progress/record.ts';
import { createJournal } from '../../../src/runner/run/journal.ts';
import { start } from '../fixtures.ts';

const entry = (to: string): Entry => ({
  ...{ machine: 'runner', to, event: { type: 'READ', at: start }, effects: [], actor: 'runner' },
});

const journal = (onRecord?: (record: AuditRecord) => void) => {
  const written: Written[] = [];
  const opened = createJournal({ now: () => start, ...(onRecord && { onRecord }) });
  const chain = startChain({ runId: 'run', segment: 2, source: '/engine', sequence: 7, head: 'a'.repeat(64) });
  const open = (continues?: { readonly segment: number; readonly sequence: number; readonly head: string }) =>
    opened.open({
      chain,
      history: startHistory('run', '/engine', start),
      audit: { write: (one) => void written.push(one) },
      ...(continues && { continues }),
    });
  return { ...opened, open, written, data: () => written.map(({ record }) => record.data) };
};

describe('the journal of a process', () => {
  it('holds what happens before the run is known, and writes it first', () => {
    const { record, open, data, chain } = journal();
    record(entry('a'));
    record(entry('b'));
    expect(data()).toEqual([]);
    open();
    record(entry('c'));
    expect(data().map(({ sequence, to }) => `${sequence} ${to}`)).toEqual(['8 a', '9 b', '10 c']);
    expect(chain().sequence).toBe(10);
  });

  it('names in its first record the checkpoint that it continues, and in no other', () => {
    const { record, open, data } = journal();
    const continues = { segment: 1, sequence: 7, head: 'a'.repeat(64) };
    record(entry('a'));
    record(entry('b'));
    open(continues);
    expect(data().map((one) => one.continues)).toEqual([continues, undefined]);
  });

  it('has a record before the one of what somebody does who hears of it', () => {
    const hearing: { record?: (entry: Entry) => unknown } = {};
    const { record, open, data } = journal(({ data: { to } }) => to === 'a' && hearing.record?.(entry('b')));
    hearing.record = record;
    open();
    record(entry('a'));
    expect(data().map(({ sequence, to }) => `${sequence} ${to}`)).toEqual(['8 a', '9 b']);
  });

  it('has no chain as long as nobody knows the run', () => {
    expect(() => journal().chain()).toThrow('nobody knows the run yet');
  });
});
