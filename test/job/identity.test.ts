import { describe, expect, it } from 'vitest';
import { annotationsOf, identityOf, labelSafe, labelsOf, runSelector } from '../../src/job/identity.ts';
import { engineSelector } from '../../src/model/litmus/engine-label.ts';

const identity = { runId: 'run-1', step: 'a', iteration: 2, attempt: 3 };
const long = 's'.repeat(64);

const kind = { apiVersion: 'batch/v1', kind: 'Job' };

const jobWith = (change: { readonly labels?: object; readonly annotations?: object } = {}) => ({
  ...kind,
  metadata: {
    name: 'a-job',
    labels: { ...labelsOf(identity, 'a-job'), ...change.labels },
    annotations: { ...annotationsOf(identity, 'none'), ...change.annotations },
  },
});

describe('the identity of a launch', () => {
  it('is read back from the labels of its Job, with the baseline', () => {
    expect(identityOf(jobWith())).toEqual({ identity, baseline: 'none' });
  });

  it('is read back in full where a label holds only a hash of it', () => {
    const other = { ...identity, runId: 'run/1', step: long };
    const labels = labelsOf(other, 'a-job');
    const annotations = annotationsOf(other, 'unknown');
    expect(identityOf({ ...kind, metadata: { name: 'a-job', labels, annotations } })).toEqual({
      identity: other,
      baseline: 'unknown',
    });
    expect(annotations).toEqual({
      'runner.litmuschaos.io/run': 'run/1',
      'runner.litmuschaos.io/step': long,
      'runner.litmuschaos.io/baseline': 'unknown',
    });
  });

  it('has an unknown baseline where the Job says none', () => {
    const { labels } = jobWith().metadata;
    expect(identityOf({ ...kind, metadata: { name: 'a-job', labels } })).toEqual({ identity, baseline: 'unknown' });
  });

  it.each([
    ['no run', { run: undefined }],
    ['no step', { step: undefined }],
    ['no iteration', { iteration: undefined }],
    ['no attempt', { attempt: undefined }],
    ['iteration 0', { iteration: '0' }],
    ['attempt 0', { attempt: '0' }],
    ['half an iteration', { iteration: '1.5' }],
    ['half an attempt', { attempt: '1.5' }],
    ['an attempt in words', { attempt: 'one' }],
  ])('is none with %s', (_, wrong) => {
    const labels = Object.fromEntries(
      Object.entries(wrong).map(([key, value]) => [`runner.litmuschaos.io/${key}`, value]),
    );
    expect(identityOf(jobWith({ labels }))).toBeUndefined();
  });

  it('is none of an object without labels', () => {
    expect(identityOf({ ...kind, metadata: { name: 'x' } })).toBeUndefined();
  });
});

describe('what a label can hold', () => {
  it('is a value itself where it can be one, else a hash of it', () => {
    expect(labelSafe('step-1')).toBe('step-1');
    for (const wrong of ['', long, 'a/b']) expect(labelSafe(wrong)).toMatch(/^sha256-[0-9a-f]{40}$/);
    expect(labelSafe('a/b')).not.toBe(labelSafe('a/c'));
  });
});

it('selectors name the engine, and the run by what its label holds', () => {
  expect(engineSelector('uid')).toBe('chaosUID=uid');
  expect(runSelector('run-1')).toBe('runner.litmuschaos.io/run=run-1');
  expect(runSelector('run/1')).toBe(`runner.litmuschaos.io/run=${labelSafe('run/1')}`);
});
