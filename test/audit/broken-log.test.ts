import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { foldRecords } from '../../src/audit/run-model.ts';
import { showRecords } from '../../src/audit/show.ts';
import { replay } from '../../src/audit/verify/replay.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { journalReport } from '../../src/view/reports/journal.ts';
import { junitReport } from '../../src/view/reports/junit.ts';
import { markdownReport } from '../../src/view/reports/markdown.ts';
import { runProcess } from './run-log.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const written = runProcess(undefined).written.map(({ line }) => JSON.parse(line) as { [key: string]: Json });

/** Everything that reads a log, over these records. */
const readAll = (records: readonly Json[]): void => {
  const log = parseLog(records.map((record) => JSON.stringify(record)).join('\n'));
  verify(log);
  replay(log, { experiment: experimentMachine, supervisor: supervisorMachine, runner: runnerMachine });
  showRecords(log.records.map(({ record }) => record));
  const model = foldRecords(log.records.map(({ record }) => record));
  if (model === undefined) return;
  for (const report of [journalReport, junitReport, markdownReport]) report(model);
};

/** The log with the plan of its first record changed. */
const withPlan = (change: (plan: { [key: string]: Json }) => Json): readonly Json[] => {
  const records = structuredClone(written);
  for (const { data } of records) {
    const { input } = data as { input?: { plan?: { [key: string]: Json } } };
    if (input?.plan !== undefined) input.plan = change(input.plan) as never;
  }
  return records;
};

const nonsense: readonly Json[] = [null, 0, -1, 1e306, true, '', 'text', [], [null], [[]], {}, { steps: null }];

describe('a log that somebody has edited', () => {
  it.each(nonsense.map((value) => [JSON.stringify(value), value] as const))('is read with the plan %s', (_, value) => {
    expect(() => readAll(withPlan(() => value))).not.toThrow();
  });

  it.each(
    ['steps', 'iterations', 'draws', 'notes', 'parallelism', 'failurePolicy'].flatMap((key) =>
      [undefined, ...nonsense].map((value) => [key, JSON.stringify(value) ?? 'nothing', value] as const),
    ),
  )('is read with %s of the plan %s', (key, _, value) => {
    const records = withPlan(({ [key]: _old, ...plan }) => (value === undefined ? plan : { ...plan, [key]: value }));
    expect(() => readAll(records)).not.toThrow();
  });

  it('has no plan where the one that is written there is none', () => {
    const log = parseLog(
      withPlan(() => ({ steps: 5 }))
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    expect(foldRecords(log.records.map(({ record }) => record))?.plan).toBeUndefined();
  });

  it('is read with a condition that is nested a thousand times', () => {
    let condition: Json = { is: 'outcome', step: 0, outcome: 'Pass' };
    for (let depth = 0; depth < 1_000; depth += 1) condition = { is: 'not', of: condition };
    const records = withPlan(({ steps, ...plan }) => ({
      ...plan,
      steps: (steps as { [key: string]: Json }[]).map((step) => ({ ...step, condition })),
    }));
    expect(() => readAll(records)).not.toThrow();
  });

  it('has a broken line where a time is none', () => {
    const [first, ...rest] = structuredClone(written);
    const log = parseLog(JSON.stringify({ ...first, time: '2026-99-99T12:00:00.000Z' }));
    expect(rest.length).toBeGreaterThan(0);
    expect(log.problems).toMatchObject([{ message: expect.stringContaining('`time` should be a time') }]);
  });

  it('is read whatever one of its values has become', () => {
    const paths = (value: Json, path: readonly (string | number)[]): readonly (readonly (string | number)[])[] => {
      if (typeof value !== 'object' || value === null) return [path];
      return [path, ...Object.entries(value).flatMap(([key, member]) => paths(member, [...path, key]))];
    };
    const all = written.flatMap((record, index) => paths(record, [index]).slice(1));
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.constantFrom(...nonsense), (path, value) => {
        const records: Json = structuredClone(written);
        let parent: Json = records;
        for (const part of path.slice(0, -1)) parent = (parent as { [key: string]: Json })[part] as Json;
        (parent as { [key: string]: Json })[path.at(-1) ?? ''] = value;
        readAll(records);
      }),
      { numRuns: 100 },
    );
  });
});
