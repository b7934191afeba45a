import * as fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { append } from '../../src/audit/hash-chain.ts';
import {
  addToHistory,
  type CompactHistory,
  decodeHistory,
  defaultHistoryLimits,
  modelOfHistory,
  startHistory,
  whatHistoryLacks,
  worstCaseHistoryBytes,
} from '../../src/audit/history.ts';
import { foldRecords } from '../../src/audit/run-model.ts';
import { outcomes } from '../../src/model/litmus/outcome.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { entry, freshChain, source } from './records.ts';
import { runId, startedAt, wholeRun } from './run-log.ts';

const run = wholeRun().map(({ record }) => record);
const history = run.reduce((so, record) => addToHistory(so, record), startHistory(runId, source, startedAt));
const sizeOf = (value: CompactHistory): number => Buffer.byteLength(JSON.stringify(value));

describe('the compact history', () => {
  it('keeps of every attempt its outcome and when it came into each state', () => {
    const model = foldRecords(run);
    const kept = modelOfHistory(history);
    const plain = kept.attempts.map(({ id, iteration, attempt, outcome, startedAt: start, endedAt }) => [
      id,
      iteration,
      attempt,
      outcome,
      start,
      endedAt,
    ]);
    expect(plain).toEqual(
      model?.attempts.map(({ id, iteration, attempt, outcome, startedAt: start, endedAt }) => [
        id,
        iteration,
        attempt,
        outcome,
        start,
        endedAt,
      ]),
    );
    expect(kept.attempts[0]?.intervals.map(({ state }) => state)).toEqual([
      'Pending',
      'Validating',
      'Launching',
      'Running.Starting',
      'Running.Observing',
      'Running.ReadingResult',
      'CleaningUp',
      'Verdict',
    ]);
  });

  it('keeps why a step did not pass, and not why it passed', () => {
    const reasons = modelOfHistory(history)
      .attempts.slice(0, 3)
      .map(({ reason }) => reason);
    expect(reasons).toEqual([
      undefined,
      'The ChaosResult says Fail.',
      'needs pod-delete.Fail, and pod-delete ended Pass',
    ]);
  });

  it('keeps the path of the supervisor', () => {
    const { supervisor, endedAt } = modelOfHistory(history);
    expect([supervisor.state, endedAt === undefined]).toEqual(['Completed', false]);
  });

  it('survives JSON and is read back', () => {
    expect(decodeHistory(JSON.parse(JSON.stringify(history)))).toEqual(E.right(history));
  });

  it('refuses what is not one', () => {
    expect(E.isLeft(decodeHistory({ ...history, v: 2 }))).toBe(true);
  });

  it('does not take a record twice', () => {
    expect(run.reduce((so, record) => addToHistory(so, record), history)).toBe(history);
  });

  it('forgets the oldest attempts that have ended, and says how many', () => {
    const limits = { ...defaultHistoryLimits, attempts: 3 };
    const small = run.reduce((so, record) => addToHistory(so, record, limits), startHistory(runId, source, startedAt));
    expect([small.attempts.length, small.dropped]).toEqual([3, history.attempts.length - 3]);
    expect(whatHistoryLacks(small)).toContainEqual('7 older attempts were left out to keep it small.');
  });

  it('is never larger than its worst case, whatever the records say', () => {
    const limits = { attempts: 5, reasonBytes: 60 };
    const ids = ['a', 'step-with-a-longer-name'];
    const anyRecord = fc.record({
      subject: fc.constantFrom(...ids),
      iteration: fc.integer({ min: 1, max: 99_999 }),
      attempt: fc.integer({ min: 0, max: 9999 }),
      to: fc.constantFrom('Pending', 'Validating', 'Running.Observing', 'CleaningUp.Recording', 'Verdict'),
      outcome: fc.constantFrom(...outcomes),
      reason: fc.string({ unit: 'binary', maxLength: 300 }),
      after: fc.integer({ min: 0, max: 90_000_000_000 }),
      supervisor: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (all) => {
        let chain = freshChain();
        let grown = startHistory('run-1', source, startedAt);
        for (const { supervisor, after, ...rest } of all) {
          const next = append(
            chain,
            entry(1, supervisor ? { to: rest.to } : { machine: 'experiment', ...rest }),
            startedAt + after,
          );
          chain = next.chain;
          grown = addToHistory(grown, next.record, limits);
          expect(sizeOf(grown)).toBeLessThanOrEqual(worstCaseHistoryBytes(ids, source, limits));
        }
      }),
    );
  });

  it('cuts a long reason and shows that', () => {
    const long = append(
      freshChain(),
      entry(1, { machine: 'experiment', subject: 'a', to: 'Verdict', outcome: 'Error', reason: 'é'.repeat(500) }),
      0,
    );
    const [attempt] = modelOfHistory(
      addToHistory(startHistory('run-1', source, 0), long.record as AuditRecord),
    ).attempts;
    expect(attempt?.reason?.endsWith('…')).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(attempt?.reason))).toBeLessThanOrEqual(defaultHistoryLimits.reasonBytes);
  });

  it.each<[string, (history: CompactHistory) => object]>([
    ['that begins at no moment', (history) => ({ ...history, start: 1e300 })],
    ['with a state that begins at no moment', (history) => ({ ...history, supervisor: [['Running', 1e300]] })],
    ['of a step that has no id', (history) => ({ ...history, ids: [] })],
    ['with an outcome that there is not', (history) => ({ ...history, attempts: [[[0, 1, 1], 'X', 0, eight, '']] })],
    ['with an attempt that lacks states', (history) => ({ ...history, attempts: [[[0, 1, 1], 'P', 0, [], '']] })],
    ['with half an attempt', (history) => ({ ...history, attempts: [[[0, 0.5, 1], 'P', 0, eight, '']] })],
  ])('is refused %s', (_, change) => {
    const { record } = append(
      freshChain(),
      entry(1, { machine: 'experiment', subject: 'a', to: 'Verdict', outcome: 'Pass' }),
      0,
    );
    const whole = addToHistory(startHistory('run-1', source, 0), record as AuditRecord);
    expect(E.isRight(decodeHistory(JSON.parse(JSON.stringify(whole))))).toBe(true);
    expect(E.isLeft(decodeHistory(change(whole)))).toBe(true);
  });
});

const eight = Array.from({ length: 8 }, () => -1);
