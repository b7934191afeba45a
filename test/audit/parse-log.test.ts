import { describe, expect, it } from 'vitest';
import { parseLog } from '../../src/audit/parse-log.ts';
import { missingMarker } from '../../src/audit/sinks/sink.ts';
import { appended, freshChain } from './records.ts';
import { textOf, wholeRun } from './run-log.ts';

const { written } = appended(freshChain(), 3);
const lines = written.map(({ line }) => line);
const changed = (change: (record: { data: Record<string, unknown> } & Record<string, unknown>) => void): string => {
  const record = JSON.parse(lines[0] ?? '');
  change(record);
  return JSON.stringify(record);
};
const faultOf = (line: string) => parseLog(line).problems[0]?.message;

describe('reading a log', () => {
  it('gives back every record as it was written', () => {
    const run = wholeRun();
    const log = parseLog(textOf(run));
    expect(log.problems).toEqual([]);
    expect(log.records.map(({ record }) => record)).toEqual(run.map(({ line }) => JSON.parse(line)));
  });

  it('counts the lines of others and does not mind them', () => {
    const log = parseLog(`{"level":30,"msg":"ready"}\n${lines[0]}\n\nplain text\n${lines[1]}`);
    expect(log).toMatchObject({ foreign: 3, problems: [] });
    expect(log.records.map(({ line }) => line)).toEqual([2, 5]);
  });

  it('takes the record behind a torn one that was glued to it', () => {
    const log = parseLog(`${lines[0]?.slice(0, 90)}${lines[1]}\n`);
    expect(log.records.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('does not mind line ends of another system', () => {
    const log = parseLog(lines.join('\r\n'));
    expect(log.records.map(({ hash }) => hash)).toEqual(parseLog(lines.join('\n')).records.map(({ hash }) => hash));
  });

  it('reads what a sink said that it had to give up', () => {
    const { markers, foreign } = parseLog(missingMarker('run-1', 4, 9, 'the disk was full'));
    expect([markers, foreign]).toEqual([[{ line: 1, runId: 'run-1', from: 4, to: 9, reason: 'the disk was full' }], 0]);
  });

  it('says of a torn record which one it claims to be', () => {
    expect(parseLog(lines[2]?.slice(0, -3) ?? '').problems).toMatchObject([
      { line: 1, claims: { runId: 'run-1', segment: 1, sequence: 3 } },
    ]);
  });

  it('takes a record that is nested to exhaust a stack for none', () => {
    // As text: the engine's own writer of JSON gives up on it, too.
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const line = (lines[0] ?? '').replace('"data":{', `"data":{"draws":${deep},`);
    expect(faultOf(line)).toMatch(/nested deeper than any record/);
  });

  it('says that bytes are not UTF-8', () => {
    const bytes = Buffer.from(lines[0] ?? '');
    bytes[bytes.indexOf('TICK')] = 0xff;
    expect(parseLog(bytes).problems).toMatchObject([{ message: 'the line is not UTF-8' }]);
  });

  it.each([
    ['an unknown field', (r) => Object.assign(r, { extra: 1 }), 'the record has the unknown field `extra`'],
    ['an unknown field of data', (r) => Object.assign(r.data, { extra: 1 }), 'data has the unknown field `extra`'],
    ['another version', (r) => Object.assign(r, { specversion: '0.3' }), '`specversion` should be "1.0" and is "0.3"'],
    [
      'an id that is none',
      (r) => Object.assign(r, { id: 'x' }),
      '`id` should be <run id>/<segment>/<sequence> and is "x"',
    ],
    ['an id of another record', (r) => Object.assign(r, { id: 'run-1/1/7' }), 'contradict each other'],
    [
      'a type that does not fit',
      (r) => Object.assign(r, { type: 'io.litmuschaos.runner.run.tick' }),
      'should be io.litmuschaos.runner.supervisor.tick',
    ],
    [
      'a machine that is none',
      (r) => Object.assign(r.data, { machine: 'x' }),
      '`data.machine` should be one of experiment, supervisor, runner, run and is "x"',
    ],
    ['a time in another form', (r) => Object.assign(r, { time: 'yesterday' }), '`time` should be a time such as'],
    [
      'a sequence of 0',
      (r) => Object.assign(r.data, { sequence: 0 }),
      '`data.sequence` should be a whole number from 1 and is 0',
    ],
    ['no effects', (r) => delete r.data.effects, '`data.effects` should be'],
    [
      'an effect without parameters',
      (r) => Object.assign(r.data, { effects: [{ type: 'x' }] }),
      '`data.effects.params` should be',
    ],
  ] as [string, Parameters<typeof changed>[0], string][])(
    'refuses a record with %s and says so',
    (_, change, message) => {
      expect(faultOf(changed(change))).toContain(message);
    },
  );
});
