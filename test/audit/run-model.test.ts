import { describe, expect, it } from 'vitest';
import { applyRecord, chainOf, foldRecords, type RunModel, startModel } from '../../src/audit/run-model.ts';
import { appended, freshChain } from './records.ts';
import { plan, resumedRun, runId, startedAt, wholeRun } from './run-log.ts';

const run = wholeRun().map(({ record }) => record);
const whole = (records: readonly (typeof run)[number][]): RunModel => {
  const model = foldRecords(records);
  if (model === undefined) throw new Error('no record');
  return model;
};
const withoutRecords = ({ records: _, ...rest }: RunModel) => rest;

describe('the model of a run', () => {
  it('names run, engine and plan', () => {
    expect(whole(run)).toMatchObject({ runId, namespace: 'demo', engine: 'engine', plan, startedAt: startedAt + 1000 });
  });

  it('has every attempt with its outcome, in the order in which they began', () => {
    const first = whole(run).attempts.filter(({ iteration }) => iteration === 1);
    expect(first.map(({ id, attempt, outcome }) => [id, attempt, outcome])).toEqual([
      ['pod-delete', 1, 'Pass'],
      ['pod-cpu-hog', 1, 'Fail'],
      ['pod-delete-2', 0, 'Skipped'],
      ['node-drain', 1, 'Error'],
      ['node-drain', 2, 'Pass'],
    ]);
  });

  it('has Job, pod, verdict, reason and times of an attempt', () => {
    expect(whole(run).attempts[1]).toMatchObject({
      index: 1,
      experiment: 'pod-cpu-hog',
      job: 'pod-cpu-hog-11',
      jobUid: 'uid-pod-cpu-hog-11',
      pod: 'pod-cpu-hog-1-1-pod',
      verdict: 'Fail',
      reason: 'The ChaosResult says Fail.',
      state: 'Verdict',
    });
  });

  it('has a gapless timeline of each attempt, closed at its end', () => {
    for (const { intervals, startedAt: start, endedAt } of whole(run).attempts) {
      expect(intervals[0]?.from).toBe(start);
      expect(intervals.at(-1)?.to).toBe(endedAt);
      intervals.slice(1).forEach(({ from }, at) => {
        expect(intervals[at]?.to).toBe(from);
      });
    }
  });

  it('knows how the batch ended and how the supervisor came there', () => {
    const { outcome, supervisor, endedAt, iteration } = whole(run);
    expect(supervisor.intervals.map(({ state }) => state)).toEqual([
      'Opening',
      'Iterating.Running',
      'Waiting',
      'Iterating.Running',
      'Closing',
      'Completed',
    ]);
    expect([outcome, iteration, endedAt]).toEqual(['Fail', 2, Date.parse(run.at(-2)?.time ?? '')]);
  });

  it('grows record by record to the same as at once', () => {
    const [first] = run;
    if (first === undefined) throw new Error('no record');
    const grown = run.reduce(applyRecord, startModel(first));
    expect(withoutRecords(grown)).toEqual(withoutRecords(whole(run)));
  });

  it('takes back what was printed after the checkpoint that the next process continued', () => {
    const { first, second } = resumedRun(30, 36);
    const all = [...first, ...second].map(({ record }) => record);
    const [start] = all;
    if (start === undefined) throw new Error('no record');
    expect(withoutRecords(all.reduce(applyRecord, startModel(start)))).toEqual(withoutRecords(whole(all)));
    const sequences = chainOf(all).map(({ data }) => data.sequence);
    expect(sequences).toEqual(sequences.map((_, at) => at + 1));
    expect(whole(all).segments).toBe(2);
  });

  it('shows the run as it stood after any record', () => {
    const halfway = foldRecords(run.filter(({ data }) => data.sequence <= 20));
    expect(halfway?.sequence).toBe(20);
    expect(halfway?.outcome).toBeUndefined();
    expect(halfway?.attempts.map(({ id, state }) => [id, state])).toEqual([
      ['pod-delete', 'Verdict'],
      ['pod-cpu-hog', 'CleaningUp.Deleting'],
    ]);
    expect(halfway?.attempts[1]?.intervals.at(-1)?.to).toBeUndefined();
  });

  it('takes the last run of a log that holds several, or the one asked for', () => {
    const other = appended(freshChain(), 2).written.map(({ record }) => record);
    expect(foldRecords([...other, ...run])?.runId).toBe(runId);
    expect(foldRecords([...other, ...run], 'run-1')?.records).toHaveLength(2);
    expect(foldRecords(run, 'no-such-run')).toBeUndefined();
  });

  it('ignores records of another run while it grows', () => {
    const model = whole(run);
    const [stranger] = appended(freshChain(), 1).written;
    if (stranger === undefined) throw new Error('no record');
    expect(applyRecord(model, stranger.record).records).toHaveLength(run.length);
  });
});
