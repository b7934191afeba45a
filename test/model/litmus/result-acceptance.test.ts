import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Baseline,
  baselineOf,
  believe,
  readBaseline,
  showBaseline,
} from '../../../src/model/litmus/result-acceptance.ts';
import { resultOf } from '../fixtures.ts';

const launch = { jobName: 'pod-delete-new', chaosUID: 'engine-uid' };

/** The labels that each litmus-go writes; a Stopped result has `chaosUID` only, from the version that has it at all. */
const generations = [
  { writer: 'up to 1.6', own: {}, stopped: {} },
  { writer: '1.7 to 1.8', own: { name: 'engine-pod-delete' }, stopped: { name: 'engine-pod-delete' } },
  {
    writer: '1.9 to 1.13.5',
    own: { name: 'pod-delete', 'job-name': launch.jobName },
    stopped: { name: 'pod-delete', 'job-name': launch.jobName },
  },
  {
    writer: 'from 1.13.6',
    own: { name: 'pod-delete', 'job-name': launch.jobName, chaosUID: launch.chaosUID },
    stopped: { chaosUID: launch.chaosUID },
  },
] as const;

const before: Baseline = { uid: 'r1', resourceVersion: '10' };
const old = { uid: 'r1', resourceVersion: '10' };
const changed = { uid: 'r1', resourceVersion: '11' };
const recreated = { uid: 'r2', resourceVersion: '12' };

describe.each(generations)('a result written by litmus-go $writer', ({ own, stopped }) => {
  test.each(['Pass', 'Fail', 'Error'] as const)('is believed when it says %s after the launch', (verdict) => {
    for (const metadata of [changed, recreated])
      expect(believe(resultOf(verdict, { ...metadata, labels: own }), before, launch)).toEqual({
        is: 'Believed',
        verdict,
      });
    expect(believe(resultOf(verdict, { ...old, labels: own }), 'none', launch)).toEqual({ is: 'Believed', verdict });
  });

  test('is believed when this launch was stopped', () => {
    expect(believe(resultOf('Stopped', { ...changed, labels: stopped }), before, launch)).toEqual({
      is: 'Believed',
      verdict: 'Stopped',
    });
  });

  test('is not believed when a stale Pass of an earlier run is all there is', () => {
    expect(believe(resultOf('Pass', { ...old, labels: own }), before, launch).is).toBe('Pending');
  });

  test('is not believed when a stale Stopped with the same uid is left from before a restart', () => {
    expect(believe(resultOf('Stopped', { ...old, labels: stopped }), before, launch).is).toBe('Pending');
  });

  test.each(['Awaited', ''])('is not believed while its verdict is "%s"', (verdict) => {
    expect(believe(resultOf(verdict, { ...changed, labels: own }), before, launch).is).toBe('Pending');
  });
});

describe('believe', () => {
  test('waits where there is no result', () => {
    expect(believe(undefined, 'none', launch)).toMatchObject({
      is: 'Pending',
      reason: expect.stringContaining('no ChaosResult'),
    });
  });

  test('never takes a late result of another Job or another engine', () => {
    const job = resultOf('Pass', { ...changed, labels: { 'job-name': 'pod-delete-earlier' } });
    const engine = resultOf('Pass', { ...changed, labels: { chaosUID: 'other' } });
    expect(believe(job, before, launch)).toMatchObject({ reason: expect.stringContaining('pod-delete-earlier') });
    expect(believe(engine, before, launch)).toMatchObject({ reason: expect.stringContaining('another engine') });
  });

  test('never takes a verdict that it does not know', () => {
    expect(believe(resultOf('pass?', changed), before, launch)).toMatchObject({
      is: 'Pending',
      reason: expect.stringContaining('pass?'),
    });
  });

  describe('with nothing known from before the launch', () => {
    const own = { run: 'r', step: 'pod-delete', iteration: '2', attempt: '1' };
    const withLabels = (labels: Readonly<Record<string, string>>) =>
      believe(resultOf('Pass', { ...old, labels }), 'unknown', { ...launch, labels: own });

    test.each([
      ['of the Job', { 'job-name': launch.jobName }],
      ['of run, step, iteration and attempt', { ...own, chaosUID: launch.chaosUID }],
    ])('takes a result with the labels %s', (_, labels) => {
      expect(withLabels(labels)).toEqual({ is: 'Believed', verdict: 'Pass' });
    });

    test.each([
      ['no labels', {}],
      ['the labels of another iteration', { ...own, iteration: '1' }],
      ['the labels of another attempt', { ...own, attempt: '2' }],
      ['the labels of another run', { ...own, run: 'q' }],
      ['half of the labels', { run: 'r', step: 'pod-delete' }],
      ["the engine's uid only", { chaosUID: launch.chaosUID }],
    ])('takes none with %s, however new it is', (_, labels) => {
      const result = resultOf('Pass', { ...old, creationTimestamp: '2999-01-01T00:00:00Z', labels });
      expect(believe(result, 'unknown', { ...launch, labels: own }).is).toBe('Pending');
    });
  });
});

describe('the baseline as text', () => {
  test('is read back as it was', () => {
    const part = fc.stringMatching(/^[0-9a-f-]{1,36}$/);
    const baseline = fc.oneof(
      fc.constantFrom<Baseline>('none', 'unknown'),
      fc.record({ uid: part, resourceVersion: part }),
    );
    fc.assert(
      fc.property(baseline, (each) => {
        expect(readBaseline(showBaseline(each))).toEqual(each);
      }),
    );
  });

  test('is unknown when it cannot be read', () => {
    expect([undefined, '', 'a', 'a/', 'a/b/c'].map(readBaseline)).toEqual(Array(5).fill('unknown'));
  });

  test('is none without a result and its version with one', () => {
    expect([baselineOf(undefined), baselineOf(resultOf('Pass'))]).toEqual([
      'none',
      { uid: 'r1', resourceVersion: '10' },
    ]);
  });
});
