import { describe, expect, test } from 'vitest';
import { validateDocuments } from '../../src/model/lint/validate-documents.ts';
import { engineOf, experimentOf, findingsOf, linesOf } from './manifests.ts';

const entries = (count: number, entry: object): string =>
  engineOf({}, { experiments: Array.from({ length: count }, () => entry) });

describe('once, not once for each entry, is said', () => {
  test('that entries have the same name', () => {
    expect(linesOf(entries(50, { name: 'a' }))).toEqual([
      expect.stringMatching(/^warning: spec\.experiments\[1\]\.name: a is there 50 times/),
    ]);
  });

  test('that a variable is given several times', () => {
    const env = Array.from({ length: 10 }, () => ({ name: 'A', value: 'a' }));
    expect(linesOf(engineOf({ components: { env } }))).toEqual([
      expect.stringMatching(/^warning: .*env\[1\]\.name: A is given before/),
    ]);
  });

  test('that no file holds an experiment', () => {
    const text = `${entries(5, { name: 'other' })}---\n${experimentOf({})}`;
    const missing = linesOf(text).filter((line) => line.includes('no file holds'));
    expect(missing).toEqual(['warning: spec.experiments[0].name: no file holds the ChaosExperiment other']);
  });

  test('what is wrong with the experiment of several entries', () => {
    const text = `${entries(5, { name: 'pod-delete' })}---\n${experimentOf({})}`;
    const checkPair = (): readonly { path: []; message: string }[] => [{ path: [], message: 'cannot be launched' }];
    expect(findingsOf(text, { checkPair }).filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });

  test('that an object is there several times', () => {
    const text = Array.from({ length: 4 }, () => engineOf({})).join('---\n');
    expect(linesOf(text)).toEqual([
      expect.stringMatching(/engine is already in f\.yaml, line 3, and there are 2 more/),
    ]);
  });
});

describe('more entries than a batch may have', () => {
  test('are an error without a batch document, too', () => {
    const experiments = Array.from({ length: 2_001 }, (_, index) => ({ name: `a-${index}` }));
    expect(linesOf(engineOf({}, { experiments }))).toEqual([
      'error: spec.experiments: has 2001 entries: at most 2000 can be one batch',
    ]);
    expect(linesOf(engineOf({}, { experiments: experiments.slice(1) }))).toEqual([]);
  });
});

describe('files without any Litmus document', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';

  test('are errors when there is none in any file', () => {
    const { findings } = validateDocuments([
      { path: 'a.yaml', text: pod },
      { path: 'b.yaml', text: pod },
    ]);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([
      { file: 'a.yaml', message: expect.stringContaining('holds neither a ChaosEngine nor a ChaosExperiment') },
      { file: 'b.yaml' },
    ]);
  });

  test('are none beside an engine', () => {
    const { findings } = validateDocuments([
      { path: 'a.yaml', text: pod },
      { path: 'b.yaml', text: engineOf({}) },
    ]);
    expect(findings.map(({ severity }) => severity)).toEqual(['note']);
  });
});
