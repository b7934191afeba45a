import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotationsOf, identityOf, labelSafe, labelsOf, runSelector } from '../../src/job/identity.ts';
import { jobName } from '../../src/job/name.ts';
import {
  experimentNameLimit,
  experimentNameLimitWithSidecars,
  experimentNameProblem,
  isLabelValue,
  suffixLength,
} from '../../src/model/kube/names.ts';

const identity = fc.record({
  runId: fc.string({ minLength: 1 }),
  step: fc.string({ minLength: 1 }),
  iteration: fc.integer({ min: 1 }),
  attempt: fc.integer({ min: 1 }),
});

const experiment = fc.stringMatching(/^[a-z][a-z0-9-]{0,54}[a-z0-9]$/);

describe('the name of a Job', () => {
  test('is a container name for every experiment that validation lets through', () => {
    fc.assert(
      fc.property(experiment, identity, (name, of) => {
        expect(experimentNameProblem(name)).toBeUndefined();
        expect(jobName(name, of)).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(jobName(name, of).length).toBeLessThanOrEqual(63);
        expect(jobName(name, of)).toMatch(new RegExp(`^${name}-[a-z0-9]{${suffixLength(name)}}$`));
      }),
    );
  });

  test('is the same for the same launch and another for any other', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const same = JSON.stringify(Object.values(a)) === JSON.stringify(Object.values(b));
        expect(jobName('x', a) === jobName('x', b)).toBe(same);
        expect(jobName('x', a)).not.toBe(jobName('x', { ...a, attempt: a.attempt + 1 }));
      }),
    );
  });

  test('does not mix up a run and a step that run together', () => {
    const of = (runId: string, step: string) => jobName('x', { runId, step, iteration: 1, attempt: 1 });
    expect(of('a', 'bc')).not.toBe(of('ab', 'c'));
  });

  test('stays as it is: restarted runners of other versions find their Jobs by it', () => {
    expect(jobName('pod-delete', { runId: 'r', step: 'pod-delete', iteration: 1, attempt: 1 })).toMatchInlineSnapshot(
      `"pod-delete-nquvci35s346"`,
    );
  });

  test('has no place for a dot, and validation says so', () => {
    expect(experimentNameProblem('pod.delete')).toContain('has a dot');
  });

  test('sets the limit on names of experiments that validation states', () => {
    expect(experimentNameProblem('x'.repeat(experimentNameLimit))).toBeUndefined();
    expect(experimentNameProblem('x'.repeat(experimentNameLimit + 1))).toContain(`at most ${experimentNameLimit}`);
    expect(experimentNameProblem('x'.repeat(41), true)).toBeUndefined();
    expect(experimentNameProblem('x'.repeat(42), true)).toContain('at most 41 are possible beside sidecars');
  });

  // The Go runner: `<experiment>-` and six random characters, `-sidecar-` and six more behind them.
  test.each([
    [experimentNameLimit, 63 - '-abcdef'.length, ''],
    [experimentNameLimitWithSidecars, 63 - '-abcdef-sidecar-ghijkl'.length, '-sidecar-99'],
  ])('is possible for every experiment that the Go runner could run: of %i characters', (limit, ofGo, ending) => {
    expect(limit).toBe(ofGo);
    const job = jobName('x'.repeat(limit), { runId: 'r', step: 's', iteration: 1, attempt: 1 });
    expect(`${job}${ending}`.length).toBeLessThanOrEqual(63);
  });

  test.each([
    [39, 12],
    [40, 11],
    [41, 10],
    [42, 12],
    [50, 12],
    [54, 8],
    [56, 6],
  ])('of an experiment of %i characters has a suffix of %i', (length, expected) => {
    expect(suffixLength('x'.repeat(length))).toBe(expected);
  });

  test('leaves room for the containers of sidecars wherever validation lets them through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 56 }), fc.nat({ max: 99 }), identity, (length, index, of) => {
        const name = 'x'.repeat(length);
        fc.pre(experimentNameProblem(name, true) === undefined);
        expect(`${jobName(name, of)}-sidecar-${index}`.length).toBeLessThanOrEqual(63);
      }),
    );
  });
});

describe('the identity of a launch', () => {
  test('is read back from labels and annotations, whatever run and step are called', () => {
    const baseline = { uid: 'u', resourceVersion: '7' };
    fc.assert(
      fc.property(identity, (of) => {
        const metadata = { name: 'j', labels: labelsOf(of, 'j'), annotations: annotationsOf(of, baseline) };
        expect(identityOf({ apiVersion: 'batch/v1', kind: 'Job', metadata })).toEqual({ identity: of, baseline });
        expect(Object.values(metadata.labels).every(isLabelValue)).toBe(true);
      }),
    );
  });

  test('is nobody else’s', () => {
    const metadata = { name: 'j', labels: { chaosUID: 'u' } };
    expect(identityOf({ apiVersion: 'batch/v1', kind: 'Job', metadata })).toBeUndefined();
  });

  test('has the step itself for a label where that is possible, a hash of it where not', () => {
    expect(labelSafe('pod-delete-2')).toBe('pod-delete-2');
    expect(labelSafe('x'.repeat(64))).toMatch(/^sha256-[0-9a-f]{40}$/);
    expect(runSelector('r1')).toBe('runner.litmuschaos.io/run=r1');
  });
});
