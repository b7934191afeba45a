import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { plan } from '../../src/app/plan.ts';
import { lastOutcomes } from '../../src/app/plan-choice.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from '../cli/files.ts';

const of = (...attempts: readonly (readonly [iteration: number, attempt: number, outcome?: Outcome])[]) =>
  lastOutcomes(
    attempts.map(([iteration, attempt, outcome]) => ({ id: 'a', iteration, attempt, ...(outcome ? { outcome } : {}) })),
  ).a;

describe('what came of a step in an audit log', () => {
  it.each<[string, ReturnType<typeof of>, Outcome | undefined]>([
    ['its last attempt', of([1, 1, 'Fail'], [1, 2, 'Pass']), 'Pass'],
    ['its last attempt where that failed', of([1, 1, 'Error'], [1, 2, 'Fail']), 'Fail'],
    ['its last attempt, in whatever order they stand', of([1, 2, 'Pass'], [1, 1, 'Fail']), 'Pass'],
    ['the worst of its iterations', of([1, 1, 'Fail'], [2, 1, 'Pass']), 'Fail'],
    ['the worst of its iterations by their last attempts', of([1, 1, 'Error'], [1, 2, 'Pass'], [2, 1, 'Pass']), 'Pass'],
    ['nothing where its last attempt was not seen to end', of([1, 1, 'Fail'], [1, 2]), undefined],
    ['nothing where a later iteration was not seen to end', of([1, 1, 'Pass'], [2, 1]), undefined],
  ])('is %s', (_, outcome, expected) => {
    expect(outcome).toBe(expected);
  });
});

describe('--rerun-failed', () => {
  const file = () =>
    fileOf([
      engine(['a', 'b'], { batch: 'steps: {a: {retries: {limit: 1, on: [Fail], backoff: 1ms}}}' }),
      experiment('a', { verdict: 'Fail,Pass' }),
      experiment('b', { verdict: 'Fail' }),
    ]);
  const run = async (files: readonly string[], audit: string) =>
    expect(await demo({ files, audit, json: true, speed: 20 }, fakeTerminal())).toBe(1);

  it('runs a step that passed at its second attempt not again', async () => {
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    const files = [file()];
    await run(files, audit);
    const terminal = fakeTerminal();
    expect(await plan({ files, rerunFailed: audit, json: true }, terminal)).toBe(0);
    expect(JSON.parse(terminal.out())).toMatchObject({ iterations: [{ order: [1] }], preset: ['Pass', null] });
  });

  it.each([
    ['null', null],
    ['a text', 'plan'],
    ['steps that are none', { steps: [1], iterations: [] }],
    ['no iterations', { steps: [] }],
    ['a step of another shape', { version: 1, steps: [{ id: 'a' }], iterations: [{ order: [0] }] }],
  ])('says what is wrong where the plan in the log is %s', async (_, damaged) => {
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    const files = [file()];
    await run(files, audit);
    const lines = readFileSync(audit, 'utf8').trim().split('\n');
    const changed = lines.map((line) => {
      const record = JSON.parse(line);
      if (record.data?.input?.plan !== undefined) record.data.input.plan = damaged;
      return JSON.stringify(record);
    });
    writeFileSync(audit, changed.join('\n'));
    const terminal = fakeTerminal();
    expect(await plan({ files, rerunFailed: audit, json: false }, terminal)).toBe(64);
    expect(terminal.err()).toMatch(/plan/);
  });
});
