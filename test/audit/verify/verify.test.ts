import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, startChain } from '../../../src/audit/hash-chain.ts';
import { missingMarker } from '../../../src/audit/sinks/sink.ts';
import { verify } from '../../../src/audit/verify/verify.ts';
import { appended, continued, entry, freshChain, source } from '../records.ts';

/** A run of two processes: the first was killed three records after the checkpoint at 8. */
const first = appended(freshChain(), 8);
const torn = appended(first.chain, 3);
const second = continued(first.chain, 7);
const lines = [...first.written, ...torn.written, ...second.written].map(({ line }) => line);
const head = second.chain.head;
const whole = { head, sequence: second.chain.sequence };
/** The last record printed after the checkpoint: nothing vouches for it. */
const unvouched = 10;
const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const kinds = (all: readonly string[], options = whole) => verify(text(all), options).problems.map(({ kind }) => kind);

const anyLine = fc.nat({ max: lines.length - 1 });
const vouched = anyLine.filter((at) => at !== unvouched);

describe('verify', () => {
  it('finds nothing wrong with a whole log and confirms its head', () => {
    const report = verify(text(lines), whole);
    expect(report.problems).toEqual([]);
    expect(report.runs).toMatchObject([{ records: 15, headConfirmed: true, last: whole }]);
  });

  it('tells the segments apart and lists what was printed after the checkpoint', () => {
    const [run] = verify(text(lines), whole).runs;
    expect(run?.segments).toEqual([
      { segment: 1, from: 1, to: 8 },
      { segment: 2, from: 9, to: 15, continues: { segment: 1, sequence: 8 } },
    ]);
    expect(run?.afterCheckpoint).toMatchObject([
      { segment: 1, from: 9, to: 11, message: expect.stringContaining('printed after the checkpoint') },
    ]);
  });

  it('ignores the lines of the runner’s own log between the records', () => {
    const mixed = lines.flatMap((line) => ['{"level":30,"msg":"step started"}', line, '']);
    expect(verify(text(mixed), whole).problems).toEqual([]);
  });

  it('accepts records behind the time stamps that kubectl prints', () => {
    expect(kinds(lines.map((line) => `2026-01-31T12:00:00.123456789Z ${line}`))).toEqual([]);
  });

  it('finds an altered byte in any record', () => {
    fc.assert(
      fc.property(vouched, fc.nat(), fc.integer({ min: 1, max: 255 }), (at, position, change) => {
        const bytes = Buffer.from(lines[at] ?? '');
        const place = position % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ change;
        const log = Buffer.concat(
          lines.flatMap((line, n) => [n === at ? bytes : Buffer.from(line), Buffer.from('\n')]),
        );
        expect(verify(log, whole).ok).toBe(false);
      }),
      { numRuns: 800 },
    );
  });

  it('finds any single field that was changed, with the id changed to fit', () => {
    const changes: readonly ((record: Changeable) => void)[] = [
      (record) => Object.assign(record, { time: '2020-01-01T00:00:00.000Z' }),
      (record) => Object.assign(record, { source: '/elsewhere' }),
      (record) => Object.assign(record, { id: record.id.replace('run-1', 'run-2') }),
      (record) => Object.assign(record, { id: record.id.replace(/\/\d\//, '/7/') }),
      (record) => {
        record.data.sequence += 20;
        record.id = record.id.replace(/\d+$/, String(record.data.sequence));
      },
      (record) => {
        record.data.sequence = 3;
        record.id = record.id.replace(/\d+$/, '3');
      },
      (record) => Object.assign(record.data, { to: 'Closing' }),
      (record) => Object.assign(record.data, { actor: 'user' }),
      (record) => Object.assign(record.data, { reason: 'because' }),
      (record) => Object.assign(record.data, { effects: [] }),
      (record) => Object.assign(record.data, { previous: 'b'.repeat(64) }),
      (record) => Object.assign(record.data, { continues: { segment: 1, sequence: 7, head: 'c'.repeat(64) } }),
    ];
    fc.assert(
      fc.property(vouched, fc.constantFrom(...changes), (at, change) => {
        const record = JSON.parse(lines[at] ?? '') as Changeable;
        change(record);
        const changed = JSON.stringify(record);
        fc.pre(changed !== lines[at]);
        expect(kinds(lines.with(at, changed))).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('names exactly the record that was altered', () => {
    fc.assert(
      fc.property(vouched, (at) => {
        const altered = lines.with(at, (lines[at] ?? '').replace('"actor":"runner"', '"actor":"user"'));
        const { problems } = verify(text(altered), whole);
        expect(problems).toMatchObject([{ kind: 'altered', line: at + 1 }]);
      }),
    );
  });

  it('names exactly the record whose link to the one before it was altered', () => {
    fc.assert(
      fc.property(vouched, (at) => {
        const altered = lines.with(
          at,
          (lines[at] ?? '').replace(/"previous":"[0-9a-f]{64}"/, `"previous":"${'d'.repeat(64)}"`),
        );
        const { problems } = verify(text(altered), whole);
        expect(problems).toMatchObject([{ kind: 'altered', line: at + 1 }]);
      }),
    );
  });

  it('names exactly the record that is no longer JSON', () => {
    fc.assert(
      fc.property(vouched, (at) => {
        const { problems } = verify(text(lines.with(at, `${lines[at]?.slice(0, -1)}`)), whole);
        expect(problems).toMatchObject([
          { kind: 'altered', line: at + 1, message: expect.stringContaining('not a whole record') },
        ]);
      }),
    );
  });

  it('names exactly the record that is missing', () => {
    const sequences = [...Array(11).keys(), ...[8, 9, 10, 11, 12, 13, 14]].map((n) => n + 1);
    fc.assert(
      fc.property(
        vouched.filter((at) => at !== lines.length - 1),
        (at) => {
          const { problems } = verify(text(lines.toSpliced(at, 1)), whole);
          expect(problems).toMatchObject([{ kind: 'missing', from: sequences[at], to: sequences[at] }]);
        },
      ),
    );
  });

  it('finds every missing stretch in the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), (at, count) => {
        fc.pre(at + count < 8);
        const { problems } = verify(text(first.written.map(({ line }) => line).toSpliced(at, count)), {
          head: first.chain.head,
        });
        expect(problems).toMatchObject([{ kind: 'missing', from: at + 1, to: at + count }]);
      }),
    );
  });

  it('finds a repeated record, and finds nothing else', () => {
    fc.assert(
      fc.property(anyLine, anyLine, (at, to) => {
        fc.pre(to >= at);
        const { problems } = verify(text(lines.toSpliced(to + 1, 0, lines[at] ?? '')), whole);
        expect(problems).toMatchObject([{ kind: 'duplicate', line: to + 2 }]);
      }),
    );
  });

  it('finds any two records that were swapped', () => {
    fc.assert(
      fc.property(anyLine, anyLine, (left, right) => {
        fc.pre(left !== right);
        const swapped = lines.with(left, lines[right] ?? '').with(right, lines[left] ?? '');
        expect(new Set(kinds(swapped))).toEqual(new Set(['out of place']));
      }),
    );
  });

  it('says once that a block of lines stands in the wrong place', () => {
    const moved = [...lines.slice(0, 2), ...lines.slice(4, 9), ...lines.slice(2, 4), ...lines.slice(9)];
    expect(verify(text(moved), whole).problems).toMatchObject([{ kind: 'out of place', from: 3, to: 4, segment: 1 }]);
  });

  it('finds a cut tail of any length with the head, and says what is missing with its sequence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (count) => {
        const cut = lines.slice(0, -count);
        expect(kinds(cut, { head, sequence: 15 })).toEqual(['cut']);
        expect(verify(text(cut), { head }).problems).toMatchObject([{ kind: 'cut' }]);
        expect(verify(text(cut), whole).problems).toMatchObject([{ kind: 'cut', from: 16 - count, to: 15 }]);
      }),
    );
  });

  it('says when no head was given that a cut end cannot be seen', () => {
    const report = verify(text(lines.slice(0, -2)));
    expect(report.ok).toBe(true);
    expect(report.notes).toContainEqual(expect.stringContaining('no head hash was given'));
  });

  it('finds an altered last record with the head and its sequence', () => {
    const altered = lines.with(-1, (lines.at(-1) ?? '').replace('"actor":"runner"', '"actor":"user"'));
    expect(verify(text(altered), whole).problems).toMatchObject([{ kind: 'altered', from: 15 }]);
  });

  it('accepts the head of an older checkpoint when the log goes on after it', () => {
    const report = verify(text(lines), { head: first.chain.head, sequence: 8 });
    expect([report.ok, report.runs[0]?.headConfirmed]).toEqual([true, true]);
  });

  it('refuses a head that belongs to what the chain left behind', () => {
    expect(verify(text(lines), { head: torn.chain.head }).problems).toMatchObject([{ kind: 'cut' }]);
  });

  it('finds a forged record beside the one that the chain names', () => {
    const forged = (lines[3] ?? '').replace('"actor":"runner"', '"actor":"user"');
    expect(kinds(lines.toSpliced(4, 0, forged))).toEqual(['foreign']);
  });

  it('says that the log begins late when the first lines were rotated away', () => {
    const { problems } = verify(text(lines.slice(4)), whole);
    expect(problems).toMatchObject([{ kind: 'missing', from: 1, to: 4 }]);
  });

  it('repeats what a sink said of records that it gave up', () => {
    const marked = lines.toSpliced(2, 2, missingMarker('run-1', 3, 4, 'the disk was full'));
    expect(verify(text(marked), whole).problems).toMatchObject([
      { kind: 'missing', from: 3, to: 4, message: expect.stringContaining('the disk was full') },
    ]);
  });

  it('verifies several runs in one log, each for itself', () => {
    const other = appended(startChain({ runId: 'run-0', segment: 1, source }), 4);
    const report = verify(text([...other.written.map(({ line }) => line), ...lines]), whole);
    expect(report.problems).toEqual([]);
    expect(report.runs.map(({ runId, records }) => [runId, records])).toEqual([
      ['run-0', 4],
      ['run-1', 15],
    ]);
  });

  it('does not complain of the torn line that a killed process left', () => {
    const report = verify(text(lines.with(unvouched, (lines[unvouched] ?? '').slice(0, 200))), whole);
    expect(report.problems).toEqual([]);
    expect(report.runs[0]?.afterCheckpoint[0]?.message).toContain('the last one is torn');
  });

  it('follows three processes, of which the second never came to a checkpoint', () => {
    const third = continued(first.chain, 4, 3);
    const all = [...first.written, ...second.written, ...third.written].map(({ line }) => line);
    const report = verify(text(all), { head: third.chain.head });
    expect(report.problems).toEqual([]);
    expect(report.runs[0]?.afterCheckpoint).toMatchObject([{ segment: 2, from: 9, to: 15 }]);
  });

  it('follows two processes that took the same segment number, because the first never came to a checkpoint', () => {
    const again = continued(first.chain, 3, 2, 500);
    const all = [...first.written, ...second.written, ...again.written].map(({ line }) => line);
    const report = verify(text(all), { head: again.chain.head });
    expect(report.problems).toEqual([]);
    expect(report.runs[0]?.afterCheckpoint).toMatchObject([{ segment: 2, from: 9, to: 15 }]);
  });

  it('lists what was written before the checkpoint was lost and the run was adopted without it', () => {
    const adopting = append(
      freshChain(),
      entry(1, { machine: 'run', to: 'Adopted', event: { type: 'ADOPTED', at: 9 } }),
      9,
    );
    const adopted = [adopting, ...appended(adopting.chain, 3).written].map(({ line }) => line);
    const report = verify(text([...first.written.map(({ line }) => line), ...adopted]));
    expect(report.problems).toEqual([]);
    expect(report.runs[0]).toMatchObject({
      records: 4,
      afterCheckpoint: [{ from: 1, to: 8, message: expect.stringContaining('before the checkpoint was lost') }],
    });
  });

  it('follows the chain of an adoption, however many processes the chain before it had', () => {
    const adopting = append(
      freshChain(),
      entry(1, { machine: 'run', to: 'Adopted', event: { type: 'ADOPTED', at: 9 } }),
      9,
    );
    const adopted = [adopting, ...appended(adopting.chain, 3).written];
    const all = [...first.written, ...second.written, ...adopted].map(({ line }) => line);
    const report = verify(text(all));
    expect(report.problems).toEqual([]);
    expect(report.runs[0]).toMatchObject({ records: 4, segments: [{ segment: 1, from: 1, to: 4 }] });
  });

  it.each([
    ['Completed', 'supervisor', 0],
    ['HandedOver', 'run', 0],
    ['Running', 'supervisor', 1],
  ] as const)('knows whether a log that ends with %s ends in the middle', (to, machine, count) => {
    const { line } = append(first.chain, entry(9, { machine, to }), 0);
    const { notes } = verify(text([...first.written.map((one) => one.line), line]));
    expect(notes.filter((note) => note.includes('ends in the middle'))).toHaveLength(count);
  });

  it('says that a log without any record holds none', () => {
    expect(verify('hello\n').problems).toMatchObject([{ kind: 'missing', message: 'the log holds no audit record' }]);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...lines), fc.json())), (all) => {
        expect(Array.isArray(verify(text(all)).problems)).toBe(true);
      }),
    );
  });
});

interface Changeable {
  id: string;
  data: { sequence: number };
}
